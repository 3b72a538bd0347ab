#!/usr/bin/env python3
"""Instructions of six small fixed cases, so that speed is guarded without a clock: a case that takes 10 % more fails.

    tests/bench/instructions.py BUILD             compares with tests/bench/instructions.json
    tests/bench/instructions.py BUILD --write     writes it, where a change is meant

Counted by valgrind's callgrind, which has no AVX-512: kernels for AVX2 run. Optimised builds only.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
STORED = os.path.join(HERE, "instructions.json")
ALLOWED = 1.10


def main():
    build = os.path.abspath(sys.argv[1])
    program, tools = os.path.join(build, "paretree"), os.path.join(build, "tests", "bench")
    quiet = ["--threads", "1", "--progress", "none", "--picture", "none"]

    def sweep(name):
        return os.path.join(ROOT, "sweeps", name)

    cases = {
        "exhaustive search of 44,388 designs": [program, "run", sweep("fdht_vs_tie.yaml"), "--db", "a.db", *quiet],
        "certified search of 370,510,848 designs": [program, "run", sweep("certified_small.yaml"), "--db", "b.db", *quiet],
        "check of its certificate": [program, "check", "b.db", "--threads", "1"],
        "front of 20,000 points in 3 objectives": [tools + "/pareto_rates", "front", "20000", "3", "front", "1", "ours"],
        "hypervolume of 1,000 points in 4 objectives": [tools + "/pareto_rates", "volume", "1000", "4", "1", "ours"],
        "training steps, 28 -> 4x64, 28 steps, batch 64": [tools + "/trainer_steps", "time", "a", "2"],
    }
    counted = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, words in cases.items():
            done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *words], cwd=folder, text=True,
                                  capture_output=True, check=False)
            total = re.search(r"Collected : (\d+)", done.stderr)
            if done.returncode != 0 or not total:
                sys.exit(f"{name}: {' '.join(words)} failed under valgrind\n{done.stderr[-2000:]}")
            counted[name] = int(total.group(1))
    if "--write" in sys.argv:
        with open(STORED, "w", encoding="utf-8") as file:
            json.dump(counted, file, indent=1)
            file.write("\n")
        return
    with open(STORED, encoding="utf-8") as file:
        stored = json.load(file)
    worse = 0
    for name, count in counted.items():
        ratio = count / stored[name]
        verdict = "MORE THAN ALLOWED" if ratio > ALLOWED else ("much less: store it with --write" if ratio < 1 / ALLOWED else "")
        worse += ratio > ALLOWED
        print(f"{name:50} {count / 1e6:10.1f} M, stored {stored[name] / 1e6:10.1f} M, {100 * (ratio - 1):+6.1f} % {verdict}")
    if set(stored) != set(counted):
        sys.exit("instructions.json has other cases")
    sys.exit(1 if worse else 0)


if __name__ == "__main__":
    main()
