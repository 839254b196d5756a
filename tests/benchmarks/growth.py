"""The figures of test_growth.py as a table and a plot: `python -m tests.benchmarks.growth`."""

import json
import math
from html import escape
from statistics import median

from factcheck.places import REPOSITORY

KEPT = REPOSITORY / "var/growth.json"
PLOT = REPOSITORY / "docs/growth.svg"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 760, 470, 64, 250, 56, 48
INKS = {"desk": "#a32d0e", "site": "#14508c", "api": "#12636b", "matching": "#685a12",
        "clock": "#595752"}  # fmt: skip
TICKS = (1, 10, 100, 1_000, 10_000)  # milliseconds


def remember(claims: int, seconds: dict) -> None:
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(kept | {str(claims): seconds}, indent=1))


def figures() -> dict[int, dict]:
    return {int(size): paths for size, paths in sorted(json.loads(KEPT.read_text()).items())}


def names(sizes: dict[int, dict]) -> list[str]:
    """In the order of the paths; some were not measured at every size."""
    found = dict.fromkeys(name for paths in sizes.values() for name in paths)
    return [name for name in found if name != "generator"]


def table(sizes: dict[int, dict]) -> str:
    """Markdown: the median of each path, with its spread at the largest size."""
    last = max(sizes)
    lines = ["| path | " + " | ".join(f"{size:,}" for size in sizes)
             + f" | fastest to slowest at {last:,} |",
             "|---|" + "--:|" * (len(sizes) + 1)]  # fmt: skip
    for name in names(sizes):
        cells = [
            f"{1000 * median(paths[name]):.1f} ms" if name in paths else ""
            for paths in sizes.values()
        ]
        spread = sizes[last].get(name)
        cells.append(f"{1000 * spread[0]:.1f} to {1000 * spread[-1]:.1f} ms" if spread else "")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def plot(sizes: dict[int, dict]) -> str:
    """An SVG, both axes logarithmic; a path that costs the same at every size lies flat."""
    low, high = math.log10(min(sizes)), math.log10(max(sizes))

    def x(size: float) -> float:
        return LEFT + (math.log10(size) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(ms: float) -> float:
        top, bottom = math.log10(TICKS[-1]), math.log10(0.3)
        share = (math.log10(max(ms, 0.3)) - bottom) / (top - bottom)
        return HEIGHT - FOOT - share * (HEIGHT - TOP - FOOT)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="system-ui, sans-serif" font-size="11"><title>Cost of each path by the number '
        f'of claims</title><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f'<text x="{LEFT}" y="24" font-size="15" font-weight="600">What a request costs, by the '
        "number of claims</text>"
        f'<text x="{LEFT}" y="42" fill="#595752">Median, milliseconds; both axes logarithmic</text>'
    ]
    for tick in TICKS:
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" '
            f'stroke="#cfcbc2"/><text x="{LEFT - 8}" y="{y(tick) + 4:.1f}" text-anchor="end" '
            f'fill="#595752">{tick:,}</text>'
        )
    for size in sizes:
        parts.append(
            f'<text x="{x(size):.1f}" y="{HEIGHT - 20}" text-anchor="middle" '
            f'fill="#595752">{size:,}</text>'
        )
    last = sizes[max(sizes)]
    ends = label_places(
        {name: y(1000 * median(last[name])) for name in names(sizes) if name in last}
    )
    for name in ends:
        points = [
            (x(size), y(1000 * median(paths[name])))
            for size, paths in sizes.items()
            if name in paths
        ]
        ink = INKS[name.partition(":")[0]]
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{ink}" stroke-width="1.5"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="2.5" fill="{ink}"/>' for a, b in points]
        (from_x, from_y), to = points[-1], ends[name]
        parts.append(
            f'<line x1="{from_x + 4:.1f}" y1="{from_y:.1f}" x2="{from_x + 26:.1f}" y2="{to:.1f}" '
            f'stroke="{ink}" stroke-width="0.5"/><text x="{from_x + 30:.1f}" y="{to + 4:.1f}" '
            f'fill="{ink}">{escape(name)}, {1000 * median(last[name]):.1f}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


def label_places(wanted: dict[str, float], apart: float = 13.5) -> dict[str, float]:
    """As near to where a line ends as the labels beside it allow: from the bottom up, and back down
    where the top is full."""
    places, below = {}, HEIGHT - 30.0
    for name in sorted(wanted, key=wanted.__getitem__, reverse=True):
        below = places[name] = min(wanted[name], below - apart)
    above = TOP - 2 * apart
    for name in reversed(places):
        above = places[name] = max(places[name], above + apart)
    return places


if __name__ == "__main__":
    sizes = figures()
    PLOT.write_text(plot(sizes))
    print(table(sizes))
