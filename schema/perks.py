"""What a member's level can be used for, and levels that members offer each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import strawberry

from schema.context import Context, Info
from schema.hints import sized
from schema.relay import Node, global_id
from schema.said import said
from schema.scalars import DateTime
from schema.sight import Sight, only
from schema.tiers import Tier, holdings_of, last_day, tier_of_code
from server import activities, members, programme, tiers
from server.activities import Recorded
from server.programme import words
from server.programme.rulebook import Language, Rulebook
from server.tiers import Grant, Offer, PerkLeft


@strawberry.type(description="Something that a member's level can be used for.")
class MemberPerk:
    code: str = strawberry.field(description="Its name in the programme's file.")
    name: str = strawberry.field(description="What people call it.")
    text: str = strawberry.field(description="What it is.")
    uses: int = strawberry.field(description="How often in a period.")
    left: int = strawberry.field(description="How often more in this one.")
    period: str = strawberry.field(description="The period, in words.")
    until: DateTime | None = strawberry.field(description="When the next one begins; null: never.")
    gives: Tier | None = strawberry.field(description="The level that it gives another member; null: it gives none.")


@strawberry.type(description="A level that one member offers another.")
class TierOffer(Node):
    tier: Tier | None = strawberry.field(description="The level; null where the programme dropped it.")
    name: str = strawberry.field(description="What the other one is called.")
    expires_at: DateTime = strawberry.field(description="When it lapses.")


@strawberry.type(description="A level that people gave a member, and that has not ended.")
class GivenTier:
    tier: Tier | None = strawberry.field(description="The level; null where the programme dropped it.")
    given_at: DateTime = strawberry.field(description="Since when it holds.")
    until: str | None = strawberry.field(
        description="Its last day, in the programme's zone, as 2027-12-31; null: no end."
    )
    reason: str | None = strawberry.field(description="Why, in the manager's words; null: another member gave it.")
    by: str | None = strawberry.field(description="Who gave it, by name. A manager's name is for managers alone.")


@strawberry.type
class MemberLevels:
    """What a member's level brings, and what is offered. Part of Member."""

    if TYPE_CHECKING:
        row: members.Member
        sight: Sight

    @strawberry.field(
        description="What the member's level can be used for, and how often more. A partner and managers see it too.",
        metadata=sized(3),
    )
    async def perks(self, info: Info) -> list[MemberPerk]:
        only(self.sight, "own", "partner", "manager")
        return await perks_of_member(info.context, self.row.id)

    @strawberry.field(
        description="Levels that people gave the member, and that have not ended. For the member and for managers.",
        metadata=sized(1),
    )
    async def given_tiers(self, info: Info) -> list[GivenTier]:
        only(self.sight, "own", "manager")
        holding = await info.context.load(holdings_of, self.row.id)
        if holding is None or not holding.by_people:
            return []
        return await _given(holding.by_people, info.context, names_managers=self.sight == "manager")

    @strawberry.field(description="Levels that others offer the member. For the member alone.", metadata=sized(1))
    async def tier_offers(self, info: Info) -> list[TierOffer]:
        only(self.sight, "own")
        return await offers_named(await tiers.offers_to(self.row.id), info.context, giver=True)

    @strawberry.field(
        description="Levels that the member offers others, and that nobody took yet. For the member alone.",
        metadata=sized(1),
    )
    async def tiers_offered(self, info: Info) -> list[TierOffer]:
        only(self.sight, "own")
        return await offers_named(await tiers.offers_from(self.row.id), info.context, giver=False)


async def perks_of_member(context: Context, member_id: int) -> list[MemberPerk]:
    holding = await context.load(holdings_of, member_id)
    book = programme.current()
    if holding is None or not book.perks:
        return []
    return [_perk(one, book, context.language) for one in await tiers.perks_of(member_id, holding.tier, book)]


def _perk(one: PerkLeft, book: Rulebook, language: Language) -> MemberPerk:
    perk = one.perk
    return MemberPerk(
        code=perk.code,
        name=said(perk.texts, language, "name"),
        text=said(perk.texts, language, "text"),
        uses=perk.uses,
        left=one.left,
        period=words.the_period(perk.period, language),
        until=DateTime(one.until) if one.until is not None else None,
        gives=tier_of_code(book, perk.gives_tier, language) if perk.gives_tier is not None else None,
    )


async def _given(grants: Sequence[Grant], context: Context, *, names_managers: bool) -> list[GivenTier]:
    book, sources = programme.current(), [grant.source for grant in grants]
    decided = await activities.activities_by_id(sources)
    gave = {offer.id: offer.giver_id for offer in (await tiers.offers_by_id(sources)).values()}
    if names_managers:
        gave |= await activities.managers_of(sources)
    named = await members.members_by_id(set(gave.values())) if gave else {}
    return [
        GivenTier(
            tier=tier_of_code(book, grant.tier, context.language),
            given_at=DateTime(grant.at),
            until=last_day(grant.until, book) if grant.until != tiers.FOREVER else None,
            reason=_reason(decided.get(grant.source)),
            by=giver.display_name if (giver := named.get(gave.get(grant.source, 0))) is not None else None,
        )
        for grant in grants
    ]


def _reason(decided: Recorded | None) -> str | None:
    return decided.facts.get("reason") if decided is not None else None


async def offers_named(offers: list[Offer], context: Context, *, giver: bool) -> list[TierOffer]:
    """Offers with the name of one of the two: of who gives, or of who may take."""
    others = {offer.giver_id if giver else offer.taker_id for offer in offers}
    named = await members.members_by_id(others) if others else {}
    return [_offer(offer, named.get(offer.giver_id if giver else offer.taker_id), context) for offer in offers]


async def offers_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, TierOffer]:
    """The asker's own, made or to be taken."""
    asker = context.principal.member_id
    if asker is None:
        return {}
    found = (await tiers.offers_by_id(ids)).values()
    named = await members.members_by_id({other for one in found for other in (one.giver_id, one.taker_id)})
    return {
        one.id: _offer(one, named.get(one.taker_id if asker == one.giver_id else one.giver_id), context)
        for one in found
        if asker in (one.giver_id, one.taker_id)
    }


def _offer(offer: Offer, other: members.Member | None, context: Context) -> TierOffer:
    return TierOffer(
        id=global_id("TierOffer", offer.id),
        tier=tier_of_code(programme.current(), offer.tier, context.language),
        name=other.display_name if other is not None else "",
        expires_at=DateTime(offer.expires_at),
    )
