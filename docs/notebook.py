# %% [markdown]
# # A study in a notebook
#
# Every cell runs as it stands, here (`PYTHONPATH=build/release/python python3 docs/notebook.py`) or in Jupyter. It trains each
# of its formats three times on Fashion-MNIST (half a minute on two cores) and draws `notebook.png`.

# %% One component, with its source
import paretree

sram = paretree.price("sram", size_bytes=24576, width_bits=96, node_nm=28)
print(f"24 KiB of SRAM: {sram['read_pj']:.2f} pJ a read, {sram['area_mm2']:.3f} mm2 ({sram['source']})")

# %% One design that is written down
design = paretree.evaluate(
    workload="fashion-7x112",
    model={"scope": "full", "format": "ht", "tree": [[0, 1], 2], "ranks": {"leaf": 4, "inner": 4}},
    hardware={"template": "fdht", "pes": 8, "macs_per_pe": 16})
print(f"{design['objectives']['energy_pj'] / 1e6:.2f} uJ a sequence; it goes into", design["breakdown"]["energy_pj"])

# %% A sweep is a file, or a dictionary with the same keys
sweep = paretree.Sweep({
    "name": "notebook",
    "workload": "fashion-7x112",
    "model": {"format": ["tt", "ht"], "ranks": {"leaf": [2, 4, 8], "inner": [2, 4, 8]}},
    "hardware": {"template": ["tie", "fdht"], "pes": [4, 8, 16], "macs_per_pe": [4, 8, 16],
                 "activation_sram_kib": [32, 64]},
    "accuracy": {"proxy": "short_training", "dataset": "fashion-mnist", "steps": 40, "seeds": 3},
    "objectives": ["error", "energy_pj", "latency_ns", "area_mm2"],
    "store": "all"})
print(sweep)

# %% Run, or go on with, a study; the callback may return False to stop
study = paretree.run(sweep, progress=lambda state: print(
    f"\r{state['trainings_done']} of {state['trainings']} trainings", end=""))
print("\n" + repr(study))

# %% The front is a table; axes of both halves are columns
front = study.front().sort_values("energy_pj")
print(front[["error", "energy_pj", "area_mm2", "format", "tree", "ranks", "template", "pes"]].head(8).to_string())
print(study.front(["error", "energy_pj"], where="area_mm2 <= 0.4").groupby("template").size())

# %% And a picture
import matplotlib.pyplot

figure, axes = matplotlib.pyplot.subplots(1, 2, figsize=(9, 3.8), constrained_layout=True)
paretree.plot_front(study, "energy_pj", "error", ax=axes[0])
paretree.plot_front(study, "area_mm2", "energy_pj", ax=axes[1])
figure.savefig("notebook.png", dpi=150)

# %% Accuracies from elsewhere: the same formats, asked for and told
asked = paretree.run(paretree.Sweep({
    "name": "asked",
    "workload": "fashion-7x112",
    "model": {"format": ["tt", "ht"], "ranks": {"leaf": [2, 4, 8], "inner": [2, 4, 8]}},
    "hardware": {"template": "fdht"},
    "accuracy": "external",
    "objectives": ["error", "energy_pj"]}))


def train(wanted):
    """Your trainer: `wanted.model` says what to build, `wanted.pytorch()` is the module. Here: the study above."""
    measured = study.accuracies().query("format == @wanted.format")["value"]
    return measured.mean(), measured.sem()


for wanted in asked.ask():
    error, standard_error = train(wanted)
    asked.tell(wanted, error, standard_error)
print(asked.explore().front()[["error", "error_low", "error_high", "energy_pj", "tree", "ranks"]].to_string())
