"""The document's sections, each read into its part of the rulebook, in the order in which they refer to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, get_args
from zoneinfo import available_timezones

from server.kernel import money
from server.kernel.clock import Instant
from server.kernel.money import POINTS_LIMIT, Rounding

from . import boards, game, house, iso4217, talk
from .choices import Choices, choices
from .facts import DECIMAL_LIMIT, INTEGER_LIMIT, MICRO_DIGITS, MONEY_LIMIT, TEXT_LIMIT, bounds_of
from .parts import NUMBERS, Known, calendar_of, condition_of, currency_of, points_of
from .reading import CODE, CODE_REMEDY, Mistakes, Reader, nearest, one_of
from .rewards import charities, rewards
from .rulebook import (
    Badge,
    Board,
    Cap,
    Challenge,
    Charity,
    Currency,
    EarningRule,
    FactSpec,
    FactType,
    FactValue,
    HouseRule,
    Kind,
    Ladder,
    Moderation,
    Reward,
    Sender,
    Texts,
    Topic,
)
from .toml import Located

LISTS = (
    "currency", "kind", "earn", "tier", "challenge", "badge", "board", "topic", "reward", "charity", "rule", "action",
)  # fmt: skip
RATE_DECIMALS = 6
RATE_LIMIT = Decimal(100_000)
CHOICE_LIMIT = 200
FACT_LIMIT = 30  # Of one kind.
DAYS_BACK = 1  # Own word is for today and yesterday: who was without a network in the evening is still heard.
SENDERS: tuple[Sender, ...] = get_args(Sender)
FACT_TYPES: tuple[FactType, ...] = get_args(FactType)
ROUNDINGS: tuple[Rounding, ...] = get_args(Rounding)


@dataclass(frozen=True, slots=True)
class Draft:
    """One version of a programme as its file says it: everything but its number and its place among the others."""

    line: int
    holds_from: Instant | None
    code: str
    timezone: str
    money: str
    money_decimals: int
    late_days: int
    terms_version: str
    adjust_limit: int
    texts: Texts
    currencies: Mapping[str, Currency]
    kinds: Mapping[str, Kind]
    earning: tuple[EarningRule, ...]
    ladder: Ladder | None
    challenges: Mapping[str, Challenge]
    badges: Mapping[str, Badge]
    boards: Mapping[str, Board]
    rewards: Mapping[str, Reward]
    charities: Mapping[str, Charity]
    topics: Mapping[str, Topic]
    house_rules: Mapping[int, HouseRule]
    moderation: Moderation
    choices: Choices


def read(tree: Located, mistakes: Mistakes) -> Draft:
    """Reads every section, noting what is wrong. What it answers is whole only where nothing was."""
    at = tree.table.get("programme")
    if at is None:
        mistakes.add(1, "There is no [programme].", 'Add [programme] with code, timezone and currency = "SEK".')
    known_sections = {"programme", "ladder", "moderation", "estimates", "version", *LISTS}
    for key, found in tree.table.items():
        if key not in known_sections:
            mistakes.add(found.line, f"A programme has no “{key[:60]}”.", nearest(key, known_sections))
    reader = Reader(at if at is not None else Located({}, 1), "The programme", mistakes if at else Mistakes(""))
    code, zone, iso = reader.code(), _zone(reader), _iso_currency(reader)
    known = Known(zone, iso, iso4217.decimals(iso), mistakes, tiers=game.tier_codes(tree))
    late_days = reader.whole("late_days", least=0, most=365, default=30)
    terms = reader.text("terms_version", default="1", most=40)
    adjust_limit = reader.whole("adjust_limit", least=0, most=10**9, default=1000)
    holds_from = reader.moment("holds_from", zone)
    texts = reader.texts("name", "line", optional=("promise", "human"), lists=("promise",))
    reader.nothing_else()
    known.currencies.update(_currencies(tree, known))
    known.kinds.update(_kinds(tree, known))
    _check_not_empty(known, reader)
    earning = tuple(_earning(code, entry, known) for code, entry in known.entries(tree, "earn", "earning rule"))
    ladder = game.ladder(tree, known)
    given_to = charities(tree, known)
    challenges = game.challenges(tree, known, given_to)
    known.challenges = tuple(challenges)
    return Draft(
        reader.line, holds_from, code, zone, iso, known.money_decimals, late_days, terms, adjust_limit, texts,
        known.currencies, known.kinds, earning, ladder, challenges, game.badges(tree, known),
        boards.boards(tree, known), rewards(tree, known, given_to), given_to,
        topics=talk.topics(tree, known),
        house_rules=house.rules(tree, known), moderation=house.moderation(tree, known),
        choices=choices(tree, known, earning),
    )  # fmt: skip


def check_steady(before: Draft, after: Draft, mistakes: Mistakes) -> None:
    """A later version must begin later, and may not change what balances already stand in."""
    line = after.line
    if after.holds_from is not None and before.holds_from is not None and after.holds_from <= before.holds_from:
        mistakes.add(line, "The versions are not in the order of their dates.", "Put the earliest first.")
    for message, remedy in unsteady(before, after):
        mistakes.add(line, message, remedy)


def unsteady(before: Any, after: Any) -> list[tuple[str, str]]:
    """What one version may not change of another; both are drafts or rulebooks. Messages with remedies."""
    wrong = []
    if before.code != after.code:
        wrong.append((f"The programme's code changes, from “{before.code}” to “{after.code}”.", "Keep the code."))
    if before.money != after.money:
        wrong.append((f"The money changes from {before.money} to {after.money}.", "Keep the programme's currency."))
    for code, currency in before.currencies.items():
        same = after.currencies.get(code)
        if same is None:
            wrong.append((f"The currency “{code}” is gone, and members may have some of it.",
                          "Keep it; remove the rules that earn it instead."))
        elif (same.decimals, same.redeemable) != (currency.decimals, currency.redeemable):
            wrong.append((f"The currency “{code}” changes its decimals or whether it can be spent.",
                          "Keep both, or add another currency."))
    return wrong + boards.unsteady(before.boards, after.boards)


def _zone(reader: Reader) -> str:
    zone = reader.text("timezone", example='"Europe/Stockholm"')
    if zone and zone not in available_timezones():
        reader.wrong("timezone", f"“{zone[:60]}” is not a time zone.", nearest(zone, _zones_like(zone)))
    return zone if zone in available_timezones() else "UTC"


def _zones_like(zone: str) -> list[str]:
    near = [name for name in available_timezones() if name.split("/")[0].lower() == zone.split("/")[0].lower()]
    return near if 0 < len(near) <= 90 else ["Europe/Stockholm", "Europe/London", "America/New_York", "UTC"]


def _iso_currency(reader: Reader) -> str:
    code = reader.text("currency", example='"SEK"')
    if code and code not in iso4217.CODES:
        reader.wrong("currency", f"“{code[:60]}” is not a currency of money.", "Write three letters, such as SEK.")
    return code if code in iso4217.CODES else "SEK"


def _currencies(tree: Located, known: Known) -> dict[str, Currency]:
    found = {}
    for code, reader in known.entries(tree, "currency", "currency"):
        redeemable = reader.boolean("redeemable", default=True)
        expires = reader.whole("expires_months", least=1, most=600) if reader.has("expires_months") else None
        if expires is not None and not redeemable:
            reader.wrong("expires_months", f"{reader.what} is not spent, so it does not expire.",
                         "Remove expires_months: the ladder's within says for how long it counts.")
        decimals = reader.whole("decimals", least=0, most=4, default=0)
        found[code] = Currency(code, decimals, redeemable, expires, reader.texts("name", "one", "many"))
        reader.nothing_else()
    return found


def _kinds(tree: Located, known: Known) -> dict[str, Kind]:
    found = {}
    for code, reader in known.entries(tree, "kind", "kind"):
        senders = reader.choices("senders", SENDERS)
        facts: dict[str, FactSpec] = {}
        at = reader.raw("facts")
        if at is not None and (not isinstance(at.value, dict) or len(at.table) > FACT_LIMIT):
            reader.wrong("facts", f"{reader.what}: facts must be tables, at most {FACT_LIMIT}.",
                         'Write facts.amount = { type = "money" }.')
        elif at is not None:
            facts = {name: _fact(name, item, reader, known) for name, item in at.table.items()}
        for name, spec in facts.items():
            if spec.staff_most is not None and "staff" not in senders and at is not None:
                Reader(at.table[name], reader.what, known.mistakes).wrong(
                    "staff_max", f"{reader.what}: staff_max limits “{name}” for staff, who may not report it.",
                    'Add "staff" to the senders, or remove staff_max.')
        days_back = reader.whole("days_back", least=0, most=30, default=DAYS_BACK)
        if reader.has("days_back") and "member" not in senders:
            reader.wrong("days_back", f"{reader.what}: days_back is for members' own word, and members may not "
                                      "report it.", 'Add "member" to the senders, or remove days_back.')
        found[code] = Kind(code, facts, senders, reader.texts("name"), days_back)
        reader.nothing_else()
    return found


def _check_not_empty(known: Known, reader: Reader) -> None:
    for what, having in (("currency", known.currencies), ("kind", known.kinds)):
        if not having:
            reader.mistakes.add(reader.line, f"The programme has no {what}.", f"Add [[{what}]].")


def _fact(name: str, at: Located, kind: Reader, known: Known) -> FactSpec:
    reader = Reader(at, f"{kind.what}: the fact “{name[:60]}”", known.mistakes)
    if not CODE.fullmatch(name) or name in ("occurred", "member", "true", "false", "null", "in"):
        reader.mistakes.add(at.line, f"“{name[:60]}” cannot be the name of a fact.", CODE_REMEDY)
    of_type = reader.choice("type", FACT_TYPES)
    filled_by: Literal["shop"] | None = None
    if reader.has("filled_by") and reader.choice("filled_by", ("shop",)):
        filled_by = "shop"
    if filled_by is not None and of_type != "text":
        reader.wrong("filled_by", f"{reader.what} is filled by a shop's code, a text.", 'Write type = "text".')
    choices = reader.text_list("choices") if reader.has("choices") else None
    if choices is not None and of_type != "text":
        reader.wrong("choices", f"{reader.what} has choices, but is no text.",
                     'Write type = "text", or remove choices.')
    least, most = _bound(reader, "min", of_type, known), _bound(reader, "max", of_type, known)
    if least is not None and most is not None and least > most:
        reader.wrong("max", f"{reader.what}: max is less than min.", "Swap them.")
    staff_most = None
    if reader.has("staff_max") and of_type not in NUMBERS:
        reader.wrong("staff_max", f"{reader.what} is no number, and has no staff_max.", "Remove staff_max.")
    elif reader.has("staff_max"):
        staff_most = _bound(reader, "staff_max", of_type, known)
    if staff_most is not None and ((most is not None and staff_most > most) or staff_most < (least or 0)):
        reader.wrong("staff_max", f"{reader.what}: staff_max is not between min and max.",
                     "Write a number between them, or remove it.")
    default = _default(reader, of_type, choices, known) if reader.has("default") else None
    required = reader.boolean("required", default=filled_by is None and default is None)
    unit = reader.text("unit", most=20) if reader.has("unit") else None
    spec = FactSpec(name, of_type, required, least, most, choices, filled_by, reader.texts(optional=("name",)),
                    default, unit, staff_most)
    reader.nothing_else()
    return spec


def _bound(reader: Reader, key: str, of_type: FactType, known: Known) -> int | None:
    if not reader.has(key):
        return None
    scale = {"money": known.money_decimals, "decimal": MICRO_DIGITS}.get(of_type, 0)
    limit = {"money": MONEY_LIMIT, "decimal": DECIMAL_LIMIT, "integer": INTEGER_LIMIT, "text": TEXT_LIMIT}.get(of_type)
    if limit is None:
        reader.wrong(key, f"{reader.what} is no number and no text, and has no {key}.", f"Remove {key}.")
        return None
    value = reader.decimal(key, decimals=scale, least=Decimal(0), most=Decimal(limit).scaleb(-scale))
    return money.to_minor(value, scale) if value is not None else None


def _default(reader: Reader, of_type: FactType, choices: tuple[str, ...] | None, known: Known) -> FactValue | None:
    if of_type in NUMBERS:
        return _bound(reader, "default", of_type, known)
    if of_type == "boolean":
        return reader.boolean("default", default=False)
    if of_type == "date":
        reader.wrong("default", f"{reader.what}: a date has no default.", "Remove default.")
        return None
    return reader.choice("default", choices) if choices else reader.text("default")


def _earning(code: str, reader: Reader, known: Known) -> EarningRule:
    kind = reader.reference("kind", known.kinds, "kind")
    currency = currency_of(reader, known)
    rate, of, fixed = None, None, None
    reader.has("of")
    if reader.has("points") == reader.has("rate"):
        reader.wrong("rate", f"{reader.what} must have either a rate of a fact or points.",
                     'Write rate = "1" and of = "amount", or points = 10.')
    elif reader.has("points"):
        fixed = points_of(reader, "points", currency)
        if reader.has("of"):
            reader.wrong("of", f"{reader.what} gives points, not a rate of something.", "Remove of, or write rate.")
    else:
        rate, of = _rate(reader, kind, currency, known)
    rounding = reader.choice("rounding", ROUNDINGS, default="down")
    condition = condition_of(reader, known, (kind,))
    cap = _cap(reader, currency)
    texts = reader.texts("name", "why")
    reader.nothing_else({"pays": 'The currency is written currency = "points".'})
    return EarningRule(code, kind, condition, currency.code if currency is not None else "", rate, of, fixed, rounding,
                       cap, texts)


def _rate(reader: Reader, kind: str, currency: Currency | None, known: Known) -> tuple[Decimal | None, str | None]:
    rate = reader.decimal("rate", decimals=RATE_DECIMALS, least=Decimal(1).scaleb(-RATE_DECIMALS), most=RATE_LIMIT)
    of = reader.text("of", example='"amount"')
    if kind not in known.kinds or not of:
        return rate, of or None
    facts = known.kinds[kind].facts
    numbers = [name for name, spec in facts.items() if spec.type in NUMBERS]
    if of not in numbers:
        what = "is no number" if of in facts else f"is no fact of “{kind}”"
        reader.wrong("of", f"{reader.what}: “{of[:40]}” {what}.", one_of(of, numbers))
        return rate, of
    if rate is not None and currency is not None:
        spec = facts[of]
        scale = {"money": known.money_decimals, "decimal": MICRO_DIGITS}.get(spec.type, 0)
        if rate * bounds_of(spec)[1] * 10**currency.decimals > Decimal(POINTS_LIMIT) * 10**scale:
            reader.wrong("rate", f"{reader.what} could give more points than can be counted.",
                         f"Give the fact “{of}” a max, or lower the rate.")
    return rate, of


def _cap(reader: Reader, currency: Currency | None) -> Cap | None:
    inner = reader.table("cap")
    if inner is None:
        return None
    cap = Cap(points_of(inner, "points", currency) or 0, calendar_of(inner, "per"))
    inner.nothing_else()
    return cap
