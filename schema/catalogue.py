"""The rewards as a member looks at them: what they can afford, what is left, and what they save for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.context import Context, Info
from schema.hints import sized
from schema.households import shared_by_member
from schema.relay import After, Connection, First, connection
from schema.rewards import Reward, reward_of_code
from schema.scalars import DateTime, Points
from schema.sight import Sight, only
from schema.tiers import holdings_of
from schema.vouchers import Donation, Voucher, donation_of, shops_named, voucher_of
from server import ledger, members, programme, rewards
from server.kernel import clock
from server.kernel.paging import Page, decode_cursor, encode_cursor, page_size
from server.programme import rulebook
from server.programme.rulebook import Rulebook
from server.rewards import Pinned


@strawberry.type(description="A reward that a member comes closer to.")
class Goal:
    reward: Reward = strawberry.field(description="The reward.")
    left: Points = strawberry.field(description="What is left to it, in minor units; 0: the points suffice.")
    pinned_at: DateTime | None = strawberry.field(description="When the member chose it; null: it is a suggestion.")


@strawberry.type(description="A reward as it stands for a member.")
class Offer:
    reward: Reward = strawberry.field(description="The reward.")
    left: Points = strawberry.field(description="What is left to it, in minor units; 0: the points suffice.")
    locked: bool = strawberry.field(description="Whether it waits for a level that the member has not reached.")
    pinned: bool = strawberry.field(description="Whether the member saves for it.")
    places_left: int | None = strawberry.field(description="How many places are left now; null: no limit.")
    yours_left: int | None = strawberry.field(description="How often the member may still redeem it; null: no limit.")
    opens_at: DateTime | None = strawberry.field(
        description="When it can be had next, of what is not open now or whose places are taken until it opens again; "
        "null: it is open, or has no hours."
    )
    closes_at: DateTime | None = strawberry.field(description="Until when it can be had; null: no end is set.")
    shop_codes: strawberry.Private[tuple[str, ...]]

    @strawberry.field(description="The shops where its code is good, by name; empty: everywhere.")
    async def shops(self, info: Info) -> list[str]:
        return await shops_named(info.context, self.shop_codes)


@strawberry.type
class MemberRewards:
    """What a member has to do with rewards: a part of `Member`."""

    if TYPE_CHECKING:
        row: members.Member
        sight: Sight

    @strawberry.field(description="What the member saves for; null where nothing is pinned.")
    async def goal(self, info: Info) -> Goal | None:
        only(self.sight, "own", "partner", "manager")
        pinned = await info.context.load(pinned_by_member, self.row.id)
        reward = programme.current().rewards.get(pinned.reward) if pinned is not None else None
        if pinned is None or reward is None:
            return None
        balances = await info.context.load(balances_by_member, self.row.id) or {}
        return goal_of(info.context, reward, balances, pinned)

    @strawberry.field(
        description="The reward that the member comes to next, pinned or not, of those that can still be had; null "
        "where every one can be afforded."
    )
    async def nearest_reward(self, info: Info) -> Goal | None:
        only(self.sight, "own", "partner", "manager")
        book = programme.current()
        balances = await info.context.load(balances_by_member, self.row.id) or {}
        gone = await info.context.load(gone_by_member, self.row.id) or ()
        reward = rewards.nearest(book.rewards.values(), balances, await self._tier(info, book), book.ladder, gone)
        return goal_of(info.context, reward, balances, None) if reward is not None else None

    @strawberry.field(
        description="The programme's rewards: those that the member can afford first, then what is nearest, then what "
        "waits for a level. For the member alone."
    )
    async def rewards(self, info: Info, first: First = None, after: After = None) -> Connection[Offer]:
        only(self.sight, "own")
        context, book, id = info.context, programme.current(), self.row.id
        balances = Counter(await context.load(balances_by_member, id) or {})
        balances.update(await context.load(shared_by_member, id) or {})  # What the household has counts as one's own.
        tier, pinned = await self._tier(info, book), await context.load(pinned_by_member, id)
        had = await context.load(had_by_member, id) or {}
        now = clock.now()
        offered = [reward for reward in book.rewards.values() if not rewards.is_over(reward, now)]
        ordered = rewards.in_order(offered, balances, tier, book.ladder)
        page = _page(ordered, first=page_size(first), after=after)
        taken = await rewards.taken_of([reward.code for reward in page.items])

        def offer(reward: rulebook.Reward) -> Offer:
            own = reward.places.member
            left, opened = rewards.left_of(reward, taken, now, book.timezone), rewards.is_open(reward, now)
            waits = not opened or (left == 0 and reward.places.drop is not None)
            opens_at = rewards.next_opening(reward, now) if waits else None
            closes_at = rewards.closes_at(reward, now) if opened else None
            return Offer(
                reward=reward_of_code(book, reward.code, context.language),
                left=Points(max(0, reward.points - balances.get(reward.currency, 0))),
                locked=not rewards.may(tier, reward, book.ladder),
                pinned=pinned is not None and pinned.reward == reward.code,
                places_left=left,
                opens_at=DateTime(opens_at) if opens_at is not None else None,
                closes_at=DateTime(closes_at) if closes_at is not None else None,
                yours_left=max(0, own - had.get(reward.code, 0)) if own is not None else None,
                shop_codes=reward.shops,
            )

        return connection(page, offer)

    @strawberry.field(description="The member's vouchers, newest first. For the member alone.")
    async def vouchers(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        waiting: Annotated[bool, strawberry.argument(description="Only those that can still be used.")] = False,
    ) -> Connection[Voucher]:
        only(self.sight, "own")
        page = await rewards.vouchers_of(self.row.id, first=page_size(first), after=after, waiting=waiting)
        return connection(page, lambda row: voucher_of(row, info.context.language))

    @strawberry.field(
        description="What the member gave to charities, newest first. For the member alone.", metadata=sized(20)
    )
    async def donations(self, info: Info, first: First = None, after: After = None) -> Connection[Donation]:
        only(self.sight, "own")
        page = await rewards.donations_of(self.row.id, first=page_size(first), after=after)
        return connection(page, lambda row: donation_of(row, info.context.language))

    async def _tier(self, info: Info, book: Rulebook) -> str | None:
        holding = await info.context.load(holdings_of, self.row.id) if book.ladder is not None else None
        return holding.tier if holding is not None else None


def goal_of(
    context: Context, reward: rulebook.Reward, balances: Mapping[str, int], pinned: Pinned | None
) -> Goal:
    return Goal(
        reward=reward_of_code(programme.current(), reward.code, context.language),
        left=Points(max(0, reward.points - balances.get(reward.currency, 0))),
        pinned_at=DateTime(pinned.pinned_at) if pinned is not None else None,
    )


def _page(ordered: Sequence[rulebook.Reward], *, first: int, after: str | None) -> Page[rulebook.Reward]:
    """A page of what is at most as long as the programme's rewards."""
    start = decode_cursor(after, int)[0] + 1 if after else 0
    shown = ordered[start : start + first]
    cursors = [encode_cursor(start + n) for n in range(len(shown))]
    return Page(list(shown), cursors, start + first < len(ordered), start > 0)


async def pinned_by_member(context: Context, member_ids: Sequence[int]) -> Mapping[int, Pinned]:
    """Members' pins, whoever asks: the member's own field has decided who may."""
    return await rewards.goals_of(member_ids)


async def had_by_member(context: Context, member_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """How often members have had each reward, whoever asks: as above."""
    return await rewards.had_by(member_ids)


async def gone_by_member(context: Context, member_ids: Sequence[int]) -> Mapping[int, frozenset[str]]:
    """What members cannot have now, whoever asks: as above."""
    book = programme.current()
    return await rewards.gone_for(member_ids, book.rewards.values(), book.timezone)


async def balances_by_member(context: Context, member_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """Members' balances, whoever asks: as above."""
    return await ledger.balances_of(member_ids)
