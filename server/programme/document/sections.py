"""The document's sections, each read into its part of the rulebook, in the order in which they refer to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from server.kernel.clock import Instant
from server.programme import eligibility
from server.programme.rulebook import (
    Badge,
    Board,
    Challenge,
    Charity,
    Closing,
    Currency,
    EarningRule,
    Eligibility,
    Household,
    HouseRule,
    Kind,
    Ladder,
    Milestone,
    Moderation,
    Multiplier,
    Occasion,
    Perk,
    Reward,
    Texts,
    Topic,
)

from . import (
    beneficiaries,
    boards,
    counters,
    currencies,
    earning,
    game,
    house,
    household,
    iso4217,
    kinds,
    moments,
    multiplying,
    talk,
    tiers,
)
from .choices import Choices, choices
from .parts import Known, codes_of
from .reading import Mistakes, Reader, nearest
from .rewards import charities, rewards
from .toml import Located

LISTS = (
    "currency", "counter", "kind", "earn", "cap", "multiplier", "milestone", "closing", "occasion", "tier", "perk",
    "challenge", "badge", "board", "topic", "reward", "charity", "rule", "action",
)  # fmt: skip

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
    multipliers: tuple[Multiplier, ...]
    milestones: Mapping[str, Milestone]
    closings: Mapping[str, Closing]
    occasions: Mapping[str, Occasion]
    perks: Mapping[str, Perk]
    eligibility: Eligibility
    household: Household | None
    notice_days: int
    asks_partner: bool
    beneficiaries: int


def read(tree: Located, mistakes: Mistakes) -> Draft:
    """Reads every section, noting what is wrong. What it answers is whole only where nothing was."""
    at = tree.table.get("programme")
    if at is None:
        mistakes.add(1, "There is no [programme].", 'Add [programme] with code, timezone and currency = "SEK".')
    known_sections = {
        "programme", "parameters", "eligibility", "household", "beneficiaries", "ladder", "moderation", "estimates",
        "version", *LISTS,
    }  # fmt: skip
    for key, found in tree.table.items():
        if key not in known_sections:
            mistakes.add(found.line, f"A programme has no “{key[:60]}”.", nearest(key, known_sections))
    reader = Reader(at if at is not None else Located({}, 1), "The programme", mistakes if at else Mistakes(""))
    code, zone, iso = reader.code(), _zone(reader), _iso_currency(reader)
    known = Known(zone, iso, iso4217.decimals(iso), mistakes, tiers=codes_of(tree, "tier"))
    late_days = reader.whole("late_days", least=0, most=365, default=30)
    terms = reader.text("terms_version", default="1", most=40)
    adjust_limit = reader.whole("adjust_limit", least=0, most=10**9, default=1000)
    notice_days = reader.whole("notice_days", least=0, most=365, default=0)
    holds_from = reader.moment("holds_from", zone)
    eligible = eligibility.eligibility(tree, known)
    texts = reader.texts("name", "line", optional=("promise", "human"), lists=("promise",))
    reader.nothing_else()
    known.currencies.update(currencies.currencies(tree, known))
    known.kinds.update(kinds.kinds(tree, known))
    _check_not_empty(known, reader)
    counting = counters.counters(tree, known)
    known.rewards = codes_of(tree, "reward")
    given_to = charities(tree, known)
    known.charities, known.choosable = tuple(given_to), any(one.chosen for one in given_to.values())
    earned = (*earning.rules(tree, known), *counting)
    ladder = tiers.ladder(tree, known)
    challenges = game.challenges(tree, known, given_to)
    known.challenges = tuple(challenges)
    return Draft(
        reader.line, holds_from, code, zone, iso, known.money_decimals, late_days, terms, adjust_limit, texts,
        known.currencies, known.kinds, earned, ladder, challenges, game.badges(tree, known),
        boards.boards(tree, known), rewards(tree, known, given_to), given_to,
        topics=talk.topics(tree, known),
        house_rules=house.rules(tree, known), moderation=house.moderation(tree, known),
        choices=choices(tree, known, earned),
        multipliers=multiplying.multipliers(tree, known),
        milestones=moments.milestones(tree, known),
        closings=moments.closings(tree, known),
        occasions=moments.occasions(tree, known),
        perks=tiers.perks(tree, known),
        eligibility=eligible,
        household=household.household(tree, known),
        notice_days=notice_days,
        beneficiaries=beneficiaries.most(tree, known, given_to),
        asks_partner=known.asks_partner,  # Last: by now everything is read.
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
                          "Write its [[currency]] as it stands today; the rules that earn it may go."))
        elif (same.decimals, same.redeemable) != (currency.decimals, currency.redeemable):
            wrong.append((f"The currency “{code}” changes its decimals or whether it can be spent.",
                          "Keep both, or add another currency."))
    return wrong + boards.unsteady(before.boards, after.boards)


def _zone(reader: Reader) -> str:
    zone = reader.text("timezone", example='"Europe/Stockholm"')
    if zone and zone not in _zones():
        reader.wrong("timezone", f"“{zone[:60]}” is not a time zone.", nearest(zone, _zones_like(zone)))
    return zone if zone in _zones() else "UTC"


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # It walks the whole of the zones' folder.


def _zones_like(zone: str) -> list[str]:
    near = [name for name in _zones() if name.split("/")[0].lower() == zone.split("/")[0].lower()]
    return near if 0 < len(near) <= 90 else ["Europe/Stockholm", "Europe/London", "America/New_York", "UTC"]


def _iso_currency(reader: Reader) -> str:
    code = reader.text("currency", example='"SEK"')
    if code and code not in iso4217.CODES:
        reader.wrong("currency", f"“{code[:60]}” is not a currency of money.", "Write three letters, such as SEK.")
    return code if code in iso4217.CODES else "SEK"


def _check_not_empty(known: Known, reader: Reader) -> None:
    for what, having in (("currency", known.currencies), ("kind", known.kinds)):
        if not having:
            reader.mistakes.add(reader.line, f"The programme has no {what}.", f"Add [[{what}]].")


