"""Sweeps: read, looked into, run."""
import json
import os
import pathlib

from . import _native
from .study import Study


class Sweep:
    """A sweep made ready: a file, or a dictionary with the same keys (sweeps/SCHEMA.md).

    `overrides` are laid over it as `--set` does: {"model.ranks.leaf": [2, 4]}. What is wrong raises
    SweepError with the place and what is allowed.
    """

    def __init__(self, source, overrides=None):
        words = [f"{key}={json.dumps(value)}" for key, value in (overrides or {}).items()]
        if isinstance(source, dict):
            self._native = _native.Sweep(json.dumps(source), "sweep", words)
        else:
            self._native = _native.Sweep(os.fspath(source), words)

    name = property(lambda self: self._native.name, doc="What databases and charts call it.")
    formats = property(lambda self: self._native.formats, doc="How many formats it has.")
    text = property(lambda self: self._native.text,
                    doc="The canonical text, every default written out.")

    def __len__(self):
        """How many designs the space has."""
        return self._native.space

    def __repr__(self):
        return f"<Sweep {self.name!r}: {len(self):,} designs of {self.formats:,} formats>"

    def evaluate(self, index, accuracy=None):
        """One design by its index in the space, as a dictionary: what `show` prints.

        Without `accuracy` (an error, or whatever the sweep's proxy gives) the proxy measures it,
        which may mean training.
        """
        return json.loads(self._native.evaluate(index, accuracy))

    def wanted(self):
        """Every format of the space, as dictionaries {format, parameters, model}."""
        return json.loads(self._native.wanted())


def run(sweep, db=None, *, threads=0, time_limit=None, progress=None, allow_commands=False):
    """Explores a sweep (a Sweep, a file or a dictionary) and returns its Study.

    An unfinished run of the same sweep in `db` (default: NAME.db here) is resumed, a finished one
    returned at once. `progress` is called in this thread some ten times a second with a dictionary
    {designs, designs_done, trainings, trainings_done, front, seconds, seconds_left}; when it returns
    False, and on Ctrl-C, the run stops cleanly and can be resumed. `time_limit` is in seconds.
    A sweep whose `accuracy.command` names a program raises ValueError unless `allow_commands`.
    """
    if not isinstance(sweep, Sweep):
        sweep = Sweep(sweep)
    file = os.fspath(db) if db is not None else str(pathlib.Path(f"{sweep.name}.db"))
    _native.run(sweep._native, file, threads, time_limit, progress, allow_commands)
    return Study(file)


def evaluate(*, workload, model, hardware, error=None, technology=None):
    """One design that is written down, without a sweep, as a dictionary: what `show` prints.

    `workload` is a name or {input, hidden, ...}; `model` and `hardware` have the shape that fronts
    and designs have them in; `ranks` may also be {"leaf": 4, "inner": 2}.

        evaluate(workload="fashion-7x112",
                 model={"scope": "full", "format": "ht", "tree": [[0, 1], 2], "ranks": {"leaf": 4, "inner": 4}},
                 hardware={"template": "fdht", "pes": 8})["objectives"]["energy_pj"]
    """
    design = {"workload": workload, "model": model, "hardware": hardware}
    if error is not None:
        design["error"] = error
    if technology is not None:
        design["technology"] = str(technology)
    return json.loads(_native.evaluate_given(json.dumps(design)))
