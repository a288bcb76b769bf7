"""The game in the document: the ladder of tiers, challenges, badges."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from server.kernel import money
from server.programme.rulebook import Badge, Challenge, Charity, Given, Measure, SharedGift, Window

from .parts import Known, challenge_measure_of, currency_of, measure_of, points_of, window_of
from .reading import Reader
from .toml import Located

METALS: tuple[Literal["brons", "silver", "guld"], ...] = ("brons", "silver", "guld")
SHAPES: tuple[Literal["circle", "spool", "hexagon", "shield", "bubble"], ...] = (
    "circle", "spool", "hexagon", "shield", "bubble",
)  # fmt: skip
JOINS: tuple[Literal["automatic", "choice", "together"], ...] = ("automatic", "choice", "together")
AFTER_LEAVING: tuple[Literal["forgotten", "kept"], ...] = ("forgotten", "kept")
GIFT_LIMIT = Decimal(10_000_000)
_GIVERS = ("challenge", "tier", "measure", "by_hand")


def challenges(tree: Located, known: Known, given_to: Mapping[str, Charity]) -> dict[str, Challenge]:
    found = {}
    for code, reader in known.entries(tree, "challenge", "challenge"):
        join = reader.choice("join", JOINS)
        measure = challenge_measure_of(reader, known)
        window = window_of(reader, known, joined=join == "choice", examples=_fitting_windows(join, measure))
        _check_fitting(reader, join, measure, window)
        kept = reader.choice("after_leaving", AFTER_LEAVING, default="forgotten") == "kept"
        if kept and join != "choice":
            reader.wrong("after_leaving", f"{reader.what} is not joined, so nobody leaves it.", "Remove after_leaving.")
        pays_currency, pays_points = None, 0
        if reader.has("points"):
            currency = currency_of(reader, known)
            pays_points = points_of(reader, "points", currency) or 0
            pays_currency = currency.code if currency is not None else None
        elif reader.has("currency"):
            reader.wrong("currency", f"{reader.what} names a currency, but pays no points.",
                         "Add points = 100, or remove currency.")
        filled = ("n", "w") if measure.type == "days_a_week" else ("n",)
        gift = _gift(reader, known, given_to, together=join == "together")
        texts = reader.texts("name", "text", "step", "done", optional=("unit",), placeholders={"step": filled})
        reader.nothing_else({"badge": f'Write given = {{ challenge = "{code}" }} in the badge instead.'})
        found[code] = Challenge(code, join, measure, window, None, pays_currency, pays_points, texts, kept, gift)
    return found


def _gift(reader: Reader, known: Known, given_to: Mapping[str, Charity], *, together: bool) -> SharedGift | None:
    inner = reader.table("gift")
    if inner is None:
        return None
    if not together:
        reader.wrong("gift", f"{reader.what} is each member's own: it would be given again for every one of them.",
                     'Write join = "together", or remove gift.')
    charity = inner.reference("charity", given_to, "charity")
    amount = inner.decimal("amount", decimals=known.money_decimals, least=Decimal(1), most=GIFT_LIMIT)
    inner.nothing_else()
    return SharedGift(charity or "", money.to_minor(amount, known.money_decimals) if amount is not None else 0)


def _check_fitting(reader: Reader, join: str, measure: Measure, window: Window) -> None:
    """Not every measure makes sense in every window, nor for everybody together."""
    if join == "together":
        if measure.type not in ("count", "sum"):
            reader.wrong("measure", f"{reader.what} is everybody's together, and adds up.",
                         'Write measure = "sum" or "count".')
        if window.type not in ("calendar", "fixed"):
            reader.wrong("within", f"{reader.what} is everybody's together, and has one time for all.",
                         _fitting_windows(join, measure))
    elif measure.type == "sequence" and window.type == "rolling":
        reader.wrong("within", f"{reader.what}: steps are not forgotten by the day.", _fitting_windows(join, measure))
    elif measure.type == "days_a_week" and (window.type == "rolling" or window.calendar in ("day", "week")):
        reader.wrong("within", f"{reader.what} needs weeks that follow each other.", _fitting_windows(join, measure))


def _fitting_windows(join: str, measure: Measure) -> str:
    """What may be written where a challenge says within what time. Only who joins has days from joining."""
    if join == "together":
        return 'Write "month", "year", "lifetime" or { from = 2026-03-01, until = 2026-05-31 }.'
    if measure.type == "days_a_week":
        return ('Write { days_from_joining = 42 }, "lifetime" or "year".' if join == "choice"
                else 'Write "lifetime", "year" or { from = 2026-03-01, until = 2026-05-31 }.')
    if measure.type == "sequence":
        return ('Write "lifetime", "month" or { days_from_joining = 30 }.' if join == "choice"
                else 'Write "lifetime", "month" or { from = 2026-03-01, until = 2026-05-31 }.')
    return 'Write "week", { days = 365 } or { from = 2026-03-01, until = 2026-05-31 }.'


def badges(tree: Located, known: Known) -> dict[str, Badge]:
    found = {}
    for code, reader in known.entries(tree, "badge", "badge"):
        metal = reader.choice("metal", METALS, default="brons")
        given = _given(reader, known)
        shape = reader.choice("shape", SHAPES, default=_shape(given))
        hidden = reader.boolean("hidden", default=False)
        found[code] = Badge(code, metal, shape, hidden, given, reader.texts("name", "text"))
        reader.nothing_else()
    return found


def _given(reader: Reader, known: Known) -> Given:
    inner = reader.table("given")
    ways = [way for way in _GIVERS if inner is not None and inner.has(way)]
    if inner is None or len(ways) != 1:
        reader.wrong("given", f"{reader.what} must say in one way what gives it.",
                     'Write given = { challenge = "…" }, { tier = "…" }, { by_hand = true } or '
                     '{ measure = "count", kind = "…", target = 10 }.')
        return Given("hand")
    given = Given("hand")
    if ways == ["challenge"]:
        given = Given("challenge", inner.reference("challenge", known.challenges, "challenge"))
    elif ways == ["tier"]:
        given = Given("tier", inner.reference("tier", known.tiers, "tier"))
    elif ways == ["measure"]:
        given = Given("counter", measure=measure_of(inner, known))
    elif not inner.boolean("by_hand", default=True):
        inner.wrong("by_hand", f"{reader.what}: by_hand can only be true.", "Write by_hand = true.")
    inner.nothing_else()
    return given


def _shape(given: Given) -> Literal["circle", "hexagon", "shield", "bubble"]:
    if given.by == "challenge":
        return "hexagon"
    if given.by == "tier":
        return "shield"
    return "circle" if given.by == "counter" else "bubble"
