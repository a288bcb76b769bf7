"""The rows of the speed table, and the arithmetic of a run: ratios of what stood side by side, and their median.

Nothing here measures. A ratio is written so that a row says what it promises: `at_least` rows divide our rate by the
other's, `at_most` rows our time by the other's.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Sense = Literal["at_least", "at_most"]
Verdict = Literal["aim", "reach", "missed"]
_SIGN: Mapping[Sense, str] = {"at_least": "≥", "at_most": "≤"}


@dataclass(frozen=True, slots=True)
class Row:
    """What is promised of one path against one limit or peer."""

    path: str
    against: str
    sense: Sense
    reach: float
    aim: float


ROWS: Mapping[str, Row] = {
    "award-postgres": Row(
        "one award, PostgreSQL, 32 connections", "pgbench's five-statement award, 8 clients", "at_least", 0.18, 0.35
    ),
    "award-sqlite": Row(
        "one award, SQLite FULL, 32 connections", "raw one-row SQLite transactions, FULL", "at_least", 0.25, 0.5
    ),
    "naive-postgres": Row(
        "one award, PostgreSQL, 32 connections", "plain Strawberry + Tortoise resolver", "at_least", 6, 12
    ),
    "naive-sqlite": Row(
        "one award, SQLite FULL, 32 connections", "plain Strawberry + Tortoise resolver", "at_least", 6, 12
    ),
    "many": Row(
        "recordActivities, 100 a call, awards a second", "pgbench, 100 awards a statement", "at_least", 0.06, 0.15
    ),
    "fanout-raw": Row("one event to 5,000 sockets", "raw frames on uvloop", "at_least", 0.5, 0.8),
    "fanout-node": Row("one event to 5,000 sockets", "graphql-ws on Node", "at_least", 2, 3),
    "push-postgres": Row(
        "award → push, p50, 1,000 sockets, PostgreSQL", "the plain resolver's", "at_most", 0.5, 0.2
    ),
    "push-sqlite": Row("award → push, p50, 1,000 sockets, SQLite", "the plain resolver's", "at_most", 0.35, 0.2),
    "rank": Row("my rank at 1,000,000 members: the count", "a sorted set through redis-py", "at_most", 0.25, 0.1),
    "rank-whole": Row(
        "my rank at 1,000,000 members: own place read, ties settled", "a sorted set through redis-py", "at_most",
        0.25, 0.1,
    ),
    "rank-flat": Row("my rank at 10,000,000: the count", "the same at 1,000,000", "at_most", 1.5, 1.1),
    "rank-whole-flat": Row(
        "my rank at 10,000,000: own place read, ties settled", "the same at 1,000,000", "at_most", 1.5, 1.1
    ),
    "home-postgres": Row(
        "the home query, PostgreSQL, 32 connections", "a plain server that reads the same tables", "at_least", 3, 8
    ),
    "home-sqlite": Row(
        "the home query, SQLite, 32 connections", "a plain server that reads the same tables", "at_least", 3, 8
    ),
}  # fmt: skip


@dataclass(slots=True)
class Measured:
    """One row as one run saw it: a ratio for each round, and every figure that it was made of."""

    name: str
    ratios: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # The same by CPU an operation, where both sides tell it.
    note: str = ""
    raw: list[dict[str, Any]] = field(default_factory=list)

    @property
    def row(self) -> Row:
        return ROWS[self.name]

    @property
    def ratio(self) -> float:
        """The median of the rounds. Raises statistics.StatisticsError where there was none."""
        return statistics.median(self.ratios)

    @property
    def verdict(self) -> Verdict:
        return verdict(self.row, self.ratio)

    def add(self, ours: float, theirs: float, *, cpu: tuple[float, float] | None = None, **figures: Any) -> None:
        """A round; `cpu` is the processor's time of one operation here and there, in any unit.

        Raises ValueError where a figure is none: a side that did nothing is not infinitely slow."""
        self.ratios.append(ratio(ours, theirs))
        if cpu is not None:
            self.cpu.append(ratio(*cpu) if self.row.sense == "at_most" else ratio(cpu[1], cpu[0]))
        self.raw.append({"ours": ours, "theirs": theirs, **figures})


def ratio(ours: float, theirs: float) -> float:
    """Ours by theirs. Raises ValueError unless both are above zero."""
    if not (ours > 0 and theirs > 0):
        raise ValueError(f"No ratio can be made of {ours} and {theirs}.")
    return ours / theirs


def verdict(row: Row, value: float) -> Verdict:
    """The best promise that a ratio keeps."""
    kept = (lambda limit: value >= limit) if row.sense == "at_least" else (lambda limit: value <= limit)
    return "aim" if kept(row.aim) else "reach" if kept(row.reach) else "missed"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of them lies. Raises ValueError of none."""
    if not values:
        raise ValueError("A percentile of nothing.")
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def report(measured: Sequence[Measured]) -> list[dict[str, Any]]:
    """The run as JSON holds it."""
    return [
        {
            "name": each.name, "path": each.row.path, "against": each.row.against, "sense": each.row.sense,
            "ratio": significant(each.ratio), "ratios": [significant(value) for value in each.ratios],
            "reach": each.row.reach, "aim": each.row.aim, "verdict": each.verdict,
            "cpu": [significant(value) for value in each.cpu], "note": each.note, "rounds": each.raw,
        }
        for each in measured
    ]  # fmt: skip


def table(measured: Sequence[Measured]) -> str:
    """The same as Markdown."""
    heads = ("path", "measured against", "ratio (least – most)", "by CPU", "reach", "aim", "")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for each in measured:
        row, sign = each.row, _SIGN[each.row.sense]
        spread = f"{shown(each.ratio)} ({shown(min(each.ratios))} – {shown(max(each.ratios))})"
        limits = f"{sign} {shown(row.reach)} | {sign} {shown(row.aim)}"
        by_cpu = shown(statistics.median(each.cpu)) if each.cpu else "–"
        lines.append(f"| {row.path} | {row.against} | {spread} | {by_cpu} | {limits} | {each.verdict} |")
    return "\n".join([*lines, *(f"\n{each.name}: {each.note}" for each in measured if each.note)])


def significant(value: float) -> float:
    """Three figures: a round does not know more."""
    return float(f"{value:.3g}")


def shown(value: float) -> str:
    """Three figures, never in powers of ten."""
    return f"{significant(value):f}".rstrip("0").rstrip(".") if value < 100 else f"{value:.0f}"
