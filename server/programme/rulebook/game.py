"""What the document says of challenges, badges and boards, compiled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from server.kernel.clock import Instant
from server.kernel.periods import Calendar

from .vocabulary import Condition, Texts


@dataclass(frozen=True, slots=True)
class Window:
    """Which instants count together.

    calendar: a day, week, month, quarter, year or lifetime, in the member's zone for challenges and the programme's
    for boards and caps;
    rolling: the last `days` days before now; joined: `days` days from the member's joining the challenge;
    fixed: between `starts_at` and `ends_at`.
    """

    type: Literal["calendar", "rolling", "joined", "fixed"]
    calendar: Calendar = "lifetime"
    days: int = 0
    starts_at: Instant = 0
    ends_at: Instant = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One of a sequence's steps: any of these kinds, where the condition holds."""

    kinds: frozenset[str]
    condition: Condition | None
    texts: Texts  # name


@dataclass(frozen=True, slots=True)
class Measure:
    """What a challenge or a counter counts.

    count: matching activities; sum: of a fact; distinct: a fact's different values; sequence: steps, each once;
    days_a_week: weeks in a row in each of which something was done on `days` local days, but for `rest_weeks` of them.
    """

    type: Literal["count", "sum", "distinct", "sequence", "days_a_week"]
    kinds: frozenset[str]
    fact: str | None
    condition: Condition | None
    target: int  # Micro-units, also of a count: 3 visits are 3,000,000; of a sequence its steps, of days_a_week weeks.
    steps: tuple[Step, ...] = ()
    in_order: bool = False  # Whether a step counts only once those before it are done.
    days: int = 0
    rest_weeks: int = 0


@dataclass(frozen=True, slots=True)
class SharedGift:
    """What reaching it together gives away: somebody else's money, so no member's points pay it."""

    charity: str
    amount: int  # In minor units of the programme's money.


@dataclass(frozen=True, slots=True)
class Challenge:
    """`join`: everybody takes part by themselves, or who chooses to, or all together towards one sum."""

    code: str
    join: Literal["automatic", "choice", "together"]
    measure: Measure
    window: Window  # In the member's zone; in the programme's where all go together.
    pays_badge: str | None
    pays_currency: str | None
    pays_points: int  # 0 unless the member joins by choice.
    texts: Texts  # name, text, step ("{n} av 3 besök"), done, unit
    kept: bool = False  # Whether who leaves and comes back within the window goes on from where they were.
    gift: SharedGift | None = None  # Only where all go together.


@dataclass(frozen=True, slots=True)
class Given:
    """What gives a badge."""

    by: Literal["challenge", "tier", "counter", "hand"]
    code: str | None = None  # The challenge's or tier's.
    measure: Measure | None = None  # The counter's, over a lifetime.


@dataclass(frozen=True, slots=True)
class Badge:
    code: str
    metal: Literal["brons", "silver", "guld"]
    shape: Literal["circle", "spool", "hexagon", "shield", "bubble"]
    hidden: bool
    given: Given
    texts: Texts


@dataclass(frozen=True, slots=True)
class BoardSeason:
    """A season that the programme names, by dates of its zone. Its code is its first day's: it may be renamed."""

    code: str
    starts_at: Instant
    ends_at: Instant  # The first instant after its last day.
    texts: Texts  # name


@dataclass(frozen=True, slots=True)
class Board:
    """A leaderboard: what was earned of a currency in a calendar window of the programme's zone, or in the seasons that
    it names. For `settling` after a season's end what occurred in it may still be reported; then its places are
    final."""

    code: str
    currency: str
    window: Calendar | Literal["seasons"]
    ties: Literal["first", "competition", "dense"]
    texts: Texts  # name, tie
    settling: int = 0  # Microseconds
    seasons: tuple[BoardSeason, ...] = ()  # In the order of their dates; none overlaps another.
