"""A plot of growth: seconds by number of articles on two logarithmic axes, as SVG.

Belongs here: drawing. Does not belong here: measuring (`bench_linking`, `bench_growth`).
"""

import math
from collections.abc import Mapping, Sequence

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 860, 520, 70, 30, 190, 50
COLOURS = ("#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#b07aa1", "#9c755f", "#76b7b2", "#edc948", "#ff9da7", "#222222")
LIMIT = 1.15
"""Slope that no step may exceed; drawn dashed for comparison."""


def growth_plot(sizes: Sequence[int], series: Mapping[str, Sequence[float]], what: str = "Linking") -> str:
    """Return an SVG of the series over ``sizes``; seconds of nought are left out."""
    seconds = [value for values in series.values() for value in values if value > 0]
    low, high = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))
    first, last = math.log10(sizes[0]), math.log10(max(sizes[-1], sizes[0] + 1))

    def x(size: float) -> float:
        return LEFT + (math.log10(size) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return TOP + (high - math.log10(value)) / (high - low) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" '
        f'font-size="12"><rect width="100%" height="100%" fill="white"/>',
        f'<text x="{LEFT}" y="18" font-size="14">{what}: processor seconds by number of articles</text>',
    ]
    for power in range(low, high + 1):
        parts.append(_line([(LEFT, y(10.0**power)), (WIDTH - RIGHT, y(10.0**power))], "#dddddd"))
        parts.append(f'<text x="{LEFT - 6}" y="{y(10.0**power) + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>')
    for size in sizes:
        parts.append(_line([(x(size), TOP), (x(size), HEIGHT - BOTTOM)], "#dddddd"))
        parts.append(f'<text x="{x(size):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{size:,}</text>')
    labels: list[tuple[float, str, str]] = []
    for number, (name, values) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = [(x(size), y(value)) for size, value in zip(sizes, values, strict=True) if value > 0]
        parts.append(_line(points, colour, 2.0))
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in points]
        labels += [(points[-1][1], name, colour)] if points else []
    total = series.get("all", next(iter(series.values())))
    bound = [(x(size), y(total[0] * (size / sizes[0]) ** LIMIT)) for size in sizes]
    parts.append(_line([point for point in bound if point[1] >= TOP], "#888888", 1.0, "5 4"))
    parts += _labels(labels)
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 10}" fill="#666666">dashed: growth by n^{LIMIT}</text></svg>')
    return "\n".join(parts) + "\n"


def _labels(labels: Sequence[tuple[float, str, str]]) -> list[str]:
    """Names beside the last points, no nearer to one another than a line of text."""
    parts, last = [], 0.0
    for at, name, colour in sorted(labels):
        last = max(at, last + 15)
        parts.append(f'<text x="{WIDTH - RIGHT + 10}" y="{last + 4:.1f}" fill="{colour}">{name}</text>')
    return parts


def _line(points: Sequence[tuple[float, float]], colour: str, width: float = 1.0, dash: str = "") -> str:
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>'
