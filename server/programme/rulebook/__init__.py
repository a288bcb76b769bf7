"""The rulebook: a programme's document, compiled. Everything here is frozen, whole-numbered and ready to be asked.

Quantities (kilograms, kilometres, visits) are *micro-units*: the value times 1,000,000, as a whole number, so that
sums are exact in either database. Points are minor units of their currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from server.kernel.clock import Instant

from .choices import Action as Action
from .choices import Factor as Factor
from .choices import Figure as Figure
from .choices import Picture as Picture
from .earning import COUNTER as COUNTER
from .earning import Cap as Cap
from .earning import Chosen as Chosen
from .earning import EarningRule as EarningRule
from .earning import Multiplier as Multiplier
from .earning import RateRow as RateRow
from .game import Badge as Badge
from .game import Board as Board
from .game import BoardSeason as BoardSeason
from .game import Challenge as Challenge
from .game import Given as Given
from .game import Measure as Measure
from .game import SharedGift as SharedGift
from .game import Step as Step
from .game import Window as Window
from .moments import Bracket as Bracket
from .moments import Closing as Closing
from .moments import Days as Days
from .moments import Milestone as Milestone
from .moments import Occasion as Occasion
from .plans import Asks as Asks
from .plans import EarningPlan as EarningPlan
from .plans import MultiplierPlan as MultiplierPlan
from .plans import RatePlan as RatePlan
from .plans import RulePlan as RulePlan
from .rewards import Charity as Charity
from .rewards import Opening as Opening
from .rewards import Places as Places
from .rewards import Reward as Reward
from .tiers import Ladder as Ladder
from .tiers import Path as Path
from .tiers import Perk as Perk
from .tiers import Tier as Tier
from .tiers import Validity as Validity
from .tiers import window_name as window_name
from .vocabulary import LANGUAGES as LANGUAGES
from .vocabulary import MICRO as MICRO
from .vocabulary import Condition as Condition
from .vocabulary import ConditionFacts as ConditionFacts
from .vocabulary import FactType as FactType
from .vocabulary import FactValue as FactValue
from .vocabulary import Gift as Gift
from .vocabulary import Language as Language
from .vocabulary import Line as Line
from .vocabulary import Period as Period
from .vocabulary import Rolling as Rolling
from .vocabulary import Scalar as Scalar
from .vocabulary import Sender as Sender
from .vocabulary import Texts as Texts
from .vocabulary import Within as Within

HouseholdSpender = Literal["anyone", "owner"]
HouseholdOrder = Literal["own_first", "soonest"]
HouseholdEnds = Literal["own", "owner"]
HOUSEHOLD: Texts = {
    "sv": {"name": "Hushåll", "one": "ett hushåll", "the": "hushållet"},
    "en": {"name": "Household", "one": "a household", "the": "the household"},
}
"""What members who share points are called where the document does not say."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """When points are gone, in the programme's zone, at the end of a local day.

    months: so many calendar months after they came; with `at_end_of`, at the end of the period that this falls into;
    at_end_of alone: at the end of the period in which they came;
    idle_months: all of them, so many months after the member's last activity of the kinds `kept_by` (empty: any).
    """

    months: int | None = None
    at_end_of: Period | None = None
    idle_months: int | None = None
    kept_by: frozenset[str] = frozenset()
    never_for: frozenset[str] = frozenset()  # Tiers whose points do not expire; after a fall the time runs afresh.
    freeze_months: int = 0  # For so many months of a calendar year members may let the time stand still; 0: not at all.

    @property
    def by_own_period(self) -> bool:
        """Whether the end depends on when the member joined."""
        return self.at_end_of is not None and self.at_end_of.months > 0


@dataclass(frozen=True, slots=True)
class Transfer:
    """Whole minor units that a member may send to another at least at once, and at most in a calendar year."""

    least: int
    most_a_year: int | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may be a member. What is not known of a member refuses nobody."""

    age: int | None = None
    with_guardian: int | None = None  # From this age, where a guardian has agreed.
    countries: frozenset[str] = frozenset()  # ISO 3166 alpha-2; empty: any.


@dataclass(frozen=True, slots=True)
class Household:
    """So many members at most who may spend each other's points of these currencies: a household, a sharing group.

    spends: any of them, or the one who has it; takes: of the member's own first and then of the others', or of all what
    ends soonest; expires: each with a period of their own, or everybody's with the owner's, never sooner.
    """

    members: int
    currencies: frozenset[str]
    spends: HouseholdSpender = "anyone"
    takes: HouseholdOrder = "own_first"
    expires: HouseholdEnds = "own"
    texts: Texts = field(default_factory=lambda: HOUSEHOLD)  # name, one and the: “the sharing group”.

    def follows_owner(self, currency: Currency) -> bool:
        """Whether the ends of such points follow the owner's periods."""
        shared = self.expires == "owner" and currency.code in self.currencies
        return shared and currency.expires is not None and currency.expires.by_own_period


@dataclass(frozen=True, slots=True)
class Currency:
    code: str
    decimals: int
    redeemable: bool  # Spendable, in lots; otherwise qualifying: it only counts.
    expires: Expiry | None  # None: never.
    texts: Texts
    counter: bool = False  # A [[counter]]: it counts for tiers, milestones and closings, and nobody sees it as points.
    pending_days: int = 0  # So long earned points wait before they are the member's: a return window.
    transfer: Transfer | None = None  # Whether members may give them to each other.

    @property
    def expires_months(self) -> int | None:
        return self.expires.months if self.expires is not None else None

    @property
    def in_lots(self) -> bool:
        """Whether it is kept in lots: what is spent, and what expires."""
        return self.redeemable or self.expires is not None


@dataclass(frozen=True, slots=True)
class FactSpec:
    name: str
    type: FactType
    required: bool
    least: int | None  # In the typed unit (minor units, micro-units, whole number; characters for text).
    most: int | None
    choices: tuple[str, ...] | None
    filled_by: Literal["shop"] | None  # The sender's own shop where the fact is absent.
    texts: Texts  # name; one and many, as they stand after a number: “1 natt”, “3 nätter”.
    default: FactValue | None = None  # What an absent fact is taken to be.
    unit: str | None = None  # kg, km: shown after the number.
    staff_most: int | None = None  # Of a number: the most that staff may record by hand, where less than `most`.
    names: Texts = field(default_factory=dict)  # What people call the choices, as they stand in a sentence: “tobak”.
    fields: Mapping[str, FactSpec] = field(default_factory=dict)  # Of lines: what each of them may carry.


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    facts: Mapping[str, FactSpec]
    senders: frozenset[Sender]
    texts: Texts
    days_back: int = 1  # How many of their days before today members may still tell of, on their own word.


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
    multipliers: tuple[Multiplier, ...] = ()
    milestones: Mapping[str, Milestone] = field(default_factory=dict)
    milestones_by_unit: Mapping[str, tuple[Milestone, ...]] = field(default_factory=dict)  # By currency or counter.
    closings: Mapping[str, Closing] = field(default_factory=dict)
    closings_by_unit: Mapping[str, tuple[Closing, ...]] = field(default_factory=dict)
    occasions: Mapping[str, Occasion] = field(default_factory=dict)
    perks: Mapping[str, Perk] = field(default_factory=dict)
    eligibility: Eligibility = field(default_factory=Eligibility)
    household: Household | None = None
    notice_days: int = 0  # So long before it holds a new version must be published.
    earning_plans: Mapping[str, EarningPlan] = field(default_factory=dict)  # By kind.
    asks_partner: bool = False  # Whether anything is chosen by the sending partner's code.
    extended: frozenset[str] = frozenset()  # Currencies whose points some rule gives longer life to.
    gives_rewards: bool = False  # Whether some rule gives vouchers.
    beneficiaries: int = 0  # So many charities a member may choose; 0: nothing is earned for others.

    @property
    def shown(self) -> Mapping[str, Currency]:
        """The currencies that people see as points: no counters."""
        return {code: currency for code, currency in self.currencies.items() if not currency.counter}
