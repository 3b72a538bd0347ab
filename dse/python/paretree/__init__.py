"""Paretree for notebooks: which hierarchical-Tucker LSTM, on which accelerator?

    import paretree

    study = paretree.run("sweeps/quickstart.yaml", progress=print)   # or paretree.Study("quickstart.db")
    front = study.front()                                            # pandas
    paretree.plot_front(study, "error", "energy_pj")                 # matplotlib
    study.design(front.index[0])["breakdown"]["energy_pj"]           # where the energy goes

    paretree.price("sram", size_bytes=24576, width_bits=96)          # one component, with its source
    paretree.evaluate(workload=..., model=..., hardware=...)         # one design, without a sweep

Accuracies from outside: `Study.ask()` gives the formats wanted, `Study.tell()` takes the values,
`Study.explore()` rebuilds the front. Units are in the names, as everywhere: `_pj`, `_ns`, `_mm2`.
"""
from ._native import SweepError, StudyError, __version__
from .components import components, price
from .plot import plot_front
from .study import Study, WantedFormat
from .sweep import Sweep, evaluate, run

__all__ = ["Study", "StudyError", "Sweep", "SweepError", "WantedFormat", "components", "evaluate",
           "plot_front", "price", "run", "__version__"]
