#!/usr/bin/env python3
"""Cost of a certified search against the number of modes and ranks: one factorisation of UCF11's input, 96 hardware halves.

    tests/bench/certified_growth.py build/release/paretree [seconds per run] [picture.png]

Prints a Markdown table: designs, CPU seconds and peak memory of each run; a run that does not end in time says so. The picture
needs Debian's python3-matplotlib.
"""
import os
import resource
import subprocess
import sys
import tempfile

SHAPES = {3: ("40, 40, 36", "16, 8, 8"), 4: ("8, 20, 20, 18", "4, 4, 4, 16"), 5: ("4, 8, 10, 10, 18", "4, 4, 4, 4, 4"),
          6: ("4, 4, 6, 6, 10, 10", "4, 4, 4, 4, 2, 2"), 7: ("4, 4, 4, 3, 3, 10, 10", "4, 4, 4, 4, 2, 2, 1"),
          8: ("4, 4, 4, 3, 3, 5, 2, 10", "4, 4, 4, 2, 2, 2, 2, 1")}
RANKS = {2: "[1, 2]", 4: "[1, 2, 4, 8]", 8: "[1, 2, 3, 4, 6, 8, 12, 16]", 16: "{from: 1, to: 16, step: 1}"}


def sweep(modes, ranks):
    inputs, outputs = SHAPES[modes]
    return f"""name: growth
workload: lstm-ucf11
model:
  scope: input
  format: ht
  modes: {{input: {{in: [{inputs}], out: [{outputs}]}}}}
  ranks: {{leaf: {RANKS[ranks]}, inner: {RANKS[ranks]}}}
  order: all
  weight_bits: [16, 12, 8]
hardware: {{template: fdht, mapping: [fixed, best_per_stage], pes: [8, 16], macs_per_pe: [8, 16], weight_sram_kib: [16, 64],
  activation_sram_kib: [384, 768], banks: 16}}
accuracy: capacity
objectives: [capacity, energy_pj, latency_ns, area_mm2]
search: certified
store: front
"""


def run(program, folder, modes, ranks, limit):
    path = os.path.join(folder, f"growth_{modes}_{ranks}.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(sweep(modes, ranks))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = f"{path}.memory"
    command = ["/usr/bin/env", "bash", "-c",
               f"ulimit -v 8000000; exec /usr/bin/time -f %M -o {memory} timeout {limit} {program} run {path} --db {path}.db "
               "--progress none --picture none"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    with open(memory, encoding="utf-8") as file:
        megabytes = float(file.read().split()[-1]) / 1024
    designs = "-"
    front = "-"
    for line in done.stdout.splitlines():
        if "designs evaluated" in line:
            designs = f"{float(line.split(' of ')[1].split()[0]):.2g}"
            front = line.split(" on the front")[0].split(", ")[-1]
    return done.returncode, designs, front, seconds, megabytes


def draw(measured, picture):
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    figure, (time, memory) = pyplot.subplots(1, 2, figsize=(9, 3.6), constrained_layout=True)
    markers = "osD^vP"
    for number, modes in enumerate(sorted({entry[0] for entry in measured})):
        series = [entry for entry in measured if entry[0] == modes]
        designs = [float(entry[2]) for entry in series]
        time.plot(designs, [entry[3] for entry in series], marker=markers[number], label=f"{modes} modes")
        memory.plot(designs, [entry[4] for entry in series], marker=markers[number])
    for axes, label in ((time, "processor time (s)"), (memory, "peak memory (MiB)")):
        axes.set(xscale="log", yscale="log", xlabel="designs in the space", ylabel=label)
        axes.grid(True, which="major", alpha=0.3)
    time.legend(frameon=False)
    figure.suptitle("Closing a space completely: 2, 4, 8 and 16 ranks on every edge", fontsize=11)
    figure.savefig(picture, dpi=150)


def main():
    program = os.path.abspath(sys.argv[1])
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    measured = []
    print("| modes | ranks | designs | front | CPU s | MiB |\n|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for modes in SHAPES:
            for ranks in RANKS:
                code, designs, front, seconds, megabytes = run(program, folder, modes, ranks, limit)
                if code != 0:
                    print(f"| {modes} | {ranks} | - | - | not within {limit} s | {megabytes:.0f} |", flush=True)
                    break
                measured.append((modes, ranks, designs, seconds, megabytes))
                print(f"| {modes} | {ranks} | {designs} | {front} | {seconds:.1f} | {megabytes:.0f} |", flush=True)
    if len(sys.argv) > 3:
        draw(measured, sys.argv[3])


if __name__ == "__main__":
    main()
