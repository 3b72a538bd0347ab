#!/usr/bin/python3
"""Draws docs/architecture.svg from the #include lines of the modules.

    python3 docs/architecture_diagram.py            # writes it
    python3 docs/architecture_diagram.py --check    # fails if it is not what the code says (a test)

A box is a folder of `dse` or one of the other modules; an arrow says "includes". Arrows that follow from others are left
out: who includes the study includes what it is made of. A box lies above all it includes.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "architecture.svg"
MODULES = ("tensor", "hwmodel", "sweeps", "results", "dse")
SENTENCES = {
    "tensor": "trees, formats, plans, the LSTM", "hwmodel": "what counted work costs", "sweeps": "what a user writes",
    "results": "what a run leaves", "dse/core": "interfaces of plug-ins", "dse/trees": "plug-ins",
    "dse/objectives": "plug-ins", "dse/accuracy": "plug-ins", "dse/search": "plug-ins", "dse/pareto": "dominance",
    "dse/exec": "threads, signals", "dse/space": "positions and designs", "dse/lowering": "models as work",
    "dse/study": "a sweep, run", "dse/check": "independent of the search", "dse/cli": "the program",
    "dse/python": "the package"}
WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 168, 46, 22, 64, 24


def box_of(path):
    """The box of a file or include, from the root: "dse/study", "tensor"."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "dse" else parts[0]


def included():
    """Each box with those it includes."""
    edges = {}
    for module in MODULES:
        for file in sorted((ROOT / module).rglob("*")):
            if file.suffix not in (".cpp", ".hpp", ".inc"):
                continue
            box = box_of(file.relative_to(ROOT).as_posix())
            edges.setdefault(box, set())
            for name in re.findall(r'^\s*#\s*include\s*"([^"]+)"', file.read_text(), re.MULTILINE):
                if name.split("/")[0] in MODULES and box_of(name) != box:
                    edges[box].add(box_of(name))
    return edges


def reachable(edges, box):
    seen, todo = set(), list(edges[box])
    while todo:
        at = todo.pop()
        if at not in seen:
            seen.add(at)
            todo.extend(edges[at])
    return seen


def reduced(edges):
    """Without arrows that follow from others. A cycle has no drawing, and is a fault."""
    for box in edges:
        if box in reachable(edges, box):
            sys.exit(f"{box} includes itself by way of others")
    return {box: {to for to in targets if not any(to in reachable(edges, other) for other in targets - {to})}
            for box, targets in edges.items()}


def levels(edges):
    """0 for boxes that include nothing; otherwise one above the highest they include."""
    level = {}

    def of(box):
        if box not in level:
            level[box] = 1 + max((of(to) for to in edges[box]), default=-1)
        return level[box]

    for box in edges:
        of(box)
    # What includes nothing is drawn just below the lowest that includes it, so that arrows stay short.
    for box in edges:
        if level[box] == 0 and box.startswith("dse/"):
            level[box] = min((level[other] for other in edges if box in edges[other]), default=1) - 1
    return level


def placed(edges):
    """Left upper corners, rows ordered so that boxes lie near the middle of what they include."""
    level = levels(edges)
    top = max(level.values())
    widest = max(list(level.values()).count(number) for number in range(top + 1))
    places = {}
    for number in range(top + 1):
        row = sorted(box for box in edges if level[box] == number)
        if number > 0:
            row.sort(key=lambda box: (sum(places[to][0] for to in edges[box]) / max(1, len(edges[box])), box))
        left = MARGIN + (widest - len(row)) * (WIDTH + GAP_X) / 2
        for place, box in enumerate(row):
            places[box] = (left + place * (WIDTH + GAP_X), MARGIN + (top - number) * (HEIGHT + GAP_Y))
    return places, MARGIN * 2 + widest * (WIDTH + GAP_X) - GAP_X, MARGIN * 2 + (top + 1) * (HEIGHT + GAP_Y) - GAP_Y


def picture():
    edges = reduced(included())
    places, width, height = placed(edges)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" '
             'font-family="DejaVu Sans, sans-serif">',
             "<!-- Made by docs/architecture_diagram.py of the include graph. -->",
             '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
             '<path d="M0 0L8 4L0 8z" fill="#555"/></marker></defs>',
             f'<rect width="{width:g}" height="{height:g}" fill="white"/>']
    for box in sorted(edges):
        x, y = places[box]
        targets = sorted(edges[box], key=lambda to: places[to])
        for number, to in enumerate(targets):
            begin = x + WIDTH * (number + 1) / (len(targets) + 1)
            sources = sorted((other for other in edges if to in edges[other]), key=lambda other: places[other])
            end = places[to][0] + WIDTH * (sources.index(box) + 1) / (len(sources) + 1)
            below, above = y + HEIGHT, places[to][1]
            bend = min(GAP_Y, above - below) * 0.7
            lines.append(f'<path d="M{begin:.1f} {below:.1f}C{begin:.1f} {below + bend:.1f} {end:.1f} {above - bend:.1f} '
                         f'{end:.1f} {above:.1f}" fill="none" stroke="#555" stroke-width="1.1" marker-end="url(#tip)"/>')
    for box in sorted(edges):
        x, y = places[box]
        fill = "#e8f0fa" if box.startswith("dse/") else "#fdf1dc"
        lines.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{fill}" stroke="#8899aa"/>')
        lines.append(f'<text x="{x + WIDTH / 2:.1f}" y="{y + 20:.1f}" text-anchor="middle" font-size="14" font-weight="bold">{box}</text>')
        lines.append(f'<text x="{x + WIDTH / 2:.1f}" y="{y + 36:.1f}" text-anchor="middle" font-size="10" fill="#444">{SENTENCES[box]}</text>')
    return "\n".join(lines) + "\n</svg>\n"


def main():
    text = picture()
    if "--check" not in sys.argv[1:]:
        PICTURE.write_text(text)
        print(PICTURE)
    elif PICTURE.read_text() != text:
        sys.exit("docs/architecture.svg is not what the code includes: python3 docs/architecture_diagram.py")


if __name__ == "__main__":
    main()
