"""What bench.py measured as a page with pictures, and as a table in Markdown."""
import html
import math

SERIES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]  # Okabe and Ito: apart for every reader


def short(value):
    return "-" if value is None else f"{value:.4g}"


def verdict(row):
    if row["target"] is None or not row["ratio"]:
        return ""
    return "met" if row["ratio"] >= row["target"] else "NOT met"


def compared(rows):
    return [row for row in rows if "growth" not in row]


def markdown(rows, machine):
    """A table of whole cells; a bar within one is escaped."""
    def line(cells):
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    lines = [machine + ".", "", line(["row", "ours", "theirs", "unit", "ratio", "target", "peer"]), "|" + "---|" * 7]
    for row in compared(rows):
        ratio = f'{row["ratio"]:.3g}x' if row["ratio"] else "-"
        target = "-" if row["target"] is None else f'>= {row["target"]:g}x {verdict(row)}'
        lines.append(line([row["row"], short(row["ours"]), short(row["theirs"]), row["unit"], ratio, target, row["peer"]]))
    limits = {row["row"]: row["limit"] for row in compared(rows) if row.get("limit")}
    if limits:
        lines += ["", line(["row", "how near its limit"]), "|---|---|"] + [line(pair) for pair in limits.items()]
    return "\n".join(lines) + "\n"


def bars(rows):
    """Ratios on a logarithmic axis that starts at 1 (as fast as the peer)."""
    shown = [row for row in compared(rows) if row["ratio"]]
    low = min([0.5] + [row["ratio"] for row in shown])
    high = max([10.0] + [max(row["ratio"], row["target"] or 1) for row in shown])
    left, width, step, top = 400, 520, 24, 30

    def at(value):
        return left + width * (math.log10(value) - math.log10(low)) / (math.log10(high) - math.log10(low))

    height = top + len(shown) * step + 8
    parts = []
    for power in range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 1):
        x = at(10.0 ** power) if low <= 10.0 ** power <= high else None
        if x is not None:
            parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top - 6}" y2="{height - 6}" class="{"one" if power == 0 else "grid"}"/>'
                         f'<text x="{x:.1f}" y="{top - 12}" text-anchor="middle" class="tick">{10 ** power:g}x</text>')
    for number, row in enumerate(shown):
        y = top + number * step
        colour = "#8a8a8a" if row["target"] is None else ("#0072b2" if row["ratio"] >= row["target"] else "#d55e00")
        first, last = sorted((at(1.0), at(row["ratio"])))
        words = max(last, at(row["target"]) if row["target"] else last)
        parts.append(f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{html.escape(row["row"])}</text>'
                     f'<rect x="{first:.1f}" y="{y}" width="{max(last - first, 1):.1f}" height="{step - 7}" fill="{colour}"/>'
                     f'<text x="{words + 6:.1f}" y="{y + 13}">{row["ratio"]:.3g}x {html.escape(row["peer"])}</text>')
        if row["target"]:
            x = at(row["target"])
            parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y - 2}" y2="{y + step - 5}" class="target"/>')
    return f'<svg width="{left + width + 260}" height="{height}" role="img" aria-label="Ratios">{"".join(parts)}</svg>'


def ticks(low, high, logarithmic):
    if logarithmic:
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        whole = [10.0 ** power for power in powers if low <= 10.0 ** power <= high]
        if len(whole) >= 2:
            return whole[:: 1 + len(whole) // 6]
        return [base * 10.0 ** power for power in powers for base in (1, 2, 5) if low <= base * 10.0 ** power <= high]
    step = 10.0 ** math.floor(math.log10(max(high - low, 1e-12)))
    step *= next(factor for factor in (0.2, 0.5, 1, 2) if (high - low) / (step * factor) <= 6)
    return [step * k for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def label(value):
    if value >= 1e5 or 0 < value < 0.02:
        power = math.floor(math.log10(value) + 1e-9)
        base = value / 10.0 ** power
        return (f"{base:.3g}·" if abs(base - 1) > 1e-6 else "") + "10" + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(c)] if c.isdigit() else "⁻" for c in str(power))
    return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"


def curve(name, rows):
    """One small chart: axes logarithmic where the figures span more than a factor of eight."""
    growth = rows[0]["growth"]
    series = {}
    for row in rows:
        series.setdefault(row["growth"]["series"], []).append((row["growth"]["x"], row["ours"]))
    xs = [x for points in series.values() for x, _ in points]
    ys = [y for points in series.values() for _, y in points]
    log_x, log_y = max(xs) > 8 * min(xs) > 0, max(ys) > 8 * min(ys) > 0
    low_y, high_y = (min(ys) / 1.5, max(ys) * 1.5) if log_y else (0.0, 1.15 * max(ys))
    low_x, high_x = (min(xs) / 1.2, max(xs) * 1.2) if log_x else (min(xs) - 0.1 * (max(xs) - min(xs)), max(xs) + 0.1 * (max(xs) - min(xs)))
    left, top, width, height = 62, 34, 300, 190

    def place(value, low, high, logarithmic):
        return (math.log(value / low) / math.log(high / low)) if logarithmic else (value - low) / (high - low)

    def at(x, y):
        return left + width * place(x, low_x, high_x, log_x), top + height * (1 - place(y, low_y, high_y, log_y))

    parts = [f'<text x="{left}" y="16" class="title">{html.escape(name)}</text>']
    for value in ticks(low_y, high_y, log_y):
        y = at(max(xs), value)[1]
        parts.append(f'<line x1="{left}" x2="{left + width}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>'
                     f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" class="tick">{label(value)}</text>')
    for value in ticks(low_x, high_x, log_x) if log_x or len(set(xs)) > 6 else sorted(set(xs)):
        x = at(value, max(ys))[0]
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top + height}" y2="{top + height + 4}" class="one"/>'
                     f'<text x="{x:.1f}" y="{top + height + 17}" text-anchor="middle" class="tick">{label(value)}</text>')
    parts.append(f'<line x1="{left}" x2="{left + width}" y1="{top + height}" y2="{top + height}" class="one"/>')
    parts.append(f'<text x="{left + width / 2}" y="{top + height + 35}" text-anchor="middle">{html.escape(growth["axis"])}</text>')
    parts.append(f'<text transform="translate(13 {top + height / 2}) rotate(-90)" text-anchor="middle">{html.escape(rows[0]["unit"])}</text>')
    for number, (key, points) in enumerate(series.items()):
        colour = SERIES[number % len(SERIES)]
        placed = [at(x, y) for x, y in sorted(points)]
        parts.append(f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in placed)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{colour}"/>' for x, y in placed]
        if len(series) > 1:
            parts.append(f'<rect x="{left + width + 12}" y="{top + 18 * number}" width="10" height="10" fill="{colour}"/>'
                         f'<text x="{left + width + 27}" y="{top + 18 * number + 9}">{html.escape(key)}</text>')
    right = 30 if len(series) == 1 else 150
    return (f'<svg width="{left + width + right}" height="{top + height + 46}" role="img" aria-label="{html.escape(name)}">'
            f'{"".join(parts)}</svg>')


def curves(rows):
    names = {}
    for row in rows:
        if "growth" in row:
            names.setdefault(row["growth"]["curve"], []).append(row)
    return "".join(f"<figure>{curve(name, of)}<figcaption>{html.escape(of[0]['note'])}</figcaption></figure>" for name, of in names.items())


def page(rows, machine):
    cells = "".join("<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in (
        row["row"], short(row["ours"]), short(row["theirs"]), row["unit"], "-" if row["ratio"] is None else f'{row["ratio"]:.3g}',
        "-" if row["target"] is None else f'{row["target"]:g}', row["peer"], "{:.4g} to {:.4g}".format(*row["ours_spread"]),
        "-" if not row["theirs_spread"] else "{:.4g} to {:.4g}".format(*row["theirs_spread"]), row["note"], row.get("limit") or "-"))
        + "</tr>" for row in compared(rows))
    growth = curves(rows)
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Paretree, measured beside its peers</title>
<style>body{{font:14px/1.45 system-ui,sans-serif;margin:2rem;color:#222;background:#fff}}
h1{{font-size:1.6rem}} h2{{font-size:1.2rem;margin-top:2rem}} p{{max-width:60rem}}
svg text{{font:12px system-ui,sans-serif;fill:currentColor}} svg .title{{font-weight:600;font-size:13px}} svg .tick{{fill-opacity:.75;font-size:11px}}
svg .grid{{stroke:currentColor;stroke-opacity:.15}} svg .one{{stroke:currentColor;stroke-opacity:.55}} svg .target{{stroke:currentColor;stroke-width:2}}
figure{{display:inline-block;margin:0 1rem 1.5rem 0;vertical-align:top}} figcaption{{max-width:26rem;font-size:12px;opacity:.8;padding-left:62px}}
table{{border-collapse:collapse;font-size:12px;width:100%}} td,th{{border-bottom:1px solid #8884;padding:.25rem .4rem;text-align:left;vertical-align:top}}
td:nth-child(n+2):nth-child(-n+6){{font-variant-numeric:tabular-nums;white-space:nowrap}}
td:first-child{{min-width:9rem}} td:nth-child(n+10){{min-width:9rem}}
@media(prefers-color-scheme:dark){{body{{color:#ddd;background:#181818}}}}</style>
<h1>Paretree, measured beside its peers</h1><p>{html.escape(machine)}. Bars start at 1 (as fast as the peer), on a logarithmic axis; the short
line across a bar is its target. Blue: met; orange: not met; grey: none set.</p>{bars(rows)}
{"<h2>How it grows</h2>" + growth if growth else ""}
<h2>All figures</h2>
<table><tr><th>row</th><th>ours</th><th>theirs</th><th>unit</th><th>ratio</th><th>target</th><th>peer</th><th>our spread</th>
<th>their spread</th><th>what differs</th><th>how near its limit</th></tr>
{cells}</table></html>
"""
