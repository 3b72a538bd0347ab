#!/usr/bin/python3
"""The models of `tie` and `fdht` in numpy, over arrays of designs: the peer of the joint evaluation rate.

    tests/bench/numpy_models.py BUILD/tests/bench/joint_rates SWEEP [--rounds 3]

joint_rates writes the stages of all model halves, the arrays and the machines of a sweep; from these this program computes cycles and
the energy of every component of every design, in 64-bit integers, on one thread. What is equal is computed once: stages of equal
extents, arrays that several machines share, columns that only a model half or only a machine decides; blocks of designs stay in the
cache. Every seventh design is compared with what the C++ models say, exactly. Prints one JSON object.
"""
import argparse
import json
import subprocess
import tempfile
import time

import fast_blas  # noqa: F401, before numpy

import numpy as np

WORK = ["inputs", "hidden", "outputs", "steps", "batch", "parameters", "dense_macs", "peak", "two_products"]
ARRAY = ["pes", "macs_per_pe", "mapping", "banks", "port", "access"]
MACHINE = ["array", "weight_words", "activation_words", "dram_bits", "period_fs", "weight_bits", "activation_bits", "multiply", "accumulate",
           "element_multiply", "register", "lookup", "weight_read", "activation_read", "activation_write", "dram_bit", "leakage", "control"]
EVENTS = ["macs", "additions", "multiplications", "registers", "lookups", "weight_reads", "activation_reads", "activation_writes"]
COMPONENTS = ["multiplier", "adder", "registers", "lookup", "weight_sram", "activation_sram", "control", "leakage", "dram", "addressing"]
ANSWER = 7  # one design in so many is compared


def ceil_div(a, b):
    return -(-a // b)


def spread_lanes(array, over_macs, over_pes):
    """Lanes of rows, columns and inner of a mapping."""
    lanes = [1, 1, 1]
    lanes[over_macs] *= int(array["macs_per_pe"])
    lanes[over_pes] *= int(array["pes"])
    return lanes


def tile_cycles(extents, lanes, array):
    """Cycles of stages under one mapping: compute of each tile beside the drain of the one before, in closed form."""
    banks, port = int(array["banks"]), int(array["port"])
    width = dict(zip("rci", lanes))
    full, rest = {}, {}
    for key, extent in zip("rci", extents):
        full[key] = extent // width[key]
        rest[key] = extent - full[key] * width[key]
    size = {key: (width[key], rest[key]) for key in "rci"}

    def compute(row, column):
        def group(inner):
            return np.maximum(np.maximum(1, ceil_div(size["c"][column] * inner, banks)), ceil_div(size["r"][row] * inner, port))
        return full["i"] * group(width["i"]) + np.where(rest["i"] > 0, group(rest["i"]), 0)

    c = [[compute(row, column) for column in (0, 1)] for row in (0, 1)]
    d = [[ceil_div(size["r"][row] * size["c"][column], banks) for column in (0, 1)] for row in (0, 1)]
    whole, part = full["c"] > 0, rest["c"] > 0
    first = [np.where(whole, c[row][0], c[row][1]) for row in (0, 1)]  # of a row of tiles
    last_drain = [np.where(part, d[row][1], d[row][0]) for row in (0, 1)]

    def rest_of_row(row):
        return (np.where(full["c"] > 1, (full["c"] - 1) * np.maximum(c[row][0], d[row][0]), 0)
                + np.where(whole & part, np.maximum(c[row][1], d[row][0]), 0))

    rows_whole, rows_part = full["r"] > 0, rest["r"] > 0
    cycles = np.where(rows_whole, first[0], first[1])
    cycles += np.where(full["r"] > 1, (full["r"] - 1) * np.maximum(first[0], last_drain[0]), 0)
    cycles += full["r"] * rest_of_row(0)
    cycles += np.where(rows_part, np.where(rows_whole, np.maximum(first[1], last_drain[0]), 0) + rest_of_row(1), 0)
    cycles += np.where(rows_part, last_drain[1], last_drain[0])
    return cycles + int(array["access"]) + int(lanes[2] - 1).bit_length()


def stage_activity(extents, array):
    """Cycles, register accesses, weight reads and activation reads of stages on one array: four columns."""
    rows, cols, inner = extents

    def under(over_macs, over_pes):
        lanes = spread_lanes(array, over_macs, over_pes)
        return np.stack([tile_cycles(extents, lanes, array), rows * cols * ceil_div(inner, lanes[2]),
                         rows * inner * ceil_div(cols, lanes[1]), ceil_div(rows, lanes[0]) * inner * cols])

    best = under(0, 1)
    if array["mapping"] == 0:
        return best
    for over_macs in range(3):
        for over_pes in range(3):
            lanes = spread_lanes(array, over_macs, over_pes)
            group = lanes[1] * lanes[2]
            if group & (group - 1) or (over_macs, over_pes) == (0, 1):
                continue
            other = under(over_macs, over_pes)
            better = (other[0] < best[0]) | ((other[0] == best[0]) & (other[2] + other[3] < best[2] + best[3]))
            best = np.where(better, other, best)
    return best


class Slot:
    """Stages, work, arrays and machines of one template at one weight width."""

    def __init__(self, folder, name):
        def table(what, columns):
            return np.fromfile(f"{folder}/{name}.{what}", dtype=np.int64).reshape(-1, columns)

        stages = table("stages", 4)
        self.half, self.rows, self.inner, self.cols = np.ascontiguousarray(stages.T)
        self.work = dict(zip(WORK, np.ascontiguousarray(table("works", len(WORK)).T)))
        self.arrays = [dict(zip(ARRAY, row)) for row in table("arrays", len(ARRAY))]
        self.machines = dict(zip(MACHINE, np.ascontiguousarray(table("machines", len(MACHINE)).T)))
        self.answers = table("answers", 2 + len(COMPONENTS))

    def halves(self):
        return len(self.work["inputs"])


def counted(slot):
    """Per array: cycles per step and events per sequence of every model half."""
    work = slot.work
    cols = slot.cols * work["batch"][slot.half]
    stages, which = np.unique(np.stack([slot.rows, cols, slot.inner]), axis=1, return_inverse=True)
    starts = np.flatnonzero(np.r_[True, slot.half[1:] != slot.half[:-1]])
    units = work["hidden"] * work["batch"]
    second = 4 * units * work["two_products"]
    outputs = stages[0] * stages[1]
    fixed = np.add.reduceat(np.stack([outputs * stages[2], outputs])[:, which], starts, axis=1)  # macs, writes: of any array
    activities = []
    for array in slot.arrays:
        sums = np.add.reduceat(stage_activity(stages, array)[:, which], starts, axis=1)
        most = np.maximum(5 * units, 5 * units + second)
        cycles = sums[0] + np.where(units > 0, ceil_div(most, int(array["pes"])) + int(array["access"]), 0)
        events = [fixed[0], 5 * units + second, 3 * units, sums[1], 5 * units, sums[2] + 4 * units, sums[3] + 5 * units + second,
                  fixed[1] + work["inputs"] * work["batch"] + 2 * units]
        activities.append((cycles, [event * work["steps"] for event in events]))
    return activities


BLOCK = 4096  # designs a column: what one needs stays in the second-level cache


def estimated(slot, activities, keep):
    """Cycles and components of every design; `keep` sees a block of model halves on one machine: (first, last, machine, columns)."""
    work = slot.work
    needed = (np.maximum(np.maximum(work["peak"], work["inputs"]), work["outputs"]) + 2 * work["hidden"]) * work["batch"]
    edge = (work["inputs"] + work["outputs"]) * work["batch"]
    count = len(slot.machines["array"])
    for number in range(count):
        machine = {name: int(column[number]) for name, column in slot.machines.items()}
        cycles_per_step, events = activities[machine["array"]]
        for first in range(0, slot.halves(), BLOCK):
            part = slice(first, first + BLOCK)
            macs, additions, products, registers, lookups, weight_reads, reads, writes = (event[part] for event in events)
            steps = work["steps"][part]
            streamed = np.maximum(work["parameters"][part] - machine["weight_words"], 0)  # all parameters are read in a step
            bits = streamed * machine["weight_bits"] + edge[part] * machine["activation_bits"]
            cycles = np.maximum(cycles_per_step[part], ceil_div(bits, machine["dram_bits"])) * steps
            columns = [needed[part] <= machine["activation_words"], cycles,
                       macs * machine["multiply"] + products * machine["element_multiply"],
                       (macs + additions) * machine["accumulate"], registers * machine["register"], lookups * machine["lookup"],
                       np.maximum(weight_reads - streamed * steps, 0) * machine["weight_read"],
                       reads * machine["activation_read"] + writes * machine["activation_write"],
                       cycles * machine["control"], cycles * machine["leakage"], bits * steps * machine["dram_bit"]]
            keep(first, number, columns)


def compare(slot, activities, first_design):
    """Raises unless every seventh design is what C++ says; returns how many were compared."""
    machines = len(slot.machines["array"])
    table = np.zeros((slot.halves(), machines, 2 + len(COMPONENTS)), dtype=np.int64)

    def keep(first, machine, columns):
        for place, column in enumerate(columns):
            table[first:first + len(column), machine, place] = np.where(columns[0], column, 0)

    estimated(slot, activities, keep)
    mine = table.reshape(-1, table.shape[2])[first_design::ANSWER]
    if mine.shape != slot.answers.shape or not np.array_equal(mine, slot.answers):
        raise SystemExit("numpy computes other costs")
    return len(mine), int(table[:, :, 0].sum())


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("program")
    options.add_argument("sweep")
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours = json.loads(subprocess.run([chosen.program, chosen.sweep, str(chosen.rounds), folder], check=True, capture_output=True,
                                         text=True).stdout)
        slots = [Slot(folder, name) for name in ours["slots"]]
        compared = feasible = 0
        for slot in slots:
            same, fit = compare(slot, counted(slot), 0)
            compared, feasible = compared + same, feasible + fit
        if feasible != ours["feasible"]:
            raise SystemExit("numpy finds other designs feasible")
        counting, joint = [], []
        for _ in range(chosen.rounds):
            begun = time.process_time()
            activities = [counted(slot) for slot in slots]
            counting.append(time.process_time() - begun)
            for slot, activity in zip(slots, activities):
                estimated(slot, activity, lambda *_: None)
            joint.append(time.process_time() - begun)
    print(json.dumps({"designs": ours["designs"], "compared": compared, "ours": {key: ours[key] for key in ("made", "counted", "joint")},
                      "theirs": {"counted": counting, "joint": joint}, "numpy": np.__version__}))


if __name__ == "__main__":
    main()
