#!/usr/bin/python3
"""Does the Python package say what the program says?  package_test.py PROGRAM FOLDER

With PYTHONPATH at the package and Debian's python3-pandas and python3-matplotlib.
"""
import csv
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import unittest

import matplotlib.pyplot
import pandas

import paretree

PROGRAM = pathlib.Path(sys.argv[1]).resolve()

TINY = {
    "name": "tiny",
    "workload": {"input": 12, "hidden": 6, "steps": 3, "classes": 2},
    "model": {"scope": ["input", "full"], "format": ["dense", "tt", "ht"], "leaves": ["paired", "unpaired"],
              "modes": {"input": {"in": [3, 4], "out": [4, 6]}, "full": {"in": [3, 6], "out": [4, 6]}},
              "ranks": {"leaf": [2, 3], "inner": [2]}},
    "hardware": {"template": ["dense", "tie", "fdht"], "macs_per_pe": [4, 8]},
    "accuracy": "capacity",
    "objectives": ["capacity", "energy_pj", "latency_ns", "area_mm2"],
    "store": "all",
}
EXTERNAL = dict(TINY, name="asked", accuracy="external",
                objectives=["error", "energy_pj", "latency_ns", "area_mm2"])


def said(*words):
    """What the program prints as JSON."""
    return json.loads(subprocess.run([PROGRAM, *words, "--format", "json"], check=True, capture_output=True,
                                     text=True).stdout)


class Package(unittest.TestCase):
    def setUp(self):
        for file in pathlib.Path(".").iterdir():
            file.unlink()

    def test_version_is_the_programs(self):
        version = subprocess.run([PROGRAM, "--version"], check=True, capture_output=True, text=True).stdout
        self.assertEqual(version.split()[1], paretree.__version__)

    def test_prices_are_those_of_price(self):
        self.assertEqual(paretree.price("sram", size_bytes=24576, width_bits=96, node_nm=28),
                         said("price", "sram", "--size-bytes", "24576", "--width-bits", "96", "--node-nm", "28"))
        self.assertEqual(paretree.price("multiplier", bits=8), said("price", "multiplier", "--bits", "8"))
        for name, kind in paretree.components().items():
            self.assertTrue(kind["sentence"], name)
            self.assertIn("source", paretree.price(name))

    def test_wrong_prices_are_refused_with_what_is_allowed(self):
        with self.assertRaisesRegex(ValueError, "did you mean 'sram'"):
            paretree.price("srm")
        with self.assertRaisesRegex(ValueError, "size_bites is not a parameter of sram"):
            paretree.price("sram", size_bites=3)

    def test_a_wrong_sweep_is_refused_at_its_place(self):
        with self.assertRaisesRegex(paretree.SweepError, "model.formt: .*did you mean 'format'"):
            paretree.Sweep(dict(TINY, model={"formt": "ht"}))
        self.assertTrue(issubclass(paretree.SweepError, ValueError))
        with self.assertRaises(paretree.StudyError):
            paretree.Study("missing.db")

    def test_overrides_are_those_of_set(self):
        sweep = paretree.Sweep(TINY, {"model.format": "ht", "hardware.template": "fdht"})
        self.assertLess(len(sweep), len(paretree.Sweep(TINY)))
        self.assertEqual(len(paretree.Sweep(TINY, {"hardware.macs_per_pe": [4]})) * 2, len(paretree.Sweep(TINY)))

    def test_a_run_is_that_of_the_program(self):
        calls = []
        study = paretree.run(TINY, threads=1, progress=calls.append)
        sweep = paretree.Sweep(TINY)
        pathlib.Path("tiny.yaml").write_text(sweep.text)
        subprocess.run([PROGRAM, "run", "tiny.yaml", "--db", "other.db", "--picture", "none"], check=True,
                       capture_output=True)

        front = study.front()
        expected = said("front", "other.db")
        self.assertEqual(list(front.index), [row["design"] for row in expected])
        for row in expected:
            for name, value in row["objectives"].items():
                self.assertEqual(front.loc[row["design"], name], value)
            self.assertEqual(front.loc[row["design"], "tree"], row["model"]["tree"])
            self.assertEqual(front.loc[row["design"], "pes"], row["hardware"]["pes"])
        self.assertEqual(len(study.designs()), study.description()["feasible"])
        self.assertEqual(calls[-1]["designs_done"], len(sweep))
        self.assertEqual(set(calls[-1]), {"designs", "designs_done", "trainings", "trainings_done", "front",
                                          "seconds", "seconds_left"})
        asked = study.front(["energy_pj", "area_mm2"], "area_mm2 <= 1.6")
        self.assertGreater(len(asked), 0)
        said_of = said("front", "other.db", "--objectives", "energy_pj,area_mm2", "--where", "area_mm2 <= 1.6")
        self.assertEqual(list(asked.index), [row["design"] for row in said_of])
        self.assertEqual(study.design(front.index[0][:8]), said("show", "other.db", front.index[0]))
        constants = said("sql", "other.db", "SELECT name, value, source FROM constant")
        self.assertEqual(study.constants()["value"].to_dict(), {row["name"]: row["value"] for row in constants})
        self.assertTrue(study.constants()["source"].all())

    def test_one_design_is_the_same_by_index_and_written_down(self):
        sweep = paretree.Sweep(TINY)
        kinds = set()
        for index in range(0, len(sweep), 7):
            by_index = sweep.evaluate(index)
            kinds.add((by_index["model"]["format"], by_index["model"]["scope"], by_index["model"]["leaves"]))
            written = paretree.evaluate(workload=TINY["workload"], model=by_index["model"],
                                        hardware=by_index["hardware"])
            self.assertEqual(written["design"], by_index["design"])
            self.assertEqual(written.get("breakdown"), by_index.get("breakdown"))
            if by_index["feasible"]:
                self.assertEqual(written["objectives"]["energy_pj"], by_index["objectives"]["energy_pj"])
        self.assertGreaterEqual(len(kinds), 7)
        with self.assertRaisesRegex(ValueError, "from 0"):
            sweep.evaluate(len(sweep))

    def test_a_design_that_is_none_is_refused(self):
        model = {"scope": "input", "format": "ht", "tree": [[0, 1], 2], "ranks": {"0": 2, "1": 2, "2": 2, "0,1": 3}}
        with self.assertRaisesRegex(ValueError, "from its other side"):
            paretree.evaluate(workload="fashion-7x112", model=model, hardware={"template": "fdht"})
        with self.assertRaises(paretree.SweepError):
            paretree.evaluate(workload="fashion-7x112", model=dict(model, ranks={"leaf": 2, "inner": 2}),
                              hardware={"template": "fhdt"})
        with self.assertRaisesRegex(ValueError, "a list gives several"):
            paretree.evaluate(workload="fashion-7x112", model=dict(model, ranks={"leaf": 2, "inner": 2}),
                              hardware={"template": "fdht", "pes": [4, 8]})

    def test_asked_formats_are_told_and_make_the_front_of_import(self):
        study = paretree.run(EXTERNAL)
        nothing = study.front()
        self.assertEqual(len(nothing), 0, "no accuracy, no front")
        self.assertEqual(list(nothing.columns), list(study.front(["error", "energy_pj"]).columns))
        self.assertEqual(len(nothing[(nothing["template"] == "fdht") & (nothing["pes"] == 8)]), 0)
        wanted = study.ask()
        self.assertEqual(len(wanted), paretree.Sweep(EXTERNAL).formats)
        errors = {entry.format: 0.5 - 0.4 * number / len(wanted) for number, entry in enumerate(wanted)}
        self.assertIn("class Lstm", wanted[0].pytorch())

        study.tell(wanted[0], errors[wanted[0].format], 0.01)
        self.assertEqual([entry.format for entry in study.ask()], [entry.format for entry in wanted[1:]])
        study.tell({entry: errors[entry.format] for entry in wanted[1:]})
        self.assertEqual(study.ask(), [])
        study.explore()
        front = study.front()
        self.assertEqual(set(front.columns) - set(nothing.columns), set(), "an empty front has the same columns")

        pathlib.Path("asked.yaml").write_text(paretree.Sweep(EXTERNAL).text)
        with open("accuracies.csv", "w") as file:
            rows = csv.writer(file)
            rows.writerow(["format", "error"])
            rows.writerows(errors.items())
        subprocess.run([PROGRAM, "run", "asked.yaml", "--db", "b.db", "--picture", "none"], check=True, capture_output=True)
        subprocess.run([PROGRAM, "import", "b.db", "accuracies.csv"], check=True, capture_output=True)
        expected = said("front", "b.db")
        self.assertGreater(len(expected), 3)
        self.assertEqual(list(front.index), [row["design"] for row in expected])
        self.assertEqual(list(front["error"]), [row["objectives"]["error"] for row in expected])
        low = front.loc[front["format_id"] == wanted[0].format, "error_low"]
        self.assertTrue((low - (errors[wanted[0].format] - 1.96 * 0.01)).abs().lt(1e-3).all())
        self.assertEqual(dict(zip(study.accuracies()["format"], study.accuracies()["value"])), errors)

    def test_programs_of_a_sweep_are_started_with_leave_only(self):
        sweep = dict(EXTERNAL, accuracy={"proxy": "external", "command": "sh -c 'touch started; echo 0.25'"})
        with self.assertRaisesRegex(ValueError, "allow_commands=True"):
            paretree.run(sweep)
        self.assertFalse(pathlib.Path("started").exists())
        study = paretree.run(sweep, allow_commands=True, threads=1)
        self.assertEqual(set(study.front()["error"]), {0.25})

    def test_a_study_needs_its_technology_file_no_more(self):
        pathlib.Path("ours.yaml").write_text("name: ours\nbase: aladdin40\n")
        study = paretree.run(dict(EXTERNAL, technology="./ours.yaml"))
        pathlib.Path("ours.yaml").unlink()
        self.assertEqual(len(study.ask()), paretree.Sweep(EXTERNAL).formats)

    def test_what_may_not_be_told(self):
        study = paretree.run(EXTERNAL)
        with self.assertRaisesRegex(ValueError, "0 to 1"):
            study.tell(study.ask()[0], 12.0)
        with self.assertRaisesRegex(ValueError, "0 to 1"):
            study.tell(study.ask()[0], float("nan"))
        with self.assertRaisesRegex(ValueError, "not a format of this sweep"):
            study.tell("00000000000000000000", 0.1)
        with self.assertRaises(TypeError):
            study.tell(study.ask()[0])
        with self.assertRaisesRegex(ValueError, "measures its accuracies itself"):
            paretree.run(TINY).tell("00000000000000000000", 0.1)

    LONG = dict(TINY, name="long", accuracy={"proxy": "short_training", "dataset": "fashion-mnist", "steps": 2, "seeds": 3},
                workload={"input": 112, "hidden": 16, "steps": 7, "classes": 10}, model={"ranks": {"leaf": [1, 2, 3, 4], "inner": [1, 2, 3, 4]}},
                hardware={"template": "fdht"}, objectives=["error", "energy_pj"])

    @unittest.skipUnless(pathlib.Path("/usr/share/datasets/fashion-mnist").exists(), "dataset-fashion-mnist is not installed")
    def test_a_callback_ends_a_run_which_is_then_resumed(self):
        study = paretree.run(self.LONG, threads=1, progress=lambda state: state["trainings_done"] < 3)
        self.assertFalse(study.finished, "the callback said False")

        class Enough(Exception):
            pass

        def complain(state):
            raise Enough

        with self.assertRaises(Enough):
            paretree.run(self.LONG, threads=1, progress=complain)
        done = len(paretree.Study("long.db").accuracies())
        self.assertLess(done, paretree.Sweep(self.LONG).formats * 3)

        def interrupt(state):
            os.kill(os.getpid(), signal.SIGINT)

        with self.assertRaises(KeyboardInterrupt):
            paretree.run(self.LONG, threads=1, progress=interrupt)
        self.assertTrue(paretree.run(self.LONG).finished, "it goes on where it stopped")

    def test_other_threads_go_on_while_it_runs(self):
        ticks = []
        stop = threading.Event()

        def tick():
            while not stop.wait(0.001):
                ticks.append(1)

        thread = threading.Thread(target=tick)
        thread.start()
        paretree.run(TINY)
        stop.set()
        thread.join()
        self.assertTrue(ticks)

    def test_the_block_of_the_readme_runs(self):
        text = (pathlib.Path(__file__).resolve().parent.parent.parent / "README.md").read_text()
        block = text.split("```python\n")[1].split("```")[0]
        pathlib.Path("mine.yaml").write_text(paretree.Sweep(EXTERNAL).text)
        told = paretree.run(dict(EXTERNAL, name="told"))
        told.tell({entry: 0.3 for entry in told.ask()})
        told.explore()
        for old, new in (('"sweeps/quickstart.yaml"', '"told.yaml"'), ("area_mm2 <= 0.5", "area_mm2 <= 5")):
            self.assertEqual(block.count(old), 1, old)
            block = block.replace(old, new)
        pathlib.Path("told.yaml").write_text(paretree.Sweep(dict(EXTERNAL, name="told")).text)
        names = {}
        exec(compile(block, "README.md", "exec"), names)
        self.assertGreater(len(names["front"]), 0)
        self.assertEqual(names["study"].file, "told.db")
        matplotlib.pyplot.close("all")

    def test_the_picture_shows_the_front(self):
        study = paretree.run(TINY)
        figure, ax = matplotlib.pyplot.subplots()
        self.assertIs(paretree.plot_front(study, "area_mm2", "energy_pj", ax=ax), ax)
        front = study.front(["area_mm2", "energy_pj"])
        drawn = sum(len(line.get_xdata()) for container in ax.containers for line in container.lines[:1])
        self.assertEqual(drawn, len(front))
        self.assertEqual(ax.get_ylabel(), "energy per sequence (µJ)")
        buffer = io.BytesIO()
        figure.savefig(buffer)
        self.assertGreater(len(buffer.getvalue()), 5000)
        matplotlib.pyplot.close(figure)
        self.assertIsInstance(front, pandas.DataFrame)


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    unittest.main(argv=sys.argv[:1])
