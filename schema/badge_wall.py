"""The wall of badges: all that there are, what gives each, and how many hold it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import strawberry

from schema.badges import Badge, BadgeAward, award_of, known_badges
from schema.context import Context
from schema.said import said
from schema.scalars import DateTime
from schema.tiers import needs_in_words
from server import badges, programme
from server.badges import Award, Share
from server.programme import plain_quantity, rulebook, words
from server.programme.rulebook import Language, Measure, Rulebook

_RULE: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "challenge": "Ges när utmaningen {name} är klar.",
        "tier": "Ges den som når nivån {name}, från {points}.",
        "tier_given": "Ges den som får nivån {name}.",
        "count_one": "Ges för {what}, första gången.",
        "count": "Ges för {what}, {n} gånger.",
        "sum": "Ges när {what} blir {n} sammanlagt.",
        "distinct": "Ges för {what} på {n} olika sätt.",
        "quoted": "”{name}”",
        "hand": "Ges för hand av dem som sköter programmet.",
    },
    "en": {
        "challenge": "Given when the challenge {name} is done.",
        "tier": "Given to whoever reaches the level {name}, from {points}.",
        "tier_given": "Given to whoever is given the level {name}.",
        "count_one": "Given for {what}, the first time.",
        "count": "Given for {what}, {n} times.",
        "sum": "Given when {what} comes to {n} in all.",
        "distinct": "Given for {what} in {n} different ways.",
        "quoted": "“{name}”",
        "hand": "Given by hand by those who run the programme.",
    },
}


@strawberry.type(description="How rare a badge is, as it was counted last.")
class BadgeRarity:
    holders: int = strawberry.field(description="How many of those who are active hold it.")
    active: int = strawberry.field(description="How many members did anything in the last 90 days.")
    counted_at: DateTime = strawberry.field(description="When that was counted.")


@strawberry.type(description="A badge on a member's wall.")
class BadgeOnWall:
    badge: Badge = strawberry.field(description="The badge; a hidden one only says that it is there, until it is held.")
    award: BadgeAward | None = strawberry.field(description="The member's own; null: not yet.")
    rule: str | None = strawberry.field(description="What gives it, in words; null while it is hidden.")
    rarity: BadgeRarity | None = strawberry.field(description="How rare it is; null until it was counted.")


async def wall_of(context: Context, member_id: int) -> list[BadgeOnWall]:
    """Those that are held first, newest first; then the others in the file's order."""
    book, language = programme.current(), context.language
    held: list[Award] = await context.load(held_by_member, member_id) or []
    own = {award.badge: award for award in held}
    shares = await badges.shares_of([*book.badges, *own])
    known = known_badges(book, own, language)
    places = {award.badge: place for place, award in enumerate(reversed(held))}
    wall = [
        BadgeOnWall(
            badge=badge,
            award=award_of(own[code], language) if code in own else None,
            rule=rule_of(book, book.badges[code], language) if not badge.hidden or code in own else None,
            rarity=_rarity(shares.get(code)),
        )
        for code, badge in sorted(known, key=lambda pair: places.get(pair[0], len(places)))
    ]
    gone = [award for award in reversed(held) if award.badge not in book.badges]  # Held, and no longer given.
    return [
        *wall,
        *(
            BadgeOnWall(badge=(given := award_of(award, language)).badge, award=given, rule=None,
                        rarity=_rarity(shares.get(award.badge)))
            for award in gone
        ),
    ]  # fmt: skip


async def held_by_member(context: Context, member_ids: Sequence[int]) -> Mapping[int, list[Award]]:
    return await badges.held_by(member_ids)


def rule_of(book: Rulebook, badge: rulebook.Badge, language: Language) -> str:
    """What gives a badge: “Ges när utmaningen Fem dörrar är klar.”"""
    given, said_of = badge.given, _RULE[language]
    if given.by == "challenge" and given.code in book.challenges:
        return said_of["challenge"].format(name=said(book.challenges[given.code or ""].texts, language, "name"))
    if given.by == "tier" and book.ladder is not None:
        tier = next((tier for tier in book.ladder.tiers if tier.code == given.code), None)
        if tier is not None:
            name, needs = said(tier.texts, language, "name"), needs_in_words(book, tier, language)
            return said_of["tier" if needs else "tier_given"].format(name=name, points=needs)
    if given.measure is not None:
        return _counted(book, given.measure, language)
    return said_of["hand"]


def _counted(book: Rulebook, measure: Measure, language: Language) -> str:
    kinds = [said(book.kinds[kind].texts, language, "name") for kind in sorted(measure.kinds)]
    what = " / ".join(_RULE[language]["quoted"].format(name=name) for name in kinds)
    number = words.number(plain_quantity(measure.target), language)
    if measure.type == "sum" and measure.fact is not None:
        spec = book.kinds[min(measure.kinds)].facts[measure.fact]
        unit = spec.unit or str(spec.texts.get(language, {}).get("name", "")).lower()
        number = f"{number}{words.HARD_SPACE}{unit}".strip()
    form = "count_one" if measure.type == "count" and number == "1" else measure.type
    return _RULE[language][form].format(what=what, n=number)


def _rarity(share: Share | None) -> BadgeRarity | None:
    if share is None or share.active == 0:
        return None
    return BadgeRarity(holders=share.holders, active=share.active, counted_at=DateTime(share.counted_at))
