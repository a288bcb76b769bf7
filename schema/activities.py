"""Activities: what happened, once, as its sender reported it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import strawberry

from schema.context import Context, Info
from schema.partners import Partner, partners_by_id, places
from schema.relay import Node, global_id
from schema.said import book_of, said
from schema.scalars import JSON, DateTime, Decimal, from_micro
from schema.sight import sees
from schema.sustainability import ActivityImpact, impacts_by_activity
from server import activities, programme
from server.activities import Recorded
from server.programme.rulebook import Language, Rulebook

# The house's own kinds, which no programme's file names.
OUR_KINDS: Mapping[str, Mapping[Language, str]] = {
    "@adjust": {"sv": "Rättat för hand", "en": "Corrected by hand"},
    "@award": {"sv": "Poäng utöver reglerna", "en": "Points outside the rules"},
    "@reversal": {"sv": "Ändrat i efterhand", "en": "Changed afterwards"},
    "@due": {"sv": "Tiden gick", "en": "Time passed"},
    "@join": {"sv": "Antog en utmaning", "en": "Took on a challenge"},
    "@leave": {"sv": "Lämnade en utmaning", "en": "Left a challenge"},
    "@redeem": {"sv": "Löste in en belöning", "en": "Redeemed a reward"},
    "@confirm": {"sv": "Använde en kod", "en": "Used a code"},
    "@cancel": {"sv": "Ångrade en inlösen", "en": "Called off a redemption"},
    "@donate": {"sv": "Skänkte poäng", "en": "Gave points away"},
    "@beneficiaries": {"sv": "Valde vem det ska gå till", "en": "Chose whom to support"},
    "@transfer": {"sv": "Poäng mellan medlemmar", "en": "Points between members"},
    "@undo_transfer": {"sv": "En gåva gick tillbaka", "en": "A gift went back"},
    "@pin": {"sv": "Valde ett mål", "en": "Picked a goal"},
    "@tier": {"sv": "Fick en nivå", "en": "Was given a level"},
    "@freeze": {"sv": "Poängen frystes", "en": "Points were frozen"},
    "@tier_back": {"sv": "En given nivå togs tillbaka", "en": "A given level was taken back"},
    "@perk": {"sv": "Använde en förmån", "en": "Used a perk"},
    "@offer": {"sv": "Erbjöd en nivå", "en": "Offered a level"},
    "@offer_answer": {"sv": "Svarade på en erbjuden nivå", "en": "Answered an offered level"},
}
GOAL_LEFT: Mapping[Language, str] = {"sv": "Lät sitt mål vara", "en": "Let go of a goal"}
"""A pin of nothing."""


def name_of_kind(book: Rulebook, code: str, language: Language) -> str:
    if code in OUR_KINDS:
        return OUR_KINDS[code][language]
    kind = book.kinds.get(code)
    return said(kind.texts, language, "name") if kind is not None else code


@strawberry.type(description="Something that a member did, recorded once under the key that its sender chose.")
class Activity(Node):
    key: str = strawberry.field(description="The sender's name for it: a receipt's number.")
    kind: str = strawberry.field(description="Its kind's code in the programme's file. Ours begin with @.")
    occurred_at: DateTime = strawberry.field(description="When it happened.")
    recorded_at: DateTime = strawberry.field(description="When it was reported.")
    reversed_share: Decimal = strawberry.field(description="How much of it was taken back, from 0 to 1.")
    row: strawberry.Private[Recorded]

    @strawberry.field(description="What people call its kind.")
    def kind_name(self, info: Info) -> str:
        if self.row.kind == "@pin" and not self.row.facts.get("reward"):
            return GOAL_LEFT[info.context.language]
        return name_of_kind(book_of(self.row.version), self.row.kind, info.context.language)

    @strawberry.field(description="What was reported of it; amounts and quantities as text.")
    def facts(self) -> JSON:
        return JSON(_facts_of(self.row))

    @strawberry.field(description="What it was estimated to save; null where the programme knows no such choice.")
    def impact(self, info: Info) -> ActivityImpact | None:
        return info.context.load(impacts_by_activity, self.row.id)  # type: ignore[return-value]

    @strawberry.field(description="Who reported it; null where the member did, or time.")
    def partner(self, info: Info) -> Partner | None:
        if self.row.partner_id is None:
            return None
        return info.context.load(partners_by_id, self.row.partner_id)  # type: ignore[return-value]

    @strawberry.field(description="The shop where it was reported, by name.")
    async def shop(self) -> str | None:
        await places.ready([self.row.partner_id])
        return places.shop(self.row.partner_id, self.row.shop)


def activity_of(row: Recorded) -> Activity:
    return Activity(
        id=global_id("Activity", row.id),
        key=row.key,
        kind=row.kind,
        occurred_at=DateTime(row.occurred_at),
        recorded_at=DateTime(row.posted_at),
        reversed_share=from_micro(row.reversed),
        row=row,
    )


async def rows_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, Recorded]:
    """Activities as they are stored, whoever asks: for what is theirs already and needs the cause."""
    return await activities.activities_by_id(ids)


async def activities_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, Activity]:
    """Those that are the asker's own, or that their partner recorded."""
    found = await activities.activities_by_id(ids)
    return {
        id: activity_of(row)
        for id, row in found.items()
        if sees(context.principal, member_id=row.member_id, partner_id=row.partner_id)
    }


async def theirs(context: Context, owners: Mapping[int, tuple[int, int]]) -> set[int]:
    """Of things with (member, activity), those that are the asker's to see."""
    principal = context.principal
    mine = {id for id, (member_id, _) in owners.items() if member_id == principal.member_id}
    others = {activity_id for id, (_, activity_id) in owners.items() if id not in mine}
    if not others or principal.kind == "stranger":
        return mine
    causes = await activities.activities_by_id(others)
    return mine | {
        id
        for id, (member_id, activity_id) in owners.items()
        if (cause := causes.get(activity_id)) is not None
        and sees(principal, member_id=member_id, partner_id=cause.partner_id)
    }


def _facts_of(row: Recorded) -> dict[str, Any]:
    facts = dict(row.facts)
    if row.kind == "@reversal":
        return {**facts, "share": f"{from_micro(int(facts['share'])):f}"}
    if row.kind.startswith("@"):
        return facts
    book = book_of(row.version)
    return dict(programme.show_facts(book.kinds.get(row.kind), facts, book))
