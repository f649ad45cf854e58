"""What a benchmark says: both sides of every comparison, their ratio, and whether the target is held."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Better = Literal["less", "more"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One side: what was measured in every run."""

    name: str
    runs: tuple[float, ...]
    unit: str

    @property
    def median(self) -> float:
        """The middle of the runs."""
        return statistics.median(self.runs)

    def __str__(self) -> str:
        if len(self.runs) == 1:
            return f"{_number(self.median)} {self.unit}"
        return f"{_number(self.median)} {self.unit} ({_number(min(self.runs))}–{_number(max(self.runs))})"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. `ratio` says how many times better ours is; for sizes, ours as a share of theirs.

    `held` is None where there is nothing to hold, or the peer is not there.
    """

    what: str
    ours: Figure
    peer: Figure | None = None
    ratio: float | None = None
    target: str = ""
    held: bool | None = None
    note: str = ""

    def as_data(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self) | {
            "ours_median": self.ours.median,
            "peer_median": self.peer.median if self.peer else None,
        }


def once(name: str, value: float, unit: str) -> Figure:
    """A figure that does not vary, as a size."""
    return Figure(name, (value,), unit)


def bounded(what: str, ours: Figure, limit: float, *, better: Better = "less", note: str = "") -> Line:
    """Ours against a fixed bound."""
    held = ours.median < limit if better == "less" else ours.median >= limit
    sign = "<" if better == "less" else "≥"
    return Line(what, ours, target=f"{sign} {_number(limit)} {ours.unit}", held=held, note=note)


def times(
    what: str,
    ours: Figure,
    peer: Figure,
    at_least: float | None = None,
    *,
    better: Better = "less",
    note: str = "",
) -> Line:
    """How many times better ours is than the peer's."""
    ratio = peer.median / ours.median if better == "less" else ours.median / peer.median
    target = "" if at_least is None else f"≥ {_number(at_least)} ×"
    return Line(what, ours, peer, ratio, target, None if at_least is None else ratio >= at_least, note)


def share(what: str, ours: Figure, peer: Figure, at_most: float, *, note: str = "") -> Line:
    """Ours as a share of the peer's."""
    ratio = ours.median / peer.median
    return Line(what, ours, peer, ratio, f"≤ {_number(at_most)} ×", ratio <= at_most, note)


def in_turn(ways: Mapping[str, Callable[[], object]], runs: int, unit: str = "s") -> dict[str, Figure]:
    """Time every way `runs` times, one after the other in each round, so that a slow minute meets all."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _run in range(runs):
        for name, way in ways.items():
            found[name].append(seconds(way))
    return {name: Figure(name, tuple(each), unit) for name, each in found.items()}


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def rate(count: float, figure: Figure, unit: str) -> Figure:
    """Seconds for so many as so many a second."""
    return Figure(figure.name, tuple(count / run for run in figure.runs), unit)


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which that part of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def printed(lines: Sequence[Line]) -> str:
    """The table as text."""
    heads = ("what", "ours", "peer", "peer's", "ratio", "target", "held")
    rows = [
        (
            line.what,
            str(line.ours),
            line.peer.name if line.peer else "",
            str(line.peer) if line.peer else "",
            "" if line.ratio is None else _number(line.ratio),
            line.target,
            {True: "yes", False: "NO", None: ""}[line.held],
        )
        for line in lines
    ]
    notes = [f"{line.what}: {line.note}" for line in lines if line.note]
    return "\n".join([_aligned([heads, *rows]), *([""] if notes else []), *notes])


def curve(runs: Sequence[Mapping[str, Any]]) -> str:  # Any: JSON
    """Ours at several sizes, from what `--json` wrote."""
    found: dict[tuple[str, str], dict[int, str]] = {}
    for run in runs:
        for line in run["lines"]:
            figure = line["ours"]
            what = line["what"], figure["name"]
            found.setdefault(what, {})[run["rows"]] = f"{_number(line['ours_median'])} {figure['unit']}"
    sizes = sorted(run["rows"] for run in runs)
    rows = [("what", "how", *(f"{size:,}" for size in sizes))]
    rows += [(*what, *(each.get(size, "") for size in sizes)) for what, each in found.items()]
    return _aligned(rows)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _number(value: float) -> str:
    if value >= 100 or value == int(value):  # noqa: PLR2004 -- three digits are enough
        return f"{value:,.0f}"
    return f"{value:.3g}"
