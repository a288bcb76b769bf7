"""The file of CDNOW's purchases of 1997–98, and what they must come to by arithmetic of our own.

A line is `customer date number_of_cds dollars`, apart by spaces; the first line names the columns. Nothing here asks
the server or its rules: whoever compares, compares two independent reckonings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")  # The programme's (cdnow.toml).
TENTH = 10
REGULAR = 3  # Purchases of one month.
TIERS = ((1000, "connoisseur"), (200, "collector"), (0, "listener"))


@dataclass(frozen=True, slots=True)
class Purchase:
    line: int  # Its number in the file, from 1: lines stand more than once, their numbers do not.
    customer: str
    day: date
    cds: int
    amount: str  # Dollars, as they stand there.

    @property
    def key(self) -> str:
        return f"cdnow/{self.line}"

    @property
    def occurred_at(self) -> str:
        """Midday, where the shop is."""
        return _midday(self.day)


@lru_cache(maxsize=1024)
def _midday(day: date) -> str:
    return datetime.combine(day, time(12), ZONE).isoformat()


def purchases(path: Path, *, customers: int | None = None) -> Iterator[Purchase]:
    """The file's lines in order, of its first `customers` only where that is given. Raises ValueError, naming a line
    that is none."""
    seen: set[str] = set()
    with path.open(encoding="ascii") as file:
        for number, text in enumerate(file, 1):
            words = text.split()
            if number == 1 or not words:
                continue
            try:
                customer, day, cds, amount = words
                purchase = Purchase(number, customer, datetime.strptime(day, "%Y%m%d").date(), int(cds), amount)
                Decimal(amount)
            except (ValueError, ArithmeticError) as error:
                raise ValueError(f"{path}, line {number}: “{text.strip()}” is no purchase ({error}).") from error
            seen.add(customer)
            if customers is not None and len(seen) > customers:
                return
            yield purchase


@dataclass(slots=True)
class Reckoning:
    """What one customer must have in the end."""

    points: int = 0
    purchases: int = 0
    months: defaultdict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))

    @property
    def badges(self) -> frozenset[str]:
        held = set()
        if self.purchases >= TENTH:
            held.add("tenth_purchase")
        if any(count >= REGULAR for count in self.months.values()):
            held.add("regular_month")
        return frozenset(held)

    @property
    def tier(self) -> str:
        return next(code for threshold, code in TIERS if self.points >= threshold)


def reckoned(lines: Iterable[Purchase]) -> dict[str, Reckoning]:
    """By customer: a point for each whole dollar of each purchase."""
    customers: dict[str, Reckoning] = defaultdict(Reckoning)
    for purchase in lines:
        reckoning = customers[purchase.customer]
        reckoning.points += int(Decimal(purchase.amount) // 1)
        reckoning.purchases += 1
        reckoning.months[purchase.day.year, purchase.day.month] += 1
    return dict(customers)


def top(customers: dict[str, Reckoning], size: int) -> list[tuple[int, frozenset[str]]]:
    """The first `size` places as groups of equals, the highest first. The last group is whole, also where only some of
    it have a place. Nobody stands on the board without a point."""
    groups: dict[int, set[str]] = defaultdict(set)
    for customer, reckoning in customers.items():
        if reckoning.points > 0:
            groups[reckoning.points].add(customer)
    places, found = 0, []
    for points in sorted(groups, reverse=True):
        if places >= size:
            break
        found.append((points, frozenset(groups[points])))
        places += len(groups[points])
    return found
