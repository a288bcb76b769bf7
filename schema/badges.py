"""Badges, and who was given them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import strawberry

from schema.activities import Activity, activities_by_id, theirs
from schema.context import Context, Info
from schema.relay import Node, global_id
from schema.said import Constant, book_of, once, said
from schema.scalars import DateTime
from server import badges
from server.badges import Award
from server.programme import rulebook
from server.programme.rulebook import Language, Rulebook

_WHY: Mapping[Language, Mapping[str, str]] = {
    "sv": {"challenge": "Utmaningen {name}", "tier": "Nivån {name}"},
    "en": {"challenge": "The challenge {name}", "tier": "The level {name}"},
}


@strawberry.type(description="An achievement that the programme gives.")
class Badge(Constant):
    code: str = strawberry.field(description="Its name in the programme's file.")
    name: str = strawberry.field(description="What people call it.")
    text: str = strawberry.field(description="What it is given for.")
    metal: str = strawberry.field(description="brons, silver or guld.")
    shape: str = strawberry.field(description="circle, spool, hexagon, shield or bubble.")
    hidden: bool = strawberry.field(description="Whether it is a surprise: shown to those only who have it.")


@strawberry.type(description="A badge that a member was given.")
class BadgeAward(Node):
    badge: Badge = strawberry.field(description="The badge.")
    awarded_at: DateTime = strawberry.field(description="When what gave it happened.")
    why: str = strawberry.field(description="What gave it, in a few words.")
    row: strawberry.Private[Award]

    @strawberry.field(description="What gave it; null where that is not the asker's to see.")
    def activity(self, info: Info) -> Activity | None:
        return info.context.load(activities_by_id, self.row.activity_id)  # type: ignore[return-value]


def badge_of(badge: rulebook.Badge, language: Language) -> Badge:
    return Badge(
        code=badge.code,
        name=said(badge.texts, language, "name"),
        text=said(badge.texts, language, "text"),
        metal=badge.metal,
        shape=badge.shape,
        hidden=badge.hidden,
    )


@once
def badge_of_code(book: Rulebook, code: str, language: Language) -> Badge:
    """A badge by its code; one that no version knows any more keeps its code as its name."""
    known = book.badges.get(code)
    if known is None:
        return Badge(code=code, name=code, text="", metal="brons", shape="circle", hidden=False)
    return badge_of(known, language)


def why_of(book: Rulebook, badge: str, cause: str, language: Language) -> str:
    """What gave a badge. `cause` is challenge:…, tier:…, counter or hand."""
    by, _, code = cause.partition(":")
    named = book.challenges.get(code) if by == "challenge" else None
    if named is not None:
        return _WHY[language]["challenge"].format(name=said(named.texts, language, "name"))
    tier = (
        next((tier for tier in book.ladder.tiers if tier.code == code), None) if by == "tier" and book.ladder else None
    )
    if tier is not None:
        return _WHY[language]["tier"].format(name=said(tier.texts, language, "name"))
    return badge_of_code(book, badge, language).text


def award_of(row: Award, language: Language) -> BadgeAward:
    book = book_of(row.version)
    return BadgeAward(
        id=global_id("BadgeAward", row.id),
        badge=badge_of_code(book, row.badge, language),
        awarded_at=DateTime(row.awarded_at),
        why=why_of(book, row.badge, row.cause, language),
        row=row,
    )


async def awards_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, BadgeAward]:
    """Those that are the asker's own, or that what their partner recorded gave."""
    found = await badges.awards_by_id(ids)
    seen = await theirs(context, {id: (award.member_id, award.activity_id) for id, award in found.items()})
    return {id: award_of(award, context.language) for id, award in found.items() if id in seen}
