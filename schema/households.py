"""Households: who lives together, who is asked, and what they have together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.access import SignedIn, access
from schema.context import Context, Info
from schema.currencies import Balance, balances_of
from schema.hints import sized
from schema.problems import (
    AlreadyTogetherProblem,
    BadInputProblem,
    HouseholdFullProblem,
    NoHouseholdsProblem,
    NotAllowedProblem,
    NotFoundProblem,
)
from schema.relay import global_id, number_of
from schema.scalars import DateTime
from schema.sight import Sight, only
from server import groups, ledger, members, programme

CARD_LIMIT = 40  # Characters of a card as people write it.
TOGETHER = 20  # Members of a household, and those asked, at most.


@strawberry.type(description="Somebody of the household.")
class HouseholdMember:
    who: strawberry.ID = strawberry.field(description="By which the household knows them.")
    name: str = strawberry.field(description="What they are called.")
    since: DateTime = strawberry.field(description="When they joined.")
    owner: bool = strawberry.field(description="Whether they invite, and let others go.")
    yourself: bool = strawberry.field(description="Whether it is the asker.")


@strawberry.type(description="Somebody is asked into a household.")
class HouseholdInvite:
    invite: strawberry.ID = strawberry.field(description="By which it is answered.")
    who: strawberry.ID | None = strawberry.field(
        description="By which the household knows who is asked, to take it back; null to who is asked."
    )
    name: str = strawberry.field(description="Who is asked; to who is asked: who asks.")
    asked_at: DateTime = strawberry.field(description="When. It can be answered for thirty days.")


@strawberry.type(description="Members who may spend each other's points.")
class Household:
    members: list[HouseholdMember] = strawberry.field(
        description="Those first who have been there longest.", metadata=sized(TOGETHER)
    )
    invited: list[HouseholdInvite] = strawberry.field(
        description="Who is asked and has not answered.", metadata=sized(TOGETHER)
    )
    together: list[Balance] = strawberry.field(
        description="What all of them have of the currencies that they share.", metadata=sized(3)
    )


@strawberry.type(description="How it stands with the household now.")
class HouseholdMoved:
    household: Household | None = strawberry.field(description="The asker's household; null: none.")


InviteToHouseholdResult = Annotated[
    HouseholdMoved | NoHouseholdsProblem | NotFoundProblem | AlreadyTogetherProblem | HouseholdFullProblem
    | NotAllowedProblem | BadInputProblem,
    strawberry.union("InviteToHouseholdResult", description="What became of asking."),
]  # fmt: skip
AnswerHouseholdInviteResult = Annotated[
    HouseholdMoved | NotAllowedProblem | AlreadyTogetherProblem | HouseholdFullProblem | BadInputProblem,
    strawberry.union("AnswerHouseholdInviteResult", description="What became of answering."),
]
LeaveHouseholdResult = Annotated[
    HouseholdMoved | NotAllowedProblem | BadInputProblem,
    strawberry.union("LeaveHouseholdResult", description="What became of leaving."),
]


@strawberry.type
class MemberHousehold:
    """With whom a member shares points. Part of Member."""

    if TYPE_CHECKING:
        row: members.Member
        sight: Sight

    @strawberry.field(description="With whom the member shares points; null: with nobody. For the member alone.")
    async def household(self, info: Info) -> Household | None:
        only(self.sight, "own")
        return await _household(self.row.id, info.context)

    @strawberry.field(
        description="Into which households the member is asked. For the member alone.", metadata=sized(TOGETHER)
    )
    async def household_invites(self, info: Info) -> list[HouseholdInvite]:
        only(self.sight, "own")
        asked = await groups.invites_to(self.row.id)
        named = await _names([each.owner_id for each in asked])
        return [_invite(each, named.get(each.owner_id, ""), who=None) for each in asked[:TOGETHER]]


@strawberry.type
class HouseholdMutation:
    @strawberry.mutation(
        description="Ask another member, by their card, into one's household; who has none gets one.",
        metadata=access(SignedIn()),
    )
    async def invite_to_household(
        self, info: Info, card: Annotated[str, strawberry.argument(description="The other one's card.")]
    ) -> InviteToHouseholdResult:
        member_id = await _asker(info)
        await groups.invite(member_id, card[:CARD_LIMIT])
        return HouseholdMoved(household=await _household(member_id, info.context))

    @strawberry.mutation(description="Say yes or no to an invitation.", metadata=access(SignedIn()))
    async def answer_household_invite(
        self,
        info: Info,
        invite: Annotated[strawberry.ID, strawberry.argument(description="The invitation's id.")],
        comes: Annotated[bool, strawberry.argument(description="Whether one comes.")],
    ) -> AnswerHouseholdInviteResult:
        member_id = await _asker(info)
        await groups.answer(member_id, number_of(str(invite), "HouseholdInvite", "invite"), comes=comes)
        info.context.forget()
        return HouseholdMoved(household=await _household(member_id, info.context))

    @strawberry.mutation(
        description="Leave one's household; or, as who has it, let another one go, or take an invitation back. Points "
        "stay where they are.",
        metadata=access(SignedIn()),
    )
    async def leave_household(
        self,
        info: Info,
        who: Annotated[strawberry.ID | None, strawberry.argument(description="Whom it lets go; null: oneself.")] = None,
    ) -> LeaveHouseholdResult:
        member_id = await _asker(info)
        gone = member_id if who is None else number_of(str(who), "HouseholdMember", "who")
        await groups.leave(member_id, gone)
        info.context.forget()
        return HouseholdMoved(household=await _household(member_id, info.context))


async def shared_by_member(context: Context, ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """What the others of each member's household have, of what the member may spend of theirs."""
    terms = programme.current().household
    if terms is None:
        return {}
    homes = await groups.households_of(ids)
    balances = await ledger.balances_of({other for home in homes.values() for other in home.members}) if homes else {}
    found: dict[int, Counter[str]] = {}
    for member_id, home in homes.items():
        if terms.spends == "owner" and home.owner_id != member_id:
            continue
        sums = found[member_id] = Counter()
        for other in home.members:
            if other != member_id:
                for code in terms.currencies:
                    sums[code] += max(0, balances[other].get(code, 0))
    return found


async def _asker(info: Info) -> int:
    """The member for themselves; and not too often."""
    member_id = info.context.principal.member_id or 0
    await members.take_deeds(member_id)
    return member_id


async def _household(member_id: int, context: Context) -> Household | None:
    terms, home = programme.current().household, (await groups.households_of([member_id])).get(member_id)
    if home is None or terms is None:
        return None
    named = await _names([*home.members, *(each.member_id for each in home.invited)])
    sums: Counter[str] = Counter()
    for of_one in (await ledger.balances_of(list(home.members))).values():
        sums.update({code: of_one.get(code, 0) for code in terms.currencies})
    together = balances_of(programme.current(), sums, context.language)
    return Household(
        members=[
            HouseholdMember(
                who=global_id("HouseholdMember", each), name=named.get(each, ""), since=DateTime(joined_at),
                owner=each == home.owner_id, yourself=each == member_id,
            )
            for each, joined_at in home.members.items()
        ],
        invited=[
            _invite(each, named.get(each.member_id, ""), who=global_id("HouseholdMember", each.member_id))
            for each in home.invited
        ],
        together=[balance for balance in together if balance.currency.code in terms.currencies],
    )  # fmt: skip


def _invite(row: groups.Invite, name: str, *, who: strawberry.ID | None) -> HouseholdInvite:
    return HouseholdInvite(
        invite=global_id("HouseholdInvite", row.id), who=who, name=name, asked_at=DateTime(row.asked_at)
    )


async def _names(ids: Sequence[int]) -> dict[int, str]:
    return {id: row.display_name for id, row in (await members.members_by_id(ids)).items()} if ids else {}
