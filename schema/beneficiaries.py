"""Whom members earn for beside themselves: clubs and charities that they choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.access import SignedIn, access
from schema.context import Context, Info
from schema.hints import sized
from schema.problems import BadInputProblem, KeyConflictProblem
from schema.rewards import Charity, CharityPoints, charity_of, points_of
from schema.sight import Sight, only
from server import activities, members, programme, rewards
from server.activities import ChooseBeneficiaries, Source


@strawberry.type(description="A charity that the member has chosen, so that it gets what rules earn for others.")
class Beneficiary:
    charity: Charity = strawberry.field(description="Whom.")
    member_id: strawberry.Private[int]

    @strawberry.field(description="What it got so through the member.", metadata=sized(2))
    async def brought(self, info: Info) -> list[CharityPoints]:
        key = (self.member_id, self.charity.code)
        return points_of(await info.context.load(brought_by_choice, key) or {}, info.context.language)


@strawberry.type
class MemberBeneficiaries:
    """Whom a member supports: a part of `Member`."""

    if TYPE_CHECKING:
        row: members.Member
        sight: Sight

    @strawberry.field(
        description="Whom the member has chosen, in the order of the choice: the first gets what cannot be divided. "
        "For the member alone.",
        metadata=sized(4),
    )
    async def beneficiaries(self, info: Info) -> list[Beneficiary]:
        only(self.sight, "own")
        return _chosen(info.context, self.row.id, await info.context.load(chosen_by_member, self.row.id) or ())


@strawberry.input(description="Whom the member earns for beside themselves from now on.")
class ChooseBeneficiariesInput:
    key: str = strawberry.field(description="The sender's own name for the attempt, 1 to 128 characters.")
    codes: list[str] = strawberry.field(description="The charities' codes, each once; empty: nobody.")


@strawberry.type(description="Those are chosen: what rules earn for others goes to them from now on.")
class BeneficiariesChosen:
    beneficiaries: list[Beneficiary] = strawberry.field(description="Whom, as it stands now.", metadata=sized(4))
    replayed: bool = strawberry.field(description="Whether the key came again: they were chosen then.")


ChooseBeneficiariesResult = Annotated[
    BeneficiariesChosen | KeyConflictProblem | BadInputProblem,
    strawberry.union("ChooseBeneficiariesResult", description="What became of the choice."),
]


@strawberry.type
class BeneficiaryMutation:
    @strawberry.mutation(
        description="Choose the charities that get what rules earn for others; an empty list takes the choice away.",
        metadata=access(SignedIn()),
    )
    async def choose_beneficiaries(
        self,
        info: Info,
        input: Annotated[ChooseBeneficiariesInput, strawberry.argument(description="Whom.")],
    ) -> ChooseBeneficiariesResult:
        source = Source.member(info.context.principal)
        member_id = source.principal.member_id or 0
        await members.take_deeds(member_id)
        outcome = await activities.record(
            ChooseBeneficiaries(
                source=source, key=input.key, member=("id", member_id), charities=tuple(input.codes)
            )
        )
        info.context.forget()
        chosen = (await rewards.beneficiaries_of([member_id])).get(member_id, ())
        return BeneficiariesChosen(
            beneficiaries=_chosen(info.context, member_id, chosen), replayed=outcome.replayed
        )


def _chosen(context: Context, member_id: int, codes: Sequence[str]) -> list[Beneficiary]:
    """Those whom the programme still has."""
    book = programme.current()
    return [
        Beneficiary(charity=charity_of(book, code, context.language), member_id=member_id)
        for code in codes if code in book.charities and book.charities[code].chosen
    ]  # fmt: skip


async def chosen_by_member(context: Context, member_ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """Members' choices, whoever asks: the member's own field has decided who may."""
    return await rewards.beneficiaries_of(member_ids)


async def brought_by_choice(
    context: Context, keys: Sequence[tuple[int, str]]
) -> Mapping[tuple[int, str], Mapping[str, int]]:
    """What charities got through members, whoever asks: as above."""
    found: dict[tuple[int, str], Mapping[str, int]] = {}
    for member_id in dict.fromkeys(member_id for member_id, _ in keys):
        codes = [code for asked, code in keys if asked == member_id]
        brought = await rewards.brought_by(member_id, codes)
        found |= {(member_id, code): points for code, points in brought.items()}
    return found
