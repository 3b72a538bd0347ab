#!/usr/bin/python3
"""Whole training steps of this trainer beside PyTorch's, in one run on one thread.

    tests/bench/against_pytorch.py BUILD/tests/bench/trainer_steps [--steps 20] [--rounds 5]

CPU time per step in ms: median over rounds that take turns, least and most in brackets. Needs Debian's python3-torch.
"""
import argparse
import os
import statistics
import subprocess
import sys
import time

import fast_blas  # before torch

import torch

import pytorch_lstm

NAMES = {"a": "28 -> 4x64, T 28, batch 64", "b": "784 -> 4x64, T 10, batch 64, rank 6",
         "c": "57600 -> 4x256, 6 frames, batch 16, rank 6"}
USER = {"a": "library", "b": "library", "c": "staged"}
FAST = {"a": ["materialised", "semi"], "b": ["materialised", "semi"], "c": ["semi"]}
TEXT = {"library": "materialised W, library LSTM", "staged": "staged einsum, loop of cells",
        "materialised": "materialised W, own backward", "semi": "merged halves, own backward"}


def ours(program, name, steps):
    out = subprocess.run([program, "time", name, str(steps)], check=True, capture_output=True, text=True).stdout
    return statistics.median(float(line) for line in out.split())


def theirs(net, x, labels, steps):
    times = []
    for step in range(-1, steps):
        start = time.process_time()
        net.step(x, labels)
        if step >= 0:
            times.append(1e3 * (time.process_time() - start))
    return statistics.median(times)


def blas():
    """The library that PyTorch multiplies with, from what is mapped: the reference one is ten times slower."""
    with open("/proc/self/maps") as maps:
        files = {os.path.realpath(line.split()[-1]) for line in maps if "/libblas" in line or "openblas" in line}
    return ", ".join(sorted(files)) or "unknown"


def shown(values):
    return f"{statistics.median(values):8.2f} [{min(values):.2f}, {max(values):.2f}]"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("program")
    options.add_argument("--steps", type=int, default=20)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--workloads", default="abc")
    chosen = options.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    print(f"BLAS: {blas()}; {fast_blas.TEXT}")
    if "openblas" not in blas():
        sys.exit("PyTorch would be measured with the reference BLAS; install libopenblas0-serial first")
    print(f"PyTorch {torch.__version__}, 1 thread; CPU ms per training step, median of {chosen.rounds} rounds "
          f"of {chosen.steps} steps [least, most]")
    for name in chosen.workloads:
        inputs, _, steps, classes = pytorch_lstm.WORKLOADS[name]["shape"]
        batch = pytorch_lstm.WORKLOADS[name]["batch"]
        x, labels = torch.randn(steps, batch, inputs), torch.randint(classes, (batch,))
        forms = FAST[name] + [USER[name]]
        nets = {form: pytorch_lstm.Net(name, form) for form in forms}
        measured = {form: [] for form in ["ours", *forms]}
        for _ in range(chosen.rounds):
            measured["ours"].append(ours(chosen.program, name, chosen.steps))
            for form in forms:
                few = max(3, chosen.steps // 4) if form in ("staged",) else chosen.steps
                measured[form].append(theirs(nets[form], x, labels, few))
        print(f"\n({name}) {NAMES[name]}\n  this trainer                            {shown(measured['ours'])}")
        base = statistics.median(measured["ours"])
        best = min(forms, key=lambda form: statistics.median(measured[form]))
        for form in forms:
            mark = (" as users write it" if form == USER[name] else "") + (" (best)" if form == best else "")
            print(f"  PyTorch, {TEXT[form]:30} {shown(measured[form])}  "
                  f"{statistics.median(measured[form]) / base:.2f}x{mark}")


if __name__ == "__main__":
    main()
