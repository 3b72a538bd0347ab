#!/usr/bin/env python3
"""Everything measured beside its peers on this machine: prints a table, writes BUILD/bench.json, bench.html and bench.md.

    tests/bench/bench.py BUILD [--rows front,hypervolume] [--quick] [--keep] [--readme]

`./bootstrap bench` installs the peers, builds and calls it. A ratio above 1 is in our favour. Each row says what was done on both
sides, that the answers were compared, on how many threads, and what differs; a peer that is missing is named.
"""
import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

import bench_page
import memory_growth

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PYTHON = "/usr/bin/python3"


class Missing(Exception):
    """A peer that is not installed."""


def output(words, **options):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True, **options).stdout


def spent(words, cwd):
    """Wall seconds, processor seconds and peak MiB of a program."""
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        os.chdir(cwd)
        os.execv(words[0], [str(word) for word in words])
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        raise RuntimeError(f"{' '.join(map(str, words))} failed with {status}")
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def python_has(package):
    return subprocess.run([PYTHON, "-c", f"import {package}"], capture_output=True, check=False).returncode == 0


def has_eaf():
    try:
        return subprocess.run(["Rscript", "-e", "library(eaf)"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


class Bench:
    def __init__(self, build, quick):
        self.build = os.path.abspath(build)
        self.program = os.path.join(self.build, "paretree")
        self.tools = os.path.join(self.build, "tests", "bench")
        self.rounds = 1 if quick else 3
        self.quick = quick
        self.rows = []
        self.folder = tempfile.TemporaryDirectory()
        self.json = os.path.join(self.build, "bench.json")

    def write(self, machine, later):
        """What is known so far: a row that fails loses none before it."""
        rows = self.rows + later
        with open(self.json, "w", encoding="utf-8") as file:
            json.dump(rows, file, indent=1)
        for kind, text in (("html", bench_page.page(rows, machine)), ("md", bench_page.markdown(rows, machine))):
            with open(os.path.join(self.build, "bench." + kind), "w", encoding="utf-8") as file:
                file.write(text)

    def add(self, row, ours, theirs, unit, target, peer, note, less_is_better=True, limit=None):
        """Lists of repeats, or single figures; `theirs` empty: the peer is missing or context alone. `limit`: how near the row is to
        what the machine allows."""
        ours, theirs = ([side] if isinstance(side, (int, float)) else list(side) for side in (ours, theirs))
        entry = {"row": row, "ours": statistics.median(ours), "theirs": statistics.median(theirs) if theirs else None, "unit": unit,
                 "ratio": None, "target": target, "peer": peer, "note": note, "limit": limit, "ours_spread": [min(ours), max(ours)],
                 "theirs_spread": [min(theirs), max(theirs)] if theirs else None, "load": round(os.getloadavg()[0], 1)}
        if theirs:
            entry["ratio"] = entry["theirs"] / entry["ours"] if less_is_better else entry["ours"] / entry["theirs"]
        self.rows.append(entry)
        ratio = f"{entry['ratio']:.3g}x" if entry["ratio"] else "-"
        theirs_text = f"{entry['theirs']:.4g}" if theirs else "-"
        target_text = "-" if target is None else f">= {target:g}x"
        print(f"{row:60} {entry['ours']:>11.4g} {theirs_text:>11} {unit:10} {ratio:>9} {target_text:>9} {bench_page.verdict(entry):8} {peer}",
              flush=True)

    def grow(self, curve, series, axis, x, value, unit, note):
        """One point of a growth curve."""
        self.rows.append({"row": f"{curve}: {series + ', ' if series else ''}{axis} {x:g}", "ours": value, "theirs": None, "unit": unit,
                          "ratio": None, "target": None, "peer": "-", "note": note, "ours_spread": [value, value], "theirs_spread": None,
                          "load": round(os.getloadavg()[0], 1), "growth": {"curve": curve, "series": series, "axis": axis, "x": x}})
        print(f"{curve}: {series} {axis} {x:g}: {value:.4g} {unit}", flush=True)

    def instructions(self, words):
        """Counted by valgrind, as machines without counters can, too; nothing where it is missing."""
        try:
            text = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, words)], cwd=self.folder.name,
                                  capture_output=True, text=True, check=True).stderr
        except (FileNotFoundError, subprocess.CalledProcessError):
            return None
        return int(re.search(r"Collected : (\d+)", text).group(1))

    def run(self, sweep, threads, db, more=()):
        return spent([self.program, "run", os.path.join(ROOT, "sweeps", sweep), "--db", db, "--threads", threads, "--picture", "none",
                      "--progress", "none", *more], self.folder.name)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def complete_front(self):
        """The study of a certified search, made once."""
        if not os.path.exists(self.path("true.db")):
            self.run("certified_small.yaml", 1, "true.db")
        return self.path("true.db")

    def peak(self):
        """GFLOP/s of our kernels on a product that suits them."""
        return float(output([self.tools + "/trainer_steps", "gemm", 512, 512, 512]))

    # One method a row, named in ROWS.

    def front(self):
        cases = [("cloud", 20000, 3, 100.0), ("front", 100000 if not self.quick else 20000, 3, 100.0), ("cloud", 100000, 2, None),
                 ("front", 20000, 5, None)]
        for kind, points, objectives, target in cases:
            got = json.loads(output([self.tools + "/pareto_rates", "front", points, objectives, kind, 1]))
            if not got["theirs"]:
                raise Missing("libpagmo-dev")
            self.add(f"front of {points:,} points, {objectives} objectives, {kind}", got["ours"], got["theirs"], "CPU s", target, "pagmo2",
                     "1 thread each; same members; pagmo2 sorts all ranks (in two objectives only the front)")
        got = json.loads(output([self.tools + "/pareto_rates", "stream", 20000, 4, "cloud", 1]))
        self.add("archive, 20,000 points one by one, 4 objectives", got["ours"], got["theirs"], "CPU s", 100.0, "pagmo2",
                 "ours keeps the front after every point, pagmo2 sorts once at the end")
        for points in (10 ** 5, 10 ** 6) + (() if self.quick else (10 ** 7,)):
            for objectives in (2, 3, 4, 5, 6):
                got = json.loads(output([self.tools + "/pareto_rates", "front", points, objectives, "cloud", self.rounds, "ours"]))
                seconds = statistics.median(got["ours"])
                self.add(f"front of {points:,.0f} points, {objectives} objectives, cloud", got["ours"], [], "CPU s", None, "-",
                         "moocore elsewhere: 0.004-0.03 s, 0.06-0.43 s, 1.4-4.6 s for 1e5, 1e6, 1e7",
                         limit=f"{1e9 * seconds / points:.0f} ns a point; reading it is {8 * objectives} bytes, some {objectives} ns")
                self.grow("Pareto front of a cloud", f"{objectives} objectives", "points", points, seconds, "CPU s", "uniform points, one thread")

    def front_eaf(self):
        if not has_eaf():
            raise Missing("r-cran-eaf")
        script = ('library(eaf); d <- as.matrix(read.csv(commandArgs(TRUE)[1], header=FALSE));'
                  't <- c(); for (i in 1:3) t <- c(t, system.time(n <- sum(is_nondominated(d)))[["user.self"]]);'
                  'h <- c(); v <- 0; for (i in 1:3) h <- c(h, system.time(v <- hypervolume(d, rep(1.1, ncol(d))))[["user.self"]]);'
                  'cat(sprintf("{\\"front\\": [%s], \\"volume\\": [%s], \\"members\\": %d, \\"v\\": %.15g}",'
                  'paste(t, collapse=","), paste(h, collapse=","), n, v))')
        for points, objectives in ((100000, 3), (3000, 4)):
            file = self.path(f"points{points}.csv")
            with open(file, "w", encoding="utf-8") as csv:
                csv.write(output([self.tools + "/pareto_rates", "points", points, objectives, "front"]))
            eaf = json.loads(output(["Rscript", "-e", script, file]))
            ours = json.loads(output([self.tools + "/pareto_rates", "front", points, objectives, "front", self.rounds, "ours"]))
            if ours["members"] != eaf["members"]:
                raise RuntimeError("eaf finds another front")
            self.add(f"front of {points:,} points, {objectives} objectives, front", ours["ours"], eaf["front"], "CPU s", None, "eaf (R)",
                     "same points, same number of members")
            volume = json.loads(output([self.tools + "/pareto_rates", "volume", points, objectives, self.rounds, "ours"]))
            if abs(volume["volume"] - eaf["v"]) > 1e-9 * eaf["v"]:
                raise RuntimeError("eaf finds another hypervolume")
            self.add(f"hypervolume of {points:,} points, {objectives} objectives", volume["ours"], eaf["volume"], "CPU s", 1.0, "eaf (R)",
                     "same points, equal to 1e-9")

    def hypervolume(self):
        for points, objectives, target in ((100000, 3, 1.0), (3000, 4, 20.0), (300, 5, 1.0), (150, 6, 1.0)):
            got = json.loads(output([self.tools + "/pareto_rates", "volume", points, objectives, self.rounds]))
            if not got["theirs"]:
                raise Missing("libpagmo-dev")
            self.add(f"hypervolume of {points:,} points, {objectives} objectives", got["ours"], got["theirs"], "CPU s", target, "pagmo2",
                     "1 thread each; equal to 1e-9; points on a sphere")
        for objectives, most in ((3, 100000), (4, 10000), (5, 1000), (6, 300)):
            for points in (30, 100, 300, 1000, 3000, 10000, 100000):
                if points <= (most if not self.quick else most // 10):
                    got = json.loads(output([self.tools + "/pareto_rates", "volume", points, objectives, 1, "ours"]))
                    self.grow("Hypervolume of points on a sphere", f"{objectives} objectives", "points", points,
                              statistics.median(got["ours"]), "CPU s", "no point dominates another; one thread")

    def search(self):
        study = self.complete_front()
        sweep = os.path.join(ROOT, "sweeps", "certified_small.yaml")
        ours = [self.run("certified_small.yaml", 1, f"search{number}.db")[1] for number in range(self.rounds)]
        note = ("370,510,848 designs; ours (no seed): CPU of the whole program with its database, all of the front, proved; theirs: 99 % of "
                "its hypervolume, nothing stored")
        limit, seeds, found = 6, (1,) if self.quick else (1, 2, 3, 4, 5), {}
        for population in (100, 400, 1000):
            for seed in seeds:
                got = json.loads(output([self.tools + "/nsga2_peers", sweep, study, "pagmo", population, limit, seed]))
                found.setdefault(population, []).append(next((seconds for seconds, _, share in got["found"] if share >= 0.99), float(limit)))
        best = min(found, key=lambda population: statistics.median(found[population]))
        missed = sum(seconds >= limit for seconds in found[best])
        self.add("99 % of the hypervolume", ours, found[best], "CPU s", 5.0, "pagmo2 NSGA-II",
                 f"{note}; {len(seeds)} seeds of the best of three populations ({best})"
                 + (f"; {missed} of them stopped after {limit} s" if missed else ""))

    def search_optuna(self):
        if not python_has("optuna"):
            raise Missing("python3-optuna")
        study = self.complete_front()
        seconds = 20 if self.quick else 90
        got = json.loads(output([PYTHON, HERE + "/optuna_nsga2.py", self.tools + "/nsga2_peers",
                                 os.path.join(ROOT, "sweeps", "certified_small.yaml"), study, seconds]))
        taken, trials, share = got["found"][-1]
        wall = [self.run("certified_small.yaml", 1, f"wall{number}.db")[0] for number in range(self.rounds)]
        self.add("99 % of the hypervolume, stored", wall, taken, "s", 100.0, "Optuna NSGA-II",
                 f"both with SQLite, by the clock; ours all of the front; theirs stopped at {100 * share:.1f} % after {trials} trials: a lower bound")

    def exhaustive(self):
        _, cpu, _ = self.run("ucf11.yaml", 1, "rate.db")
        cases = [("certified_small.yaml", 370510848, None)] + ([] if self.quick else [("certified_ucf11.yaml", 2.58e12, 1000.0)])
        for sweep, designs, target in cases:
            ours = [self.run(sweep, 1, f"certified_{designs:g}_{number}.db")[1] for number in range(1 if designs > 1e9 else self.rounds)]
            self.add(f"complete front of {designs:,.3g} designs", ours, designs * cpu / 1420416, "CPU s", target, "our exhaustive search",
                     "theirs extrapolated from the rate over the 1,420,416 designs of ucf11; ours is certified")

    def rate(self):
        sweep = os.path.join(ROOT, "sweeps", "ucf11.yaml")
        rates = []
        for number in range(self.rounds):
            _, cpu, _ = self.run("ucf11.yaml", 1, f"rate{number}.db")
            rates.append(1420416 / cpu)
        count = self.instructions([self.program, "run", sweep, "--db", "counted.db", "--threads", 1, "--picture", "none", "--progress", "none"])
        self.add("designs evaluated, a whole run", rates, 1e6, "1/CPU s", 1.0, "the limit asked for",
                 "1,420,416 designs of ucf11, 1 thread: start, pricing, counting 9,792 model halves on every array, front, database",
                 less_is_better=False, limit=f"{count / 1420416:,.0f} instructions a design" if count else None)

    def joint(self):
        if not python_has("numpy"):
            raise Missing("python3-numpy")
        sweep = os.path.join(ROOT, "sweeps", "ucf11.yaml")
        got = json.loads(output([PYTHON, HERE + "/numpy_models.py", self.tools + "/joint_rates", sweep, "--rounds", self.rounds]))
        designs = got["designs"]
        rates = {side: {part: [designs / seconds for seconds in got[side][part]] for part in ("counted", "joint")}
                 for side in ("ours", "theirs")}
        note = (f"{designs:,} designs of ucf11 whose machine can be built, on tie and fdht, cycles and ten components each; {got['compared']:,} "
                f"of them compared exactly; stages lowered before on both sides; numpy {got['numpy']} counts equal stages once, as ours do")
        counts = [self.instructions([self.tools + "/joint_rates", sweep, rounds]) for rounds in (1, 2)]
        each = f"under {(counts[1] - counts[0]) / designs:,.0f} instructions a design: a round counts activities twice" if all(counts) else None
        self.add("joint evaluations with breakdown", rates["ours"]["joint"], rates["theirs"]["joint"], "1/CPU s", 20.0, "numpy, vectorised",
                 note, less_is_better=False, limit=each)
        alone = {side: [designs / (joint - counted) for joint, counted in zip(got[side]["joint"], got[side]["counted"])] for side in ("ours", "theirs")}
        self.add("joint evaluations, activities given", alone["ours"], alone["theirs"], "1/CPU s", None, "numpy, vectorised",
                 "the same, less what counting activities takes: differences of two timings", less_is_better=False)

    def product(self):
        if not python_has("torch"):
            raise Missing("python3-torch")
        got = json.loads(output([PYTHON, HERE + "/tensor_peers.py", "product", self.tools + "/trainer_steps", "--rounds", 5 if self.quick else 20]))
        peak = self.peak()
        for one in got.values():
            name = f"{one['samples']} products with a {one['inputs']} x {one['rows']} HT matrix"
            dense = one["theirs"].pop("dense sgemm")
            best = min(one["theirs"], key=lambda form: statistics.median(one["theirs"][form]))
            speed = one["gflop"] / (1e-3 * statistics.median(one["ours"]))
            note = (f"rank 6, 1 thread, weights merged each time; products equal to 1e-4 of the largest; theirs: the best of "
                    f"{', '.join(one['theirs'])}: {best}")
            self.add(name, one["ours"], one["theirs"][best], "CPU ms", 2.0, "PyTorch", note,
                     limit=f"{speed:.0f} GFLOP/s, {100 * speed / peak:.0f} % of {peak:.0f} of our kernels on 512 cubed")
            for form, times in one["theirs"].items():
                if form != best:
                    self.add(name, one["ours"], times, "CPU ms", None, f"PyTorch, {form}", "as above")
            self.add(name, one["ours"], dense, "CPU ms", None, "a dense sgemm (OpenBLAS)",
                     f"the uncompressed matrix: {one['dense_gflop'] / (1e-3 * statistics.median(dense)):.0f} GFLOP/s, "
                     f"{one['dense_gflop'] / one['gflop']:.0f}x the arithmetic")

    def svd(self):
        if not python_has("numpy"):
            raise Missing("python3-numpy")
        got = json.loads(output([PYTHON, HERE + "/tensor_peers.py", "svd", self.tools + "/svd_rates", "--rounds", self.rounds]))
        self.add("HT-SVD of 118 MB to rank 6", got["ours"], got["theirs"], "CPU s", 1.0, "numpy",
                 "57,600 x 256 doubles, 1 thread, the same cuts by Gram matrices, numpy with OpenBLAS; squared errors equal to 1e-6",
                 limit=f"118 MB read and written per cut of four: {118e-3 * 8 / statistics.median(got['ours']):.1f} GB/s")

    def training(self):
        if not python_has("torch"):
            raise Missing("python3-torch")
        text = output([PYTHON, HERE + "/against_pytorch.py", self.tools + "/trainer_steps", "--steps", 4 if self.quick else 10,
                       "--rounds", self.rounds])
        name, ours = None, None
        peak = self.peak()
        targets = {"a": 2.0, "b": 1.8, "c": 4.0}
        for line in text.splitlines():
            if head := re.match(r"\((.)\) (.*)", line):
                name, shape = head.groups()
            elif mine := re.match(r"  this trainer +([\d.]+) \[([\d.]+), ([\d.]+)\]", line):
                ours = [float(word) for word in mine.groups()]
            elif theirs := re.match(r"  PyTorch, (.*?) +([\d.]+) \[([\d.]+), ([\d.]+)\] +[\d.]+x(.*)", line):
                values = [float(word) for word in theirs.groups()[1:4]]
                marks = theirs.group(5)
                for mark, target in (("(best)", 1.5), ("as users", targets[name])):
                    if mark in marks:
                        self.add(f"training step {shape}", ours, values, "CPU ms", target,
                                 "PyTorch, " + ("its best formulation" if mark == "(best)" else "as users write it"),
                                 f"1 thread; {theirs.group(1)}; same step, agreement held by the test torch/agreement",
                                 limit=f"its products alone are {TRAINING_GFLOP[name] / ours[0] * 1e3:.0f} GFLOP/s of the {peak:.0f} of ours on 512 cubed")

    def store(self):
        ours, bare = [], []
        for line in output([self.tools + "/store_rate", 100000 if self.quick else 400000]).splitlines():
            if got := re.match(r"(bare loop|study) +\d+ per CPU second \( *(\d+)", line):
                (bare if got.group(1) == "bare loop" else ours).append(float(got.group(2)))
        self.add("rows stored", ours, bare, "1/CPU s", 0.8, "SQLite, a bare loop",
                 "the same rows of 12 columns; ours with ids, references and progress, without the index of ids at the end", less_is_better=False,
                 limit=f"147 bytes a row: {147e-6 * statistics.median(ours):.0f} MB a CPU second")

    def threads(self):
        wide = self.path("wide.yaml")
        with open(wide, "w", encoding="utf-8") as file:
            file.write(memory_growth.sweep(*memory_growth.LADDER[1 if self.quick else 3], "front"))
        cases = [("exhaustive search", wide, ()), ("training 100 formats", "quickstart.yaml", ())]
        if not self.quick:
            cases.append(("certified search", "certified_ucf11.yaml", ()))
        for label, sweep, more in cases:
            rounds = self.rounds if "exhaustive" in label else 1
            one, two = [], []
            for number in range(rounds):  # in turn: the machine's speed changes within minutes
                for threads, runs in ((1, one), (2, two)):
                    runs.append(self.run(sweep, threads, f"{threads}{label}{number}.db", more))
            work = statistics.median(run[1] for run in two) / statistics.median(run[1] for run in one)
            self.add(f"2 threads: {label}", [run[0] for run in two], [run[0] for run in one], "s", 1.85, "1 thread",
                     f"whole program by the clock; equal bytes held by tests; two threads use {work:.2f}x the CPU time of one")
            for threads, runs in ((1, one), (2, two)):
                self.grow("Threads", label, "threads", threads, statistics.median(run[0] for run in one) /
                          statistics.median(run[0] for run in runs), "times as fast", "whole program by the clock")

    def memory(self):
        text = output([PYTHON, HERE + "/memory_growth.py", self.program, "--most", "1e6" if self.quick else "1e8"])
        peaks = {}
        for line in text.splitlines():
            if row := re.match(r"\| ([\d,]+) \| [\d,]+ \| \d+ \| (\d+) \| [\d.]+ \| ([\d.]+) \|", line):
                designs = int(row.group(1).replace(",", ""))
                peaks[designs] = float(row.group(2))
                self.grow("Peak memory of a search", "", "designs", designs, peaks[designs], "MiB", "exhaustive, one process, fronts stored")
                self.grow("Rate of a search", "", "designs", designs, designs / float(row.group(3)), "designs/s",
                          "exhaustive, by the clock, every thread of the machine")
        most = max(peaks)
        self.add(f"peak memory, {min(peaks):,} to {most:,} designs", max(peaks.values()), 500.0, "MiB", 1.0, "the limit asked for",
                 "exhaustive search, fronts stored: " + ", ".join(f"{peak:.0f} MiB at {designs:,}" for designs, peak in peaks.items()))

    def growth(self):
        made = {}
        for modes, (inputs, outputs) in enumerate([("240, 240", "32, 32"), ("40, 40, 36", "16, 8, 8"), ("8, 20, 20, 18", "4, 4, 4, 16"),
                                                   ("4, 8, 10, 10, 18", "4, 4, 4, 4, 4"), ("4, 4, 6, 6, 10, 10", "4, 4, 4, 4, 2, 2")], 2):
            for ranks in (2, 3, 4, 6, 8, 12, 16):
                if ranks ** (2 * modes - 3) > (200 if self.quick else 5000):
                    continue
                sweep = self.path("growth.yaml")
                with open(sweep, "w", encoding="utf-8") as file:
                    file.write(MODES.format(inputs=inputs, outputs=outputs, ranks=list(range(1, ranks + 1))))
                got = json.loads(output([self.tools + "/joint_rates", sweep, 1]))
                if got["joint"][0] > 0.002 and got["made"] > 0.002:  # shorter times are not to be trusted
                    self.grow("Joint evaluations against ranks", f"{modes} modes", "ranks per edge", ranks, got["designs"] / got["joint"][0],
                              "1/CPU s", "HT, all trees, counting included, 24 machines; one thread")
                    made[modes] = got["halves"] / got["made"]
        for modes, rate in made.items():
            self.grow("Model halves against modes", "", "modes", modes, rate, "1/CPU s", "enumerated and lowered, best order of each; one thread")
        for name in "ab":
            for rank in (2, 4, 8, 16):
                times = output([self.tools + "/trainer_steps", "time", name, 4, rank]).split()
                self.grow("Training step against rank", "28 -> 4x64" if name == "a" else "784 -> 4x64", "rank", rank,
                          statistics.median(map(float, times)), "CPU ms", "whole steps as in the table; one thread")

    def start(self):
        def plan(number):
            del number
            return spent([self.program, "plan", os.path.join(ROOT, "sweeps", "fdht_vs_tie.yaml")], self.folder.name)[0]

        times = [1000 * plan(number) for number in range(5 * self.rounds)]
        self.add("plan of a small sweep", times, 20.0, "ms", 1.0, "the limit asked for", "by the clock, whole program")
        times = []
        for number in range(self.rounds):
            started = time.monotonic()
            with subprocess.Popen([self.program, "run", os.path.join(ROOT, "sweeps", "quickstart.yaml"), "--db", f"quick{number}.db",
                                   "--progress", "none", "--picture", "none"], cwd=self.folder.name, stdout=subprocess.DEVNULL) as run:
                while time.monotonic() - started < 60:
                    time.sleep(0.05)
                    rows = subprocess.run([self.program, "sql", f"quick{number}.db", "SELECT count(*) n FROM front_member", "--format",
                                           "csv"], cwd=self.folder.name, capture_output=True, text=True, check=False).stdout.split()
                    if len(rows) == 2 and rows[1] != "0":
                        break
                times.append(time.monotonic() - started)
                run.kill()
        self.add("first front of quickstart", times, 2.0, "s", 1.0, "the limit asked for",
                 "until a member of the front is in the database; accuracies are trained before")


ROWS = ["rate", "joint", "exhaustive", "search", "search_optuna", "front", "front_eaf", "hypervolume", "training", "product", "svd", "store",
        "threads", "start", "memory", "growth"]
MODES = """name: growth
workload: lstm-ucf11
model:
  scope: input
  format: ht
  modes: {{input: {{in: [{inputs}], out: [{outputs}]}}}}
  ranks: {{leaf: {ranks}, inner: {ranks}}}
  order: best
hardware: {{template: fdht, mapping: [fixed, best_per_stage], pes: [8, 16], macs_per_pe: [8, 16], weight_sram_kib: [16, 32, 64],
  activation_sram_kib: 768, banks: 16, clock_mhz: 400}}
accuracy: capacity
objectives: [capacity, energy_pj, latency_ns, area_mm2]
search: exhaustive
store: front
"""
# Forward, gradients of weights and of states: products with W or with merged halves of it, and with W_h, over all steps of a batch.
TRAINING_GFLOP = {"a": 2e-9 * 1792 * 256 * (2 * 28 + 3 * 64), "b": 2e-9 * 640 * (2 * 28 * 28 * 24 + 3 * 28 * 6 * 256 + 3 * 64 * 256),
                  "c": 2e-9 * 96 * (2 * 160 * 360 * 96 + 3 * 160 * 6 * 1024 + 3 * 256 * 1024)}
BEGIN, END = "<!-- written by bench.py -->\n", "<!-- until here -->\n"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("build")
    options.add_argument("--rows", default=",".join(ROWS), help="of " + ", ".join(ROWS))
    options.add_argument("--quick", action="store_true", help="one round of each, smaller cases")
    options.add_argument("--keep", action="store_true", help="rows that are not measured now stay as they are in bench.json")
    options.add_argument("--readme", action="store_true", help="the table also goes into tests/bench/README.md")
    chosen = options.parse_args()
    bench = Bench(chosen.build, chosen.quick)
    wanted = [row for row in chosen.rows.split(",") if row]
    if unknown := [row for row in wanted if row not in ROWS]:
        sys.exit(f"no row is called {', '.join(unknown)}; there are {', '.join(ROWS)}")
    with open("/proc/cpuinfo", encoding="utf-8") as cpus:
        model = next((line.split(":")[1].strip() for line in cpus if line.startswith("model name")), platform.processor())
    machine = f"{os.cpu_count()} x {model}, {time.strftime('%Y-%m-%d')}"
    print(f"{machine}, load {os.getloadavg()[0]:.1f}")
    print(f"{'row':60} {'ours':>11} {'theirs':>11} {'unit':10} {'ratio':>9} {'target':>9} {'':8} peer")
    kept = {}
    if chosen.keep and os.path.exists(bench.json):
        with open(bench.json, encoding="utf-8") as file:
            for entry in json.load(file):
                kept.setdefault(entry["measured_as"], []).append(entry)
    for row in ROWS:
        if row not in wanted:
            bench.rows += kept.get(row, [])
            continue
        first = len(bench.rows)
        try:
            getattr(bench, row)()
        except Missing as missing:
            print(f"{row:60} skipped: {missing} is not installed")
        for entry in bench.rows[first:]:
            entry["measured_as"] = row
        bench.write(machine, sum((kept.get(later, []) for later in ROWS[ROWS.index(row) + 1:] if later not in wanted), []))
    bench.write(machine, [])
    if chosen.readme:
        readme = os.path.join(HERE, "README.md")
        with open(readme, encoding="utf-8") as file:
            before, rest = file.read().split(BEGIN)
        with open(readme, "w", encoding="utf-8") as file:
            file.write(before + BEGIN + bench_page.markdown(bench.rows, machine) + END + rest.split(END)[1])
    print("\n".join(os.path.join(bench.build, "bench." + kind) for kind in ("json", "html", "md")))
    bench.folder.cleanup()


if __name__ == "__main__":
    main()
