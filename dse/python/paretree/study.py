"""A study: what a run left in its database, as pandas."""
import json
import os

from . import _native


class WantedFormat:
    """A format whose accuracy is wanted: `format` (its id), `parameters`, `model` (a dictionary)."""

    def __init__(self, sweep, entry):
        self.format = entry["format"]
        self.parameters = entry["parameters"]
        self.model = entry["model"]
        self._sweep = sweep

    def pytorch(self):
        """The text of a PyTorch module that computes what our forward pass does, to be trained."""
        return self._sweep.module(self.format)

    def __repr__(self):
        return f"<WantedFormat {self.format}: {self.model['format']}, {self.parameters:,} parameters>"


def _frame(columns, with_front, axes):
    """Designs as a DataFrame: figures, then the axes of both halves as columns of their own.

    `axes()` gives their names where no design does.
    """
    import pandas

    frame = pandas.DataFrame(columns["figures"], index=pandas.Index(columns["design"], name="design"))
    counts = [name for name in ("parameters", "matrix_parameters", "weight_bytes", "macs", "matrix_macs")
              if name in frame]
    frame = frame.astype({name: "int64" for name in counts})
    if with_front:
        for name, (low, high) in columns["intervals"].items():
            frame[f"{name}_low"], frame[f"{name}_high"] = low, high
        frame["probability"] = columns["probability"]
    frame["fidelity"] = columns["fidelity"]
    for half, texts in (("model", columns["models"]), ("hardware", columns["machines"])):
        read = {key: json.loads(text) for key, text in texts.items()} or {None: axes()[half]}
        for axis in dict.fromkeys(name for axes in read.values() for name in axes):
            values = [read[key].get(axis) for key in columns[half]]
            # `format` of the model half is its kind; what decides accuracy is `format_id`.
            frame[axis if axis not in frame else f"{axis}_{half}"] = values
    frame["format_id"] = columns["format_id"]
    frame["model"], frame["hardware"] = columns["model"], columns["hardware"]
    return frame


class Study:
    """The database of a run, also while it goes on. What is missing or damaged raises StudyError."""

    def __init__(self, file):
        self._native = _native.Study(os.fspath(file))
        self._sweep = None

    file = property(lambda self: self._native.file)
    finished = property(lambda self: self._native.finished, doc="Whether the run is done.")

    def __repr__(self):
        description = self.description()
        return (f"<Study {description['name']!r}: {description['evaluated']:,} of "
                f"{int(description['space']):,} designs evaluated, "
                f"{'finished' if description['finished'] else 'unfinished'}>")

    def description(self):
        """Name, counts, columns with their senses, and the sweep's canonical text, as a dictionary."""
        return json.loads(self._native.description())

    @property
    def objectives(self):
        """The run's own objectives, in order."""
        return [column["name"] for column in self.description()["columns"] if column["objective"]]

    def designs(self):
        """Every feasible design that was kept, by id (pandas.DataFrame)."""
        return _frame(self._native.designs(), False, self._native.axes)

    def front(self, objectives=(), where=()):
        """The front, by id (pandas.DataFrame), with intervals and the probability of being on it.

        `objectives` may be any stored figures, `where` any conditions: ["area_mm2 <= 2"].
        """
        listed = [[words] if isinstance(words, str) else list(words) for words in (objectives, where)]
        return _frame(self._native.front(*listed), True, self._native.axes)

    def design(self, design):
        """One design by its id or its first digits, as a dictionary: what `show --format json` prints."""
        return json.loads(self._native.design(design))

    def constants(self):
        """The constants the run was made with, with sources and spread (pandas.DataFrame)."""
        import pandas

        return pandas.DataFrame(self.description()["constants"]).set_index("name")

    def accuracies(self):
        """Every measurement: format, fidelity, seed, value (pandas.DataFrame)."""
        import pandas

        columns = ["format", "fidelity", "seed", "dataset", "split", "steps", "value", "standard_error"]
        return pandas.DataFrame(json.loads(self._native.accuracies()), columns=columns)

    def ask(self):
        """The formats whose accuracy is not known yet, in the order of the space.

        For sweeps with `accuracy: external`; each has an id, its parameters, its model half and,
        by `pytorch()`, a module to train.
        """
        if self._sweep is None:
            self._sweep = self._native.sweep()
            self._wanted = json.loads(self._sweep.wanted())
        known = {row["format"] for row in json.loads(self._native.accuracies())
                 if row["fidelity"] == "external"}
        return [WantedFormat(self._sweep, entry) for entry in self._wanted if entry["format"] not in known]

    def tell(self, format, error=None, standard_error=None):
        """Stores accuracies from outside; they are on disk when this returns.

            study.tell(wanted, 0.12, 0.004)                      # one format, its error, its standard error
            study.tell({"0f3a...": 0.12, "77b0...": (0.14, 0.004)})   # many

        The front is that of what was told once explore() has run.
        """
        if isinstance(format, dict):
            if error is not None:
                raise TypeError("tell: either a dictionary, or a format and its error")
            given = format
        else:
            given = {format: (error, standard_error)}
        rows = []
        for key, value in given.items():
            value, deviation = value if isinstance(value, tuple) else (value, None)
            if value is None:
                raise TypeError("tell: the error of the format is missing")
            rows.append((key.format if isinstance(key, WantedFormat) else key, float(value),
                         None if deviation is None else float(deviation)))
        self._native.tell(rows)

    def explore(self, *, threads=0, time_limit=None, progress=None, allow_commands=False):
        """Goes on with the run, or, after tell(), makes the front anew. As `run`; returns the study."""
        _native.explore(self.file, threads, time_limit, progress, allow_commands)
        return self
