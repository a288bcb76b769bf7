"""Badges, and who was given them."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence

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
    "sv": {
        "challenge": "Utmaningen {name}",
        "tier": "Nivån {name}",
        "challenge_gone": "Det som gjorde utmaningen {name} klar togs tillbaka.",
        "tier_gone": "Det som gav nivån {name} togs tillbaka.",
        "gone": "Det som gav märket togs tillbaka.",
        "secret": "Ett hemligt märke. Det hittar man.",
    },
    "en": {
        "challenge": "The challenge {name}",
        "tier": "The level {name}",
        "challenge_gone": "What completed the challenge {name} was taken back.",
        "tier_gone": "What gave the level {name} was taken back.",
        "gone": "What gave the badge was taken back.",
        "secret": "A secret badge. It is there to be found.",
    },
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


def secret_badge(number: int, badge: rulebook.Badge, language: Language) -> Badge:
    """A hidden badge to those who do not have it: that it is there, and of which metal."""
    return Badge(
        code=f"secret_{number}", name="?", text=_WHY[language]["secret"], metal=badge.metal, shape="circle", hidden=True
    )


def known_badges(book: Rulebook, held: Collection[str], language: Language) -> list[tuple[str, Badge]]:
    """All badges by their codes, in the file's order, as somebody may see them who holds these."""
    secrets = itertools.count(1)
    return [
        (code, secret_badge(next(secrets), badge, language))
        if badge.hidden and code not in held
        else (code, badge_of_code(book, code, language))
        for code, badge in book.badges.items()
    ]


def why_of(book: Rulebook, badge: str, cause: str, language: Language) -> str:
    """What gave a badge. `cause` is challenge:…, tier:…, counter or hand."""
    by, name = _caused(book, cause, language)
    return _WHY[language][by].format(name=name) if name is not None else badge_of_code(book, badge, language).text


def why_gone(book: Rulebook, cause: str, language: Language) -> str:
    """What was undone, so that a badge was taken back."""
    by, name = _caused(book, cause, language)
    return _WHY[language][f"{by}_gone"].format(name=name) if name is not None else _WHY[language]["gone"]


def _caused(book: Rulebook, cause: str, language: Language) -> tuple[str, str | None]:
    """What sort of cause it is, and what people call it."""
    by, _, code = cause.partition(":")
    if by == "challenge" and (challenge := book.challenges.get(code)) is not None:
        return by, said(challenge.texts, language, "name")
    if by == "tier" and book.ladder is not None:
        tier = next((tier for tier in book.ladder.tiers if tier.code == code), None)
        return by, said(tier.texts, language, "name") if tier is not None else None
    return by, None


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
