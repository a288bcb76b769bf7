"""What points are spent on and what is given, in the document: rewards and charities."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from decimal import Decimal
from typing import Literal, get_args

from server.kernel import money, periods
from server.programme.rulebook import Charity, Currency, Places, Reward
from server.programme.rulebook.rewards import Opening, ValidUntil

from .parts import Known, currency_of, points_of
from .reading import Reader
from .toml import Located

UNUSED = ("returned", "lost")  # What becomes of the points of a code that nobody used in time.
VALUES: tuple[Literal["rational", "functional", "emotional"], ...] = ("rational", "functional", "emotional")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
VALID_DAYS, VALID_DAYS_LIMIT = 30, 1000
PLACES_LIMIT = 1_000_000
FACE_LIMIT = Decimal(1_000_000)
DAY_HOURS = 24
ENDS: tuple[ValidUntil, ...] = get_args(ValidUntil)


def charities(tree: Located, known: Known) -> dict[str, Charity]:
    found = {}
    for code, reader in known.entries(tree, "charity", "charity"):
        found[code] = Charity(code, reader.texts("name", "text"), reader.boolean("chosen", default=False))
        reader.nothing_else()
    return found


def rewards(tree: Located, known: Known, given_to: dict[str, Charity]) -> dict[str, Reward]:
    found = {}
    for code, reader in known.entries(tree, "reward", "reward"):
        found[code] = _reward(code, reader, known, given_to)
        reader.nothing_else({"level": "The level is written tier = “…”, as in [[tier]].",
                             "limit": "Write places = { total = 40, month = 2, member = 1 }, or some of them.",
                             "price": "Write points = 500; leave it out where the reward is only given."})
    return found


def _reward(code: str, reader: Reader, known: Known, given_to: dict[str, Charity]) -> Reward:
    currency, points = _price(reader, known)
    face, percent = _worth(reader, known)
    value = reader.choice("value", VALUES, default="rational")
    tier = reader.reference("tier", known.tiers, "tier") if reader.has("tier") else None
    shops = reader.text_list("shops") if reader.has("shops") else ()
    charity = reader.reference("charity", given_to, "charity") if reader.has("charity") else None
    days, until = _validity(reader)
    if charity is not None:
        _check_gift_to_charity(reader, points, percent)
    starts, ends = reader.moment("from", known.zone), reader.moment_after("until", known.zone)
    if starts is not None and ends is not None and ends <= starts:
        reader.wrong("until", f"{reader.what}: until is before from.", "Let until be the last day on which it is had.")
    opening = _opening(reader, known)
    places = _places(reader, opening)
    if points == 0:
        for key in ("tier", "places", "opens", "from", "until"):
            if reader.has(key):
                reader.wrong(key, f"{reader.what} has no price: it is only given, so nobody chooses it.",
                             f"Remove {key}, or write points = … for those who redeem it.")
    return Reward(
        code, currency.code if currency is not None else "", points, face, value, tier, places, days, shops, charity,
        reader.texts("name", "text"), percent=percent, starts_at=starts, ends_at=ends, opening=opening,
        valid_until=until, lost=_lost(reader, points, charity),
    )  # fmt: skip


def _price(reader: Reader, known: Known) -> tuple[Currency | None, int]:
    """What it costs, and of what; 0 where the file names no price. A currency is there all the same: what is only
    given is told beside what is sold."""
    if not reader.has("points"):
        shown = [currency for currency in known.currencies.values() if not currency.counter]
        if reader.has("currency"):
            reader.wrong("currency", f"{reader.what} has no price, so it costs no currency.",
                         "Remove currency, or add points = 500.")
        return next(iter(sorted(shown, key=lambda one: not one.redeemable)), None), 0
    currency = currency_of(reader, known)
    if currency is not None and not currency.redeemable:
        reader.wrong("currency", f"{reader.what} costs “{currency.code}”, which cannot be spent.",
                     "Name a currency that is redeemable.")
    return currency, points_of(reader, "points", currency) or 1


def _worth(reader: Reader, known: Known) -> tuple[int, int | None]:
    """The sum that it stands for, in minor units of the programme's money; or a percentage of one purchase."""
    if reader.has("percent"):
        if reader.has("face"):
            reader.wrong("percent", f"{reader.what} says both face and percent.",
                         "Write the sum that it stands for, or the percentage, and not both.")
        return 0, reader.whole("percent", least=1, most=100)
    face = reader.decimal("face", decimals=known.money_decimals, least=Decimal(0), most=FACE_LIMIT)
    return money.to_minor(face, known.money_decimals) if face is not None else 0, None


def _validity(reader: Reader) -> tuple[int, ValidUntil | None]:
    """For how many days a voucher is good, or until the end of which period."""
    days = reader.whole("valid_days", least=1, most=VALID_DAYS_LIMIT, default=VALID_DAYS)
    if not reader.has("valid_until_end_of"):
        return days, None
    if reader.has("valid_days"):
        reader.wrong("valid_until_end_of", f"{reader.what} says both valid_days and valid_until_end_of.",
                     "Keep one of them.")
    return days, reader.choice("valid_until_end_of", ENDS)


def _lost(reader: Reader, points: int, charity: str | None) -> bool:
    """Whether a code that nobody used in time is paid for all the same."""
    if not reader.has("unused"):
        return False
    if points == 0 or charity is not None:
        reader.wrong("unused", f"{reader.what} has no code that was paid for and might not be used.", "Remove unused.")
    return reader.choice("unused", UNUSED, default="returned") == "lost"


def _check_gift_to_charity(reader: Reader, points: int, percent: int | None) -> None:
    for key in ("valid_days", "valid_until_end_of", "shops"):
        if reader.has(key):
            reader.wrong(key, f"{reader.what} is given away at once: there is no code that could be used.",
                         f"Remove {key}.")
    if points == 0:
        reader.wrong("charity", f"{reader.what} is given to a charity, and costs nothing.", "Add points = 250.")
    if percent is not None:
        reader.wrong("percent", f"{reader.what} is given to a charity, which gets a sum.",
                     "Write face = 10 instead of percent.")


def _places(reader: Reader, opening: Opening | None) -> Places:
    inner = reader.table("places")
    if inner is None:
        return Places()
    total, month, member, drop = (
        inner.whole(key, least=1, most=PLACES_LIMIT) if inner.has(key) else None
        for key in ("total", "month", "member", "drop")
    )
    if total is None and month is None and member is None and drop is None:
        reader.wrong("places", f"{reader.what}: places says no number.",
                     "Write { total = 40 }, { month = 2 } or { member = 1 }.")
    if drop is not None and opening is None:
        inner.wrong("drop", f"{reader.what} has places in each drop, and no drops.",
                    'Add opens = { weekdays = ["tuesday"], at = "09:00", hours = 24 }, or remove drop.')
    inner.nothing_else()
    return Places(total, month, member, drop)


def _opening(reader: Reader, known: Known) -> Opening | None:
    """opens = { weekdays = ["tuesday", "thursday"], at = "09:00", hours = 24, timezone = "America/Los_Angeles" }."""
    inner = reader.table("opens")
    if inner is None:
        return None
    words = inner.choices("weekdays", WEEKDAYS, default=WEEKDAYS)
    weekdays = frozenset(number for number, word in enumerate(WEEKDAYS, 1) if word in words)
    at = inner.raw("at")
    minute = 0
    if at is None:
        inner.wrong("at", f"{reader.what}: opens has no at.", 'Add at = "09:00".')
    else:
        minute = _minute(inner, at)
    most = _hours_between(weekdays)
    hours = inner.whole("hours", least=1, most=most, default=min(DAY_HOURS, most))
    zone = inner.text("timezone", default=known.zone)
    try:
        periods.zone(zone)
    except ValueError:
        inner.wrong("timezone", f"{reader.what}: “{zone[:60]}” is not a time zone such as Europe/Stockholm.",
                    f"Write a zone such as {known.zone}.")
        zone = known.zone
    inner.nothing_else()
    return Opening(weekdays or frozenset({1}), minute, hours * 60, zone)


def _minute(inner: Reader, at: Located) -> int:
    value = at.value
    if isinstance(value, str):
        try:
            value = time.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, time) or value.second or value.tzinfo is not None:
        inner.wrong("at", f"{inner.what}: at must be a time of day.", 'Write at = "09:00".')
        return 0
    return value.hour * 60 + value.minute


def _hours_between(weekdays: Collection[int]) -> int:
    """The hours from one opening to the next, where they lie closest."""
    days = sorted(weekdays)
    gaps = [(after - before) % 7 or 7 for before, after in zip(days, [*days[1:], *days[:1]], strict=True)]
    return min(gaps, default=7) * DAY_HOURS
