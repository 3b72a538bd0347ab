"""Pictures with matplotlib."""

# Figures that read better in larger units: name, factor, what the axis says.
_SCALES = {"energy_pj": (1e-6, "energy per sequence (µJ)"), "core_energy_pj": (1e-6, "core energy per sequence (µJ)"),
           "latency_ns": (1e-3, "latency per sequence (µs)"), "area_mm2": (1, "area (mm²)"),
           "power_mw": (1, "power (mW)"), "error": (100, "error (%)"),
           "bits_per_character": (1, "error (bits per character)"), "parameters": (1, "parameters"),
           "weight_bytes": (1 / 1024, "weights (KiB)")}


def _axis(name):
    return _SCALES.get(name, (1, name.replace("_", " ")))


def plot_front(study, x=None, y=None, *, ax=None, where=(), designs=True):
    """Two figures of a study: designs faint, the front of the two emphasised, a colour per series.

    `x` and `y` default to the run's first two objectives; `where` narrows both. Bars are 95 %
    intervals. Returns the matplotlib Axes, so that everything can be changed afterwards.
    """
    import matplotlib.pyplot

    objectives = study.objectives
    x = x or objectives[0]
    y = y or objectives[1]
    front = study.front([x, y], where).sort_values(x)
    ax = ax or matplotlib.pyplot.gca()
    shown = {column["name"]: column["shown_name"] for column in study.description()["columns"]}
    (x_scale, x_label), (y_scale, y_label) = _axis(shown.get(x, x)), _axis(shown.get(y, y))
    kept = study.designs() if designs and not where else front
    series = sorted(set(zip(kept["format"], kept["template"])) | set(zip(front["format"], front["template"])))
    for number, (kind, template) in enumerate(series):
        colour = f"C{number}"

        def of(frame):
            return frame[(frame["format"] == kind) & (frame["template"] == template)]
        if designs:
            ax.scatter(of(kept)[x] * x_scale, of(kept)[y] * y_scale, s=6, color=colour, alpha=0.15, linewidths=0)
        members = of(front)
        bars = {}
        for name, scale, key in ((x, x_scale, "xerr"), (y, y_scale, "yerr")):
            if f"{name}_low" in members and members[f"{name}_low"].notna().all() and len(members):
                bars[key] = [(members[name] - members[f"{name}_low"]) * scale,
                             (members[f"{name}_high"] - members[name]) * scale]
        ax.errorbar(members[x] * x_scale, members[y] * y_scale, fmt="o", markersize=5, color=colour,
                    elinewidth=0.8, capsize=2, label=f"{kind} on {template}", **bars)
    maximised = {column["name"] for column in study.description()["columns"] if column["maximise"]}
    if not maximised & {x, y}:
        ax.step(front[x] * x_scale, front[y] * y_scale, where="post", color="0.4", linewidth=0.8, zorder=0)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    ax.grid(True, color="0.9", linewidth=0.6)
    ax.set_axisbelow(True)
    ax.legend(frameon=False)
    return ax
