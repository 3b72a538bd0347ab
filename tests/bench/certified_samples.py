#!/usr/bin/env python3
"""Is any of many designs drawn at random outside what a study's front weakly dominates?

    tests/bench/certified_samples.py build/release/paretree sweeps/certified_ucf11.yaml certified-ucf11.db [how many]

Each design is evaluated by the plain path (`paretree sample`) and compared with every member of the front. Prints how many
were drawn, were feasible, and lie outside; exit code 1 if one does. Needs numpy.
"""
import csv
import subprocess
import sys

import numpy


def rows_of(words):
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        yield from csv.DictReader(process.stdout)
    if process.returncode != 0:
        sys.exit(process.returncode)


def main():
    program, sweep, study = sys.argv[1:4]
    wanted = int(sys.argv[4]) if len(sys.argv) > 4 else 1_000_000
    columns = subprocess.run([program, "sql", study, "--format", "csv",
                              "SELECT name, maximise FROM run_column WHERE objective = 1 ORDER BY position"],
                             capture_output=True, text=True, check=True).stdout.splitlines()[1:]
    objectives = [(line.split(",")[0], -1.0 if line.split(",")[1] == "1" else 1.0) for line in columns]

    def vector(row):
        return [sign * float(row[name]) for name, sign in objectives]

    front = numpy.array([vector(row) for row in rows_of([program, "front", study, "--rows", "0", "--format", "csv"])])
    per_call = 100_000
    drawn = feasible = outside = 0
    while drawn < wanted:
        number = min(per_call, wanted - drawn)
        for row in rows_of([program, "sample", sweep, "-n", str(number), "--seed", str(1 + drawn // per_call),
                            "--format", "csv"]):
            drawn += 1
            if row["reason"]:
                continue
            feasible += 1
            if not (front <= numpy.array(vector(row))).all(axis=1).any():
                outside += 1
                print("outside:", row["design"])
        print(f"{drawn} drawn, {feasible} feasible, {outside} outside what {len(front)} members weakly dominate", flush=True)
    sys.exit(1 if outside else 0)


if __name__ == "__main__":
    main()
