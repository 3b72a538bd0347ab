#!/usr/bin/python3
"""Does the pandas script of results/SCHEMA.md read what the program says?
   study_with_pandas_test.py PROGRAM FOLDER
"""
import io
import json
import pathlib
import subprocess
import sys

import pandas

SWEEP = pathlib.Path(__file__).resolve().parent.parent / "browser" / "tiny.yaml"


def main():
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()

    def said(*words):
        return subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True).stdout

    said(program, "run", SWEEP, "--db", "tiny.db", "--picture", "none", "--progress", "none")
    script = pathlib.Path(__file__).with_name("study_with_pandas.py")
    table = pandas.read_csv(io.StringIO(said("/usr/bin/python3", script, "tiny.db")), float_precision="round_trip").set_index("template")
    front = json.loads(said(program, "front", "tiny.db", "--format", "json"))
    assert front, "a front"
    wanted = {}
    for member in front:
        wanted.setdefault(member["hardware"]["template"], []).append(member["objectives"]["energy_pj"])
    assert sorted(table.index) == sorted(wanted), table
    for name, energies in wanted.items():
        assert table.loc[name, "designs"] == len(energies), table
        assert table.loc[name, "least_energy_pj"] == min(energies), table
    print(f"{len(front)} members of {len(wanted)} templates")


if __name__ == "__main__":
    main()
