"""The rulebook: a programme's document, compiled. Everything here is frozen, whole-numbered and ready to be asked.

Quantities (kilograms, kilometres, visits) are *micro-units*: the value times 1,000,000, as a whole number, so that
sums are exact in either database. Points are minor units of their currency.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, Protocol

from server.kernel.clock import Instant
from server.kernel.money import Rounding
from server.kernel.periods import Calendar

MICRO = 1_000_000
Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")
Texts = Mapping[Language, Mapping[str, Any]]
"""What people read, by language, by name: texts["sv"]["name"]."""

Sender = Literal["partner", "member", "staff", "system"]
FactType = Literal["money", "decimal", "integer", "text", "boolean", "date"]
FactValue = int | str | bool
"""A typed fact: money in minor units; decimal in micro-units; integer; text; boolean; date as ISO text."""


class Condition(Protocol):
    """A compiled CEL expression over an activity's facts. Pure; a fact that is absent is null."""

    source: str

    def holds(self, asked: ConditionFacts) -> bool: ...


class ConditionFacts(Protocol):
    """One activity's facts in the form that conditions ask; made once an activity by `programme.asked`."""

    @property
    def facts(self) -> Mapping[str, FactValue]: ...

    def context(self, besides: Collection[str]) -> Any: ...


@dataclass(frozen=True, slots=True)
class Currency:
    code: str
    decimals: int
    redeemable: bool  # Spendable, in lots; otherwise qualifying: it only counts.
    expires_months: int | None  # Age at which a lot of this currency expires, in calendar months; None: never.
    texts: Texts


@dataclass(frozen=True, slots=True)
class FactSpec:
    name: str
    type: FactType
    required: bool
    least: int | None  # In the typed unit (minor units, micro-units, whole number; characters for text).
    most: int | None
    choices: tuple[str, ...] | None
    filled_by: Literal["shop"] | None  # The sender's own shop where the fact is absent.
    texts: Texts
    default: FactValue | None = None  # What an absent fact is taken to be.
    unit: str | None = None  # kg, km: shown after the number.
    staff_most: int | None = None  # Of a number: the most that staff may record by hand, where less than `most`.


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    facts: Mapping[str, FactSpec]
    senders: frozenset[Sender]
    texts: Texts
    days_back: int = 1  # How many of their days before today members may still tell of, on their own word.


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
class Cap:
    points: int
    period: Calendar


@dataclass(frozen=True, slots=True)
class EarningRule:
    code: str
    kind: str
    condition: Condition | None
    currency: str
    rate: Decimal | None  # Points (whole, not minor) for each whole unit of the fact `of`: a krona, a kilogram.
    of: str | None
    fixed: int | None  # Or this many minor units of points.
    rounding: Rounding
    cap: Cap | None
    texts: Texts  # name, why: "1 poäng per hel krona"


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
class Tier:
    code: str
    threshold: int  # Minor units of the ladder's currency.
    texts: Texts  # name, perks


@dataclass(frozen=True, slots=True)
class Ladder:
    """Tiers by threshold over a window of a qualifying currency, lowest first (the first begins at 0)."""

    currency: str
    window: Window  # calendar or rolling
    tiers: tuple[Tier, ...]


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


@dataclass(frozen=True, slots=True)
class Topic:
    """What posts of the feed are about."""

    code: str
    texts: Texts  # name


@dataclass(frozen=True, slots=True)
class HouseRule:
    """What holds for everything that members write. Each decision names one."""

    no: int
    texts: Texts  # text


@dataclass(frozen=True, slots=True)
class Moderation:
    """What is looked at before anybody reads it, and for how long what moderators decide can still be changed."""

    new_days: int = 3  # So long after joining somebody is new here.
    hourly_new: int = 3  # Texts in an hour beyond which the next one waits, of those who are new …
    hourly: int = 20  # … and of the others.
    links_new: int = 0  # Links in one text of somebody new.
    undo_hours: int = 24
    appeal_days: int = 30
    silence_days: int = 30  # The longest.
    watched: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Factor:
    """A line of the factors' table, in one of its editions."""

    code: str
    type: Literal["emission", "saving", "share"]
    value: int  # Micro-kilograms of CO₂e for a unit; of a share: millionths.
    unit: str  # passenger-km and kg are measured; item, pair, pack and bag are counted.
    boundary: str  # use, life_cycle or system
    displacement: Literal["included", "needed", "open"] | None
    act: str | None  # Of a saving and of the share that belongs to it: resale or repair.
    source: str
    year: int | None
    region: str
    quality: Literal["A", "B", "C", ""]  # Empty: an assumption.
    origin: Literal["read", "secondary", "derived", "assumed"]
    texts: Texts  # name, note


@dataclass(frozen=True, slots=True)
class Figure:
    """What one unit of an action is estimated to save: (baseline − chosen) × displacement, in one system boundary.
    Without `chosen` the baseline is a saving already."""

    edition: str
    baseline: Factor
    chosen: Factor | None = None
    displacement: Factor | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """An everyday choice: what members do of a kind, and what that is estimated to save."""

    code: str
    kind: str
    of: str | None  # The fact that is multiplied; None: each activity counts one.
    proof: Literal["own word", "partner"]
    figure: Figure | None  # None: no kilograms are counted.
    capped: frozenset[str]  # The earning rules of the kind that have a cap: it holds for the kilograms as well.
    texts: Texts  # name, impact, source


@dataclass(frozen=True, slots=True)
class Picture:
    """What a person can see instead of a sum of kilograms: so many kilometers by petrol car."""

    factor: Factor
    texts: Texts  # picture: "Ungefär {km} km i bensinbil."


@dataclass(frozen=True, slots=True)
class Charity:
    """Whom points can be given to."""

    code: str
    texts: Texts  # name, text


@dataclass(frozen=True, slots=True)
class Places:
    """How often a reward can be redeemed; None: as often as anybody likes."""

    total: int | None = None
    month: int | None = None  # In a calendar month of the programme's zone.
    member: int | None = None  # By one member, ever.


@dataclass(frozen=True, slots=True)
class Reward:
    """What points are spent on. With a charity they are given away at once; otherwise they are held for a voucher."""

    code: str
    currency: str
    points: int  # Minor units of the currency.
    face: int  # What it would cost to buy, in minor units of the programme's money.
    value: Literal["rational", "functional", "emotional"]
    tier: str | None  # The lowest tier that may redeem it.
    places: Places
    valid_days: int  # A voucher's: to the end of the day so many days later, in the programme's zone.
    shops: tuple[str, ...]  # Where a voucher is good, by the shops' codes; empty: everywhere.
    charity: str | None
    texts: Texts  # name, text


@dataclass(frozen=True, slots=True)
class Rulebook:
    number: int
    code: str
    holds_from: Instant
    timezone: str
    money: str  # ISO 4217, with `money_decimals` digits
    money_decimals: int
    late_days: int
    terms_version: str
    texts: Texts  # name, line, promise, human
    currencies: Mapping[str, Currency]
    kinds: Mapping[str, Kind]
    earning: Mapping[str, tuple[EarningRule, ...]]  # by kind
    ladder: Ladder | None
    challenges: Mapping[str, Challenge]
    challenges_by_kind: Mapping[str, tuple[Challenge, ...]]
    badges: Mapping[str, Badge]
    counters_by_kind: Mapping[str, tuple[Badge, ...]]
    badges_by_challenge: Mapping[str, tuple[Badge, ...]]
    badges_by_tier: Mapping[str, tuple[Badge, ...]]
    boards: Mapping[str, Board]
    boards_by_currency: Mapping[str, tuple[Board, ...]]
    begins_at: Instant = field(default=0)  # When the programme's first version began to hold.
    rewards: Mapping[str, Reward] = field(default_factory=dict)
    charities: Mapping[str, Charity] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)
    actions_by_kind: Mapping[str, Action] = field(default_factory=dict)
    picture: Picture | None = None
    topics: Mapping[str, Topic] = field(default_factory=dict)  # In the order in which they are offered.
    house_rules: Mapping[int, HouseRule] = field(default_factory=dict)  # By number; never empty once compiled.
    moderation: Moderation = field(default_factory=Moderation)
    adjust_limit: int = 1000  # Whole points that one manager may correct of a member in a day, alone.
