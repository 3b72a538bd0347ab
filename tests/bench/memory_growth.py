#!/usr/bin/env python3
"""Peak memory of `paretree run` against the number of designs, one search and one retention at a time.

    tests/bench/memory_growth.py build/release/paretree [--store front] [--most 1e8] [--memory 1G]

Prints a Markdown table. The sweeps are those of UCF11 with more ranks, more weight memories and all orders of execution.
"""
import argparse
import os
import subprocess
import tempfile
import time

# Leaf ranks, inner ranks, order, weight memories: 1.4e5, 1.4e6, 1.2e7 and 9.8e7 designs.
LADDER = [("[2, 4]", "[2]", "best", "[16, 32]"), ("[2, 3, 4]", "[2, 4]", "best", "[16, 32]"),
          ("[2, 3, 4, 6]", "[2, 3, 4]", "best", "[8, 16, 32, 64]"), ("[2, 3, 4, 6]", "[2, 3, 4]", "all", "[8, 16, 32, 64]")]


def sweep(leaf, inner, order, memories, store):
    return f"""name: memory
workload: lstm-ucf11
model:
  scope: [input, full]
  format: [tt, ht]
  modes:
    input: {{in: [8, 20, 20, 18], out: [4, 4, 4, 16]}}
    full: {{in: [11, 13, 15, 27], out: [4, 4, 4, 16]}}
  ranks: {{leaf: {leaf}, inner: {inner}}}
  order: {order}
  weight_bits: [16, 8]
hardware: {{template: [tie, fdht], mapping: [fixed, best_per_stage], node_nm: 28, clock_mhz: 1000, pes: [8, 16, 32],
  macs_per_pe: [8, 16], weight_sram_kib: {memories}, activation_sram_kib: [384, 768], banks: [8, 16, 32]}}
accuracy: capacity
objectives: [capacity, energy_pj, latency_ns, area_mm2]
search: exhaustive
store: {store}
"""


def run(command):
    """Output, wall-clock seconds and peak resident MiB of a command."""
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return output, time.monotonic() - began, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--store", default="front")
    parser.add_argument("--most", type=float, default=1e8)
    parser.add_argument("--memory", default="")
    options = parser.parse_args()
    print("| designs | feasible | on the front | peak MiB | database MiB | seconds |\n|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "memory.yaml")
        for step, rung in enumerate(LADDER):
            if 10 ** (step + 5) > options.most:
                break
            with open(path, "w", encoding="utf-8") as file:
                file.write(sweep(*rung, options.store))
            database = os.path.join(folder, f"{step}.db")
            command = [options.program, "run", path, "--db", database, "--progress", "none", "--picture", "none"]
            output, seconds, peak = run(command + (["--memory", options.memory] if options.memory else []))
            line = next(line for line in output.splitlines() if "designs evaluated" in line)
            feasible = int(line.split(" designs evaluated, ")[1].split()[0])
            front = int(line.split(" on the front")[0].split()[-1])
            designs = int(line.split(": ")[1].split()[0])
            size = os.path.getsize(database) / 2**20
            print(f"| {designs:,} | {feasible:,} | {front} | {peak:.0f} | {size:.1f} | {seconds:.1f} |", flush=True)
            for note in (line for line in output.splitlines() if "memory: " in line):
                print(f"\n{note.strip()}\n", flush=True)
            os.remove(database)


if __name__ == "__main__":
    main()
