# A Slurm of one node on the loopback address, in a folder of its own; sourced, not run.
#   start_slurm FOLDER   sets SLURM_CONF;   stop_slurm
# Needs Debian's slurm-wlm and munge, and root: slurmd starts jobs as their users.

start_slurm() {
  slurm_folder=$1
  host=$(hostname -s)
  # Any three free ports above the range that is given to clients.
  base=$((61000 + ($$ % 1300) * 3))
  mkdir -p "$slurm_folder/state" "$slurm_folder/spool"
  chmod 711 "$slurm_folder"
  dd if=/dev/urandom of="$slurm_folder/munge.key" bs=128 count=1 2>/dev/null
  chmod 600 "$slurm_folder/munge.key"
  munged --force --foreground --socket="$slurm_folder/munge.socket" --key-file="$slurm_folder/munge.key" \
    --pid-file="$slurm_folder/munged.pid" --log-file="$slurm_folder/munged.log" \
    --seed-file="$slurm_folder/munge.seed" >"$slurm_folder/munged.out" 2>&1 &
  munged_pid=$!
  cat >"$slurm_folder/slurm.conf" <<EOF
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$base
SlurmdPort=$((base + 1))
SlurmUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$slurm_folder/munge.socket
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SchedulerParameters=sched_interval=1,batch_sched_delay=0,bf_interval=1
ReturnToService=2
SlurmdParameters=config_overrides
MinJobAge=600
StateSaveLocation=$slurm_folder/state
SlurmdSpoolDir=$slurm_folder/spool
SlurmctldPidFile=$slurm_folder/slurmctld.pid
SlurmdPidFile=$slurm_folder/slurmd.pid
SlurmctldLogFile=$slurm_folder/slurmctld.log
SlurmdLogFile=$slurm_folder/slurmd.log
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
EOF
  export SLURM_CONF=$slurm_folder/slurm.conf
  slurmctld -D -f "$SLURM_CONF" >"$slurm_folder/slurmctld.out" 2>&1 &
  slurmctld_pid=$!
  slurmd -D -f "$SLURM_CONF" >"$slurm_folder/slurmd.out" 2>&1 &
  slurmd_pid=$!
  for _ in $(seq 60); do
    state=$(sinfo -h -o %T 2>/dev/null || true)
    case "$state" in idle*) return 0 ;; esac
    sleep 0.5
  done
  echo "Slurm did not start: node is '${state:-unreachable}'"
  tail -n 5 "$slurm_folder"/*.log "$slurm_folder"/*.out
  return 1
}

stop_slurm() {
  for pid in ${slurmd_pid:-} ${slurmctld_pid:-} ${munged_pid:-}; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}
