"""What staff of a shop rang up by hand lately: to see what was mistyped, and what undoing it takes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import strawberry

from schema.activities import name_of_kind
from schema.currencies import Currency, currency_of
from schema.relay import global_id
from schema.said import book_of, said
from schema.scalars import DateTime, Points
from server import activities, ledger, members, programme
from server.activities import STAFF_UNDO_DAYS, Recorded, UsePerk
from server.kernel import clock
from server.ledger import Entry
from server.members import Principal
from server.programme import words
from server.programme.effect import WHOLE
from server.programme.rulebook import Language, Rulebook

RUNG_UP_LIMIT = 10
_CONSEQUENCE: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "points": "Ångrar du går {points} tillbaka från {name}, med de märken och steg som det gav.",
        "none": "Ångrar du försvinner det hos {name}, med de märken och steg som det gav.",
        "perk": "Ångrar du kan {name} använda det igen.",
    },
    "en": {
        "points": "Undoing takes {points} back from {name}, with the badges and steps that it gave.",
        "none": "Undoing takes it away from {name}, with the badges and steps that it gave.",
        "perk": "Once it is undone {name} can use it again.",
    },
}  # fmt: skip


@strawberry.type(description="Something that staff of this shop recorded by hand.")
class RungUp:
    activity_id: strawberry.ID = strawberry.field(description="Names it, for `reverseActivity`.")
    kind_name: str = strawberry.field(description="What people call its kind.")
    what: str = strawberry.field(
        description="What was typed: an amount, a weight; of a perk its name; empty: nothing was."
    )
    name: str = strawberry.field(description="Whom it was for, by first name.")
    recorded_at: DateTime = strawberry.field(description="When.")
    points: Points = strawberry.field(description="What it brought of what can be spent, in minor units.")
    currency: Currency | None = strawberry.field(description="Of which currency; null: it brought none.")
    undone: bool = strawberry.field(description="Whether all of it was taken back.")
    consequence: str | None = strawberry.field(
        description="What undoing it does, in words; null: it is not the asker's to undo, or there is nothing left."
    )


async def rung_up_at(principal: Principal, language: Language) -> list[RungUp]:
    """The latest of the asker's shop that may still be undone, or was; of all the partner's shops for who has none."""
    since = clock.now() - STAFF_UNDO_DAYS * clock.DAY
    rows = await activities.rung_up_since(
        principal.partner_id or 0, principal.shop_code, since, most=RUNG_UP_LIMIT
    )
    moved = await ledger.entries_of_activities([row.id for row in rows])
    who = await members.members_by_id({row.member_id for row in rows})
    return [_told(row, moved.get(row.id, ()), who[row.member_id], principal, language) for row in rows]


def _told(
    row: Recorded, moved: Sequence[Entry], member: members.Member, principal: Principal, language: Language
) -> RungUp:
    book = book_of(row.version)
    spendable = [entry for entry in moved if entry.currency in book.currencies and _redeemable(book, entry)]
    code = spendable[0].currency if spendable else None
    points = sum(entry.points for entry in spendable if entry.currency == code)
    undone, first_name = row.reversed >= WHOLE, member.display_name.split()[0]
    told = _CONSEQUENCE[language]
    consequence = told["perk" if row.kind == UsePerk.kind else "none"].format(name=first_name)
    if code is not None:
        brought = words.points(points, book.currencies[code], language)
        consequence = told["points"].format(points=brought, name=first_name)
    return RungUp(
        activity_id=global_id("Activity", row.id),
        kind_name=name_of_kind(book, row.kind, language),
        what=_what(row, book, language),
        name=first_name,
        recorded_at=DateTime(row.posted_at),
        points=Points(points),
        currency=currency_of(book, code, language) if code is not None else None,
        undone=undone,
        consequence=None if undone or row.member_id == principal.member_id else consequence,
    )


def _what(row: Recorded, book: Rulebook, language: Language) -> str:
    if row.kind == UsePerk.kind:
        perk = book.perks.get(row.facts["perk"])
        return said(perk.texts, language, "name") if perk is not None else ""
    return programme.facts_in_words(book.kinds.get(row.kind), row.facts, book, language)


def _redeemable(book: Rulebook, entry: Entry) -> bool:
    return book.currencies[entry.currency].redeemable
