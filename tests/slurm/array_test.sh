#!/usr/bin/env bash
# Does a job array of Slurm, with a task that is killed, give the front of one machine?
#   array_test.sh PROGRAM SOURCE_DIR
# Real slurmctld, slurmd and munged on the loopback address. A task that is put back starts again
# after some two minutes: that is Slurm's own delay.
set -euo pipefail
program=$1
source_dir=$2
. "$source_dir/tests/slurm/one_node.sh"
for command in munged slurmctld slurmd sbatch scontrol squeue; do
  PATH=$PATH:/usr/sbin command -v $command >/dev/null || { echo "skipped: $command is not installed (slurm-wlm, munge)"; exit 0; }
done
[ "$(id -u)" -eq 0 ] || { echo "skipped: slurmd needs root"; exit 0; }
PATH=$PATH:/usr/sbin

folder=$(mktemp -d)
chmod 711 "$folder"
trap 'stop_slurm; rm -rf "$folder"' EXIT
start_slurm "$folder/slurm"

cat >"$folder/sweep.yaml" <<'EOF'
name: array
workload: fashion-7x112
model: {scope: [input, full], format: [tt, ht], ranks: {leaf: [1, 2, 4, 8], inner: [1, 2, 4, 8]}}
hardware: {template: [tie, fdht], pes: [8, 16], macs_per_pe: 8, weight_sram_kib: 16, activation_sram_kib: 64}
accuracy: {proxy: short_training, dataset: fashion-mnist, steps: 4, seeds: 2}
objectives: [error, energy_pj, area_mm2]
search: exhaustive
store: all
EOF
"$program" run "$folder/sweep.yaml" --db "$folder/alone.db" --progress none --picture none >/dev/null
"$program" slurm "$folder/sweep.yaml" --tasks 8 --db-dir "$folder/shards"

# The first task that is seen working is killed as a node would: no message, no end of its own.
killed=0
for _ in $(seq 600); do
  for pid in $(pgrep -f -- "--shard [1-8]/8" || true); do
    # Only a run of this test, and not the shell that started it.
    if [ "$(readlink "/proc/$pid/exe")" = "$(readlink -f "$program")" ] &&
       tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q -- "$folder/shards/"; then
      kill -KILL "$pid" && killed=1 && break 2
    fi
  done
  sleep 0.02
done
[ $killed -eq 1 ] || { echo "no task was seen working"; exit 1; }

for _ in $(seq 400); do
  status=$("$program" slurm "$folder/sweep.yaml" --tasks 8 --db-dir "$folder/shards" --status)
  # "unfinished" has no space before its end.
  grep -q '^merged .* finished ' <<<"$status" && break
  sleep 1
done
echo "$status"
tail -n 3 "$folder"/shards/*.log
grep -q "into the queue again" "$folder"/shards/*.log || { echo "no task was put back"; exit 1; }

for view in design front infeasible_design; do
  "$program" sql "$folder/alone.db" "SELECT * FROM $view" --format csv >"$folder/alone.csv"
  "$program" sql "$folder/shards/array.db" "SELECT * FROM $view" --format csv >"$folder/merged.csv"
  cmp "$folder/alone.csv" "$folder/merged.csv"
done
"$program" check "$folder/shards/array.db" >/dev/null
echo "the array of 8 tasks, one killed and put back, has the front of one machine"
