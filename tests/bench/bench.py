#!/usr/bin/env python3
"""Everything measured beside its peers on this machine: prints a table, writes BUILD/bench.json and BUILD/bench.html.

    tests/bench/bench.py BUILD [--rows front,hypervolume] [--quick]

`./bootstrap bench` installs the peers, builds and calls it. A ratio above 1 is in our favour. Each row says what was done on both
sides, that the answers were compared, on how many threads, and what differs; a peer that is missing is named.
"""
import argparse
import html
import json
import math
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

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

    def add(self, row, ours, theirs, unit, target, peer, note, less_is_better=True):
        """Lists of repeats, or single figures; `theirs` empty: the peer is missing or context alone."""
        ours, theirs = ([side] if isinstance(side, (int, float)) else list(side) for side in (ours, theirs))
        entry = {"row": row, "ours": statistics.median(ours), "theirs": statistics.median(theirs) if theirs else None, "unit": unit,
                 "ratio": None, "target": target, "peer": peer, "note": note, "ours_spread": [min(ours), max(ours)],
                 "theirs_spread": [min(theirs), max(theirs)] if theirs else None}
        if theirs:
            entry["ratio"] = entry["theirs"] / entry["ours"] if less_is_better else entry["ours"] / entry["theirs"]
        self.rows.append(entry)
        ratio = f"{entry['ratio']:.3g}x" if entry["ratio"] else "-"
        theirs_text = f"{entry['theirs']:.4g}" if theirs else "-"
        met = "" if target is None or not entry["ratio"] else ("met" if entry["ratio"] >= target else "NOT met")
        target_text = "-" if target is None else f">= {target:g}x"
        print(f"{row:44} {entry['ours']:>11.4g} {theirs_text:>11} {unit:16} {ratio:>9} {target_text:>9} {met:8} {peer}", flush=True)

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
            for objectives in (2, 3, 4, 5):
                got = json.loads(output([self.tools + "/pareto_rates", "front", points, objectives, "cloud", self.rounds, "ours"]))
                self.add(f"front of {points:,.0f} points, {objectives} objectives, cloud", got["ours"], [], "CPU s", None, "-",
                         "growth; moocore elsewhere: 0.004-0.03 s, 0.06-0.43 s, 1.4-4.6 s for 1e5, 1e6, 1e7")

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

    def search(self):
        study = self.complete_front()
        sweep = os.path.join(ROOT, "sweeps", "certified_small.yaml")
        ours = [self.run("certified_small.yaml", 1, f"search{number}.db")[1] for number in range(self.rounds)]
        note = "370,510,848 designs; ours: CPU of the whole program with its database, all of the front, proved; theirs: 99 % of its hypervolume"
        best = None
        for population in (100, 400, 1000):
            got = json.loads(output([self.tools + "/nsga2_peers", sweep, study, "pagmo", population, 20, 1]))
            reached = next((seconds for seconds, _, share in got["found"] if share >= 0.99), None)
            if reached is not None and (best is None or reached < best):
                best = reached
        if best is None:
            self.add("99 % of the hypervolume", ours, 20.0, "CPU s", 5.0, "pagmo2 NSGA-II", note + "; NOT reached in 20 s: a lower bound")
        else:
            self.add("99 % of the hypervolume", ours, best, "CPU s", 5.0, "pagmo2 NSGA-II", note + "; the best of three populations; nothing stored")

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
        rates = []
        for number in range(self.rounds):
            _, cpu, _ = self.run("ucf11.yaml", 1, f"rate{number}.db")
            rates.append(1420416 / cpu)
        self.add("designs evaluated, 1 thread", rates, [], "1/CPU s", None, "-",
                 "a whole run of ucf11: start, pricing, counting 9,792 model halves on every array, front, database", less_is_better=False)

    def training(self):
        if not python_has("torch"):
            raise Missing("python3-torch")
        text = output([PYTHON, HERE + "/against_pytorch.py", self.tools + "/trainer_steps", "--steps", 4 if self.quick else 10,
                       "--rounds", self.rounds])
        name, ours = None, None
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
                                 f"1 thread; {theirs.group(1)}; same step, agreement held by the test torch/agreement")

    def store(self):
        ours, bare = [], []
        for line in output([self.tools + "/store_rate", 100000 if self.quick else 400000]).splitlines():
            if got := re.match(r"(bare loop|study) +\d+ per CPU second \( *(\d+)", line):
                (bare if got.group(1) == "bare loop" else ours).append(float(got.group(2)))
        self.add("rows stored", ours, bare, "1/CPU s", 0.8, "SQLite, a bare loop",
                 "the same rows of 12 columns; ours with ids, references and progress, without the index of ids at the end", less_is_better=False)

    def threads(self):
        for label, sweep, more in (("certified_ucf11", "certified_ucf11.yaml", ()), ("ucf11, exhaustive", "ucf11.yaml", ())):
            if self.quick and "certified" in label:
                continue
            two = [self.run(sweep, 2, f"two{number}.db", more)[0] for number in range(self.rounds)]
            one = [self.run(sweep, 1, f"one{number}.db", more)[0] for number in range(self.rounds)]
            self.add(f"2 threads: {label}", two, one, "s", 1.85, "1 thread", "whole program by the clock; the same bytes")

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


ROWS = ["rate", "exhaustive", "search", "search_optuna", "front", "front_eaf", "hypervolume", "training", "store", "threads", "start"]


def page(rows, machine):
    """Ratios as bars on a logarithmic axis, and all of the table."""
    shown = [row for row in rows if row["ratio"]]
    low = min([0.5] + [row["ratio"] for row in shown])
    high = max([10.0] + [max(row["ratio"], row["target"] or 1) for row in shown])
    left, width, step = 400, 470, 24

    def at(value):
        return left + width * (math.log10(value) - math.log10(low)) / (math.log10(high) - math.log10(low))

    bars = []
    for number, row in enumerate(shown):
        y = 20 + number * step
        colour = "#8a8a8a" if row["target"] is None else ("#0072b2" if row["ratio"] >= row["target"] else "#d55e00")
        first, last = sorted((at(1.0), at(row["ratio"])))
        words = max(last, at(row["target"]) if row["target"] else last)
        bars.append(f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{html.escape(row["row"])}</text>'
                    f'<rect x="{first:.1f}" y="{y}" width="{max(last - first, 1):.1f}" height="{step - 7}" fill="{colour}"/>'
                    f'<text x="{words + 6:.1f}" y="{y + 13}">{row["ratio"]:.3g}x {html.escape(row["peer"])}</text>')
        if row["target"]:
            bars.append(f'<line x1="{at(row["target"]):.1f}" x2="{at(row["target"]):.1f}" y1="{y - 2}" y2="{y + step - 5}" class="target"/>')
    height = 30 + len(shown) * step
    cells = "".join("<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in (
        row["row"], f'{row["ours"]:.4g}', "-" if row["theirs"] is None else f'{row["theirs"]:.4g}', row["unit"],
        "-" if row["ratio"] is None else f'{row["ratio"]:.3g}', "-" if row["target"] is None else f'{row["target"]:g}', row["peer"],
        "{:.4g} to {:.4g}".format(*row["ours_spread"]), row["note"])) + "</tr>" for row in rows)
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Paretree, measured beside its peers</title>
<style>body{{font:14px/1.45 system-ui,sans-serif;margin:2rem;max-width:75rem;color:#222;background:#fff}}
@media(prefers-color-scheme:dark){{body{{color:#ddd;background:#181818}}svg text{{fill:#ddd}}}}
svg text{{font-size:12px;fill:currentColor}} .target{{stroke:currentColor;stroke-width:2}}
table{{border-collapse:collapse;font-size:13px}} td,th{{border-bottom:1px solid #8884;padding:.25rem .6rem;text-align:left;vertical-align:top}}
td:nth-child(-n+6):nth-child(n+2){{font-variant-numeric:tabular-nums;white-space:nowrap}}</style>
<h1>Paretree, measured beside its peers</h1><p>{html.escape(machine)}. Bars start at 1 (as fast as the peer), on a logarithmic axis; the line on a
bar is its target; blue: met, orange: not met, grey: none set.</p>
<svg width="{left + width + 230}" height="{height}" role="img" aria-label="Ratios">
<line x1="{at(1.0):.1f}" x2="{at(1.0):.1f}" y1="10" y2="{height - 8}" stroke="currentColor" stroke-opacity=".5"/>{"".join(bars)}</svg>
<table><tr><th>row</th><th>ours</th><th>theirs</th><th>unit</th><th>ratio</th><th>target</th><th>peer</th><th>our spread</th><th>what differs</th></tr>
{cells}</table></html>
"""


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("build")
    options.add_argument("--rows", default=",".join(ROWS), help="of " + ", ".join(ROWS))
    options.add_argument("--quick", action="store_true", help="one round of each, smaller cases")
    chosen = options.parse_args()
    bench = Bench(chosen.build, chosen.quick)
    wanted = chosen.rows.split(",")
    if unknown := [row for row in wanted if row not in ROWS]:
        sys.exit(f"no row is called {', '.join(unknown)}; there are {', '.join(ROWS)}")
    with open("/proc/cpuinfo", encoding="utf-8") as cpus:
        model = next((line.split(":")[1].strip() for line in cpus if line.startswith("model name")), platform.processor())
    load = os.getloadavg()[0]
    machine = f"{os.cpu_count()} x {model}, load {load:.1f} at the start, {time.strftime('%Y-%m-%d')}"
    print(machine)
    print(f"{'row':44} {'ours':>11} {'theirs':>11} {'unit':16} {'ratio':>9} {'target':>9} {'':8} peer")
    for row in wanted:
        try:
            getattr(bench, row)()
        except Missing as missing:
            print(f"{row:44} skipped: {missing} is not installed")
    with open(os.path.join(bench.build, "bench.json"), "w", encoding="utf-8") as file:
        json.dump(bench.rows, file, indent=1)
    with open(os.path.join(bench.build, "bench.html"), "w", encoding="utf-8") as file:
        file.write(page(bench.rows, machine))
    print(f"{bench.build}/bench.json\n{bench.build}/bench.html")
    bench.folder.cleanup()


if __name__ == "__main__":
    main()
