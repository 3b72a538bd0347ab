#!/usr/bin/python3
"""Reads a study with pandas, as results/SCHEMA.md shows it:  study_with_pandas.py FILE

Prints the front, joined with its halves and counted by template, as CSV. Needs Debian's
python3-pandas; the file is opened for reading only, also while a run writes it.
"""
import json
import sqlite3
import sys

import pandas


def read(file):
    """Views `design` and `front` with the axes of both halves as columns."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        tables = {name: pandas.read_sql_query(f"SELECT * FROM {name}", connection)
                  for name in ("design", "front", "model", "hardware")}
    finally:
        connection.close()
    for half in ("model", "hardware"):
        axes = pandas.json_normalize(tables[half]["json"].map(json.loads).tolist(), max_level=0)
        axes.insert(0, half, tables[half]["id"])
        axes = axes.drop_duplicates(half)
        for view in ("design", "front"):
            tables[view] = tables[view].merge(axes, on=half, validate="many_to_one",
                                              suffixes=("", f"_{half}"))
    return tables["design"], tables["front"]


def main():
    design, front = read(sys.argv[1])
    assert set(front["design"]) <= set(design["design"])
    energies = front.groupby("template")["energy_pj"]
    table = pandas.DataFrame({"designs": energies.size(), "least_energy_pj": energies.min()})
    print(table.to_csv(), end="")


if __name__ == "__main__":
    main()
