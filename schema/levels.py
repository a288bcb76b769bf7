"""Giving levels, by a manager or by another member; and using what a level brings."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, cast

import strawberry

from schema.access import HasRole, ScopeOrPerson, SignedIn, access
from schema.context import Context, Info
from schema.members import MemberRef
from schema.perks import MemberPerk, TierOffer, offers_named, perks_of_member
from schema.problems import (
    BadInputProblem,
    KeyConflictProblem,
    LevelRequiredProblem,
    LimitReachedProblem,
    MemberNotFoundProblem,
    NotAllowedProblem,
    NotFoundProblem,
    OfferClosedProblem,
    StaleSignInProblem,
)
from schema.relay import global_id, number_of
from schema.sight import partner_of
from schema.tiers import TierProgress, holdings_of, progress_of
from server import activities, members, programme, tiers
from server.activities import Source, UsePerk
from server.kernel.errors import Forbidden
from server.tiers.events import Answer

CARD_LIMIT = 40  # Characters of a card as people write it.


@strawberry.enum(description="What is said to an offer.")
class OfferAnswer(Enum):
    ACCEPT = strawberry.enum_value("accepted", description="Who was offered it takes it.")
    DECLINE = strawberry.enum_value("declined", description="Who was offered it does not take it.")
    WITHDRAW = strawberry.enum_value("withdrawn", description="Who offered it takes it back.")


@strawberry.input(description="A level that a manager gives.")
class GrantTierInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    member: MemberRef = strawberry.field(description="To whom.")
    tier: str = strawberry.field(description="The level's code.")
    months: int | None = strawberry.field(
        default=None, description="For how many months, to the end of the day; left out: as if it were reached now."
    )
    reason: str = strawberry.field(description="Why, in one line.")


@strawberry.input(description="A level that a manager takes back.")
class WithdrawTierInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    member: MemberRef = strawberry.field(description="Whose.")
    tier: str = strawberry.field(description="The level's code.")
    reason: str = strawberry.field(description="Why, in one line.")


@strawberry.input(description="A perk that is used at a till.")
class UsePerkInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    member: MemberRef = strawberry.field(description="Whose.")
    perk: str = strawberry.field(description="The perk's code.")


@strawberry.input(description="A level that a member offers another.")
class OfferTierInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    card: str = strawberry.field(description="The other member's card: sixteen digits.")
    perk: str = strawberry.field(description="The code of the perk that gives it.")


@strawberry.input(description="What is said to an offer.")
class AnswerTierOfferInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    offer: strawberry.ID = strawberry.field(description="The offer's id.")
    answer: OfferAnswer = strawberry.field(description="The answer.")


@strawberry.type(description="The member holds what was given, or something higher.")
class TierWasGranted:
    progress: TierProgress | None = strawberry.field(description="Where the member stands now.")
    replayed: bool = strawberry.field(description="Whether the key came again: it was given then.")


@strawberry.type(description="What was given by hand or by another member is taken back.")
class TierWasWithdrawn:
    progress: TierProgress | None = strawberry.field(description="Where the member stands now.")
    replayed: bool = strawberry.field(description="Whether the key came again: it was taken back then.")


@strawberry.type(description="The perk was used, now or when the key came first.")
class PerkWasUsed:
    perk: MemberPerk | None = strawberry.field(description="How often more it can be; null: not at all now.")
    activity_id: strawberry.ID = strawberry.field(description="Names the use, for `reverseActivity`.")
    display_name: str = strawberry.field(description="What the member wants to be called.")
    replayed: bool = strawberry.field(description="Whether the key came again: it was used then, and not twice.")


@strawberry.type(description="The other member can take it now.")
class TierWasOffered:
    offer: TierOffer = strawberry.field(description="The offer.")
    replayed: bool = strawberry.field(description="Whether the key came again: it was offered then.")


@strawberry.type(description="The offer is answered.")
class TierOfferAnswered:
    progress: TierProgress | None = strawberry.field(description="Where who answered stands now.")
    replayed: bool = strawberry.field(description="Whether the key came again: it was answered then.")


GrantTierResult = Annotated[
    TierWasGranted | StaleSignInProblem | MemberNotFoundProblem | NotFoundProblem | KeyConflictProblem
    | BadInputProblem,
    strawberry.union("GrantTierResult", description="What became of giving."),
]  # fmt: skip
WithdrawTierResult = Annotated[
    TierWasWithdrawn | StaleSignInProblem | MemberNotFoundProblem | NotFoundProblem | KeyConflictProblem
    | BadInputProblem,
    strawberry.union("WithdrawTierResult", description="What became of taking back."),
]  # fmt: skip
UsePerkResult = Annotated[
    PerkWasUsed | LevelRequiredProblem | LimitReachedProblem | NotFoundProblem | MemberNotFoundProblem
    | NotAllowedProblem | KeyConflictProblem | BadInputProblem,
    strawberry.union("UsePerkResult", description="What the till is told."),
]  # fmt: skip
OfferTierResult = Annotated[
    TierWasOffered | LevelRequiredProblem | LimitReachedProblem | NotFoundProblem | MemberNotFoundProblem
    | KeyConflictProblem | BadInputProblem,
    strawberry.union("OfferTierResult", description="What became of offering."),
]  # fmt: skip
AnswerTierOfferResult = Annotated[
    TierOfferAnswered | OfferClosedProblem | NotFoundProblem | KeyConflictProblem | BadInputProblem,
    strawberry.union("AnswerTierOfferResult", description="What became of the answer."),
]


@strawberry.type
class LevelMutation:
    @strawberry.mutation(
        description="Give a member a level, such as an invitation or a match. Wants a fresh sign-in.",
        metadata=access(HasRole("manager")),
    )
    async def grant_tier(
        self, info: Info, input: Annotated[GrantTierInput, strawberry.argument(description="What to whom.")]
    ) -> GrantTierResult:
        intent = await activities.granting(
            info.context.principal, key=input.key, member=input.member.ref(), tier=input.tier,
            months=input.months or 0, reason=input.reason,
        )  # fmt: skip
        outcome = await activities.record(intent)
        return TierWasGranted(
            progress=await _progress(info.context, outcome.activity.member_id), replayed=outcome.replayed
        )

    @strawberry.mutation(
        description="Take back a level that was given by hand or by another member; what was earned stays. Wants a "
        "fresh sign-in.",
        metadata=access(HasRole("manager")),
    )
    async def withdraw_tier(
        self, info: Info, input: Annotated[WithdrawTierInput, strawberry.argument(description="What of whom.")]
    ) -> WithdrawTierResult:
        intent = await activities.withdrawing(
            info.context.principal, key=input.key, member=input.member.ref(), tier=input.tier, reason=input.reason
        )
        outcome = await activities.record(intent)
        return TierWasWithdrawn(
            progress=await _progress(info.context, outcome.activity.member_id), replayed=outcome.replayed
        )

    @strawberry.mutation(
        description="Use something that a member's level brings. It is undone with reverseActivity.",
        metadata=access(ScopeOrPerson("rewards:redeem", "staff")),
    )
    async def use_perk(
        self, info: Info, input: Annotated[UsePerkInput, strawberry.argument(description="What of whom.")]
    ) -> UsePerkResult:
        principal = info.context.principal
        if partner_of(principal) is None:
            raise Forbidden("A till uses perks for its partner, and you are of none.")
        outcome = await activities.record(
            UsePerk(source=Source.of(principal), key=input.key, member=input.member.ref(), perk=input.perk)
        )
        member_id = outcome.activity.member_id
        info.context.forget()
        row = await members.member_of(member_id)
        perks = await perks_of_member(info.context, member_id)
        return PerkWasUsed(
            perk=next((perk for perk in perks if perk.code == input.perk), None),
            activity_id=global_id("Activity", outcome.activity.id),
            display_name=row.display_name if row is not None else "",
            replayed=outcome.replayed,
        )

    @strawberry.mutation(
        description="Offer another member the level that a perk gives. They have 30 days to take it.",
        metadata=access(SignedIn()),
    )
    async def offer_tier(
        self, info: Info, input: Annotated[OfferTierInput, strawberry.argument(description="What to whom.")]
    ) -> OfferTierResult:
        context = info.context
        await members.take_deeds(context.principal.member_id or 0)
        outcome = await activities.record(
            await activities.offering(
                input.card[:CARD_LIMIT], by=context.principal, key=input.key, perk=input.perk
            )
        )
        context.forget()
        made = (await tiers.offers_by_id([outcome.activity.id]))[outcome.activity.id]
        return TierWasOffered(offer=(await offers_named([made], context, giver=False))[0], replayed=outcome.replayed)

    @strawberry.mutation(
        description="Take a level that another member offers, or not; or take one's own offer back.",
        metadata=access(SignedIn()),
    )
    async def answer_tier_offer(
        self, info: Info, input: Annotated[AnswerTierOfferInput, strawberry.argument(description="Which, and how.")]
    ) -> AnswerTierOfferResult:
        context = info.context
        intent = await activities.answering(
            number_of(str(input.offer), "TierOffer", "offer"), by=context.principal, key=input.key,
            answer=cast(Answer, input.answer.value),
        )  # fmt: skip
        outcome = await activities.record(intent)
        return TierOfferAnswered(
            progress=await _progress(context, outcome.activity.member_id), replayed=outcome.replayed
        )


async def _progress(context: Context, member_id: int) -> TierProgress | None:
    context.forget()
    holding = (await holdings_of(context, [member_id])).get(member_id)
    return progress_of(programme.current(), holding, context.language) if holding is not None else None
