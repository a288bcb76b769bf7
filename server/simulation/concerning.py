"""Whom a planned change concerns, counted today: “3 medlemmar sparar till den.”

A plan says which rule changes; what members will do nobody knows. So only what stands in the tables is counted, and
what cannot be counted exactly is not said.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from server.programme import Change, Rulebook, entries, words
from server.programme.rulebook import LANGUAGES, Language

from . import today
from .today import Recent

Texts = Mapping[Language, str]
_Asks = Callable[["_Changed"], Awaitable[Texts | None]]

_SAID: Mapping[str, Texts] = {
    "nobody": {"sv": "Ingen i dag.", "en": "Nobody today."},
    "hold": {"sv": "{n} har den i dag.", "en": "{n} today."},
    "lose": {"sv": "{n} har i dag en nivå som förlorar den.", "en": "{n} on the levels that lose it today."},
    "below": {"sv": "{n} har nivån i dag. {below} av dem har inte kommit till den nya gränsen än, räknat som nu.",
              "en": "{n} on it today. {below} of them have not come to the new limit so far."},
    "have": {"sv": "{n} har {points} i dag.", "en": "{n} with {points} today."},
    "gave": {"sv": "{n} har gett {points} till någon annan i år.", "en": "{n} gave others {points} this year."},
    "save": {"sv": "{n} sparar till den i dag.", "en": "{n} saving for it today."},
    "dearer": {"sv": "{n} sparar till den i dag. {short} av dem har nog nu, men inte till det nya priset.",
               "en": "{n} saving for it today. {short} of them have enough now, and not for the new price."},
    "removed_reward": {"sv": "{n} sparar till den i dag. {codes} är hämtade och inte använda än.",
                       "en": "{n} saving for it today. {codes} taken and not used yet."},
    "above": {"sv": "{n} kom över det nya taket {when}.", "en": "{n} went above the new cap {when}."},
    "middle": {"sv": "{n} är mitt i den i dag.", "en": "{n} in the middle of it today."},
    "earning": {"sv": "{n} är på väg dit i perioden som pågår.", "en": "{n} on the way there in this period."},
    "birthday": {"sv": "{n} har sagt när de fyller år.", "en": "{n} told us their birthday."},
    "badge": {"sv": "{n} har det i dag, och behåller det.", "en": "{n} with it today, who keep it."},
    "together": {"sv": "{n} lever i ett hushåll i dag.", "en": "{n} in a household today."},
    "big": {"sv": "{homes} är större i dag.", "en": "{homes} larger today."},
    "chosen": {"sv": "{n} tjänar in till den i dag.", "en": "{n} earning for it today."},
    "by_rule": {"sv": "{n} fick {points} på det här sättet {lately}.", "en": "{n} got {points} by it in {lately}."},
    "of_kind": {"sv": "{n} gjorde det {times} {lately}.", "en": "{n} did it {times} in {lately}."},
}  # fmt: skip
_MEMBERS: Mapping[Language, tuple[str, str]] = {"sv": ("medlem", "medlemmar"), "en": ("member", "members")}
_CODES: Mapping[Language, tuple[str, str]] = {"sv": ("kod", "koder"), "en": ("code", "codes")}
_HOMES: Mapping[Language, tuple[str, str]] = {"sv": ("hushåll", "hushåll"), "en": ("household", "households")}
_LAST: Mapping[str, Texts] = {
    "day": {"sv": "i går", "en": "yesterday"}, "week": {"sv": "förra veckan", "en": "last week"},
    "month": {"sv": "förra månaden", "en": "last month"}, "quarter": {"sv": "förra kvartalet", "en": "last quarter"},
    "year": {"sv": "förra året", "en": "last year"}, "lifetime": {"sv": "hittills", "en": "so far"},
}  # fmt: skip


class _Changed:
    """A change with what it is of, before and after; None where there is none."""

    def __init__(self, change: Change, before: Rulebook, after: Rulebook) -> None:
        self.code, self.before, self.after = change.code, before, after
        self.was: Any = entries(change.section, before).get(change.code)
        self.will: Any = entries(change.section, after).get(change.code)


async def concerning(change: Change, before: Rulebook, after: Rulebook) -> Texts | None:
    """None: the change is not stricter, or whom it concerns cannot be counted exactly."""
    if not change.stricter:
        return None
    what = change.field if change.what == "changed" else change.what
    asks = _ASKED.get((change.section, what)) or _ASKED.get((change.section, ""))
    changed = _Changed(change, before, after)
    return await asks(changed) if asks is not None and changed.was is not None else None


async def _tier_held(changed: _Changed) -> Texts:
    return _of_members("hold", await today.holders([changed.code]))


async def _tier_raised(changed: _Changed) -> Texts:
    assert changed.after.ladder is not None
    found = await today.holders_below(changed.will, changed.after.ladder, changed.after.timezone)
    if found is None:
        return await _tier_held(changed)
    return _of_members("below", found[0], below=_number(found[1]))


async def _ladder(changed: _Changed) -> Texts:
    return _of_members("hold", await today.holders([tier.code for tier in changed.was.tiers[1:]]))


async def _perk(changed: _Changed) -> Texts:
    kept = set(changed.will.tiers) if changed.will is not None else set()
    lost = set(changed.was.tiers) - kept
    return _of_members("lose" if lost else "hold", await today.holders(lost or changed.was.tiers))


async def _points_held(changed: _Changed) -> Texts:
    found = await today.having(changed.code)
    return _of_members("have", found.members, points=_points(changed, changed.code, found.amount))


async def _points_given(changed: _Changed) -> Texts:
    found = await today.givers(changed.code, changed.before.timezone)
    return _of_members("gave", found.members, points=_points(changed, changed.code, found.amount))


async def _reward(changed: _Changed) -> Texts:
    return _of_members("save", await today.savers(changed.code))


async def _reward_dearer(changed: _Changed) -> Texts:
    saving = await today.savers(changed.code)
    if changed.was.currency != changed.will.currency:
        return _of_members("save", saving)
    short = await today.savers_between(
        changed.code, changed.was.currency, was=changed.was.points, will=changed.will.points
    )
    return _of_members("dearer", saving, short=_number(short))


async def _reward_removed(changed: _Changed) -> Texts:
    saving, codes = await today.savers(changed.code), await today.codes_open(changed.code)
    return _told("removed_reward", n=_counted(saving, _MEMBERS), codes=_counted(codes, _CODES))


async def _cap_lowered(changed: _Changed) -> Texts | None:
    """Of one cap of the member's own; which of several binds first depends on what was done in which order."""
    if len(changed.will.caps) != 1 or "member" not in changed.will.caps[0].each:
        return None
    (cap,) = changed.will.caps
    if not any((old.code, old.period, old.each) == (cap.code, cap.period, cap.each) and
               (old.points is None) == (cap.points is None) for old in changed.was.caps):
        return None  # Nobody has counted what this one would.
    return _of_members("above", await today.above_cap(cap, changed.before.timezone), when=_LAST[cap.period])


async def _earning(changed: _Changed) -> Texts | None:
    found = await today.earning_by(changed.code)
    return _lately("by_rule", found, points=_points(changed, changed.was.currency, found.spread.amount))


async def _kind(changed: _Changed) -> Texts | None:
    found = await today.doing(changed.code)
    return _lately("of_kind", found, times={
        language: words.so_many(found.spread.amount, "time", language) for language in LANGUAGES
    })  # fmt: skip


async def _challenge(changed: _Changed) -> Texts:
    return _of_members("middle", await today.in_the_middle(changed.code))


async def _milestone(changed: _Changed) -> Texts:
    return _of_members("earning", await today.on_the_way(changed.code))


async def _closing(changed: _Changed) -> Texts:
    return _of_members("earning", await today.before_close(changed.code))


async def _occasion(changed: _Changed) -> Texts | None:
    return _of_members("birthday", await today.with_birthday()) if changed.was.on == "birthday" else None


async def _badge(changed: _Changed) -> Texts:
    return _of_members("badge", await today.with_badge(changed.code))


async def _household(changed: _Changed) -> Texts:
    return _of_members("together", await today.living_together())


async def _household_smaller(changed: _Changed) -> Texts:
    homes = await today.households_above(changed.will.members)
    return _told("big" if homes else "nobody", homes=_counted(homes, _HOMES))


async def _charity(changed: _Changed) -> Texts:
    return _of_members("chosen", await today.choosing(changed.code))


_ASKED: Mapping[tuple[str, str], _Asks] = {
    ("tier", "reach"): _tier_raised, ("tier", ""): _tier_held, ("ladder", ""): _ladder, ("perk", ""): _perk,
    ("currency", "transfer"): _points_given, ("currency", ""): _points_held,
    ("reward", "points"): _reward_dearer, ("reward", "removed"): _reward_removed, ("reward", ""): _reward,
    ("earn", "caps"): _cap_lowered, ("earn", ""): _earning, ("kind", ""): _kind, ("challenge", ""): _challenge,
    ("milestone", ""): _milestone, ("closing", ""): _closing, ("occasion", ""): _occasion,
    ("badge", "removed"): _badge, ("household", "members"): _household_smaller, ("household", ""): _household,
    ("charity", ""): _charity,
}  # fmt: skip
"""By the document's section and what changes of an entry: a row's field, or removed; empty: anything else of it."""


def _of_members(key: str, members: int, **facts: Texts) -> Texts:
    return _told(key, n=_counted(members, _MEMBERS), **facts) if members else _SAID["nobody"]


def _lately(key: str, found: Recent, **facts: Texts) -> Texts | None:
    if not found.days:
        return None
    lately: Texts = {language: words.last_so_many(found.days, "day", language) for language in LANGUAGES}
    if not found.spread.members:
        return {"sv": f"Ingen {lately['sv']}.", "en": f"Nobody in {lately['en']}."}
    return _told(key, n=_counted(found.spread.members, _MEMBERS), lately=lately, **facts)


def _told(key: str, **facts: Texts) -> Texts:
    return {
        language: _SAID[key][language].format(**{name: text[language] for name, text in facts.items()})
        for language in LANGUAGES
    }


def _counted(value: int, nouns: Mapping[Language, tuple[str, str]]) -> Texts:
    return {language: words.counted(value, *nouns[language], language) for language in LANGUAGES}


def _number(value: int) -> Texts:
    return {language: words.number(value, language) for language in LANGUAGES}


def _points(changed: _Changed, currency: str, units: int) -> Texts:
    known = changed.before.currencies[currency]
    return {language: words.points(units, known, language) for language in LANGUAGES}
