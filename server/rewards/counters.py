"""The counters that many members share: places that are left, and what charities were given. Their rows are locked last
in the batch, in one order, for the shortest time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from server.kernel import ids
from server.kernel.ids import Id
from server.ledger.events import PointsBestowed
from server.programme.effect import Batch, Fact
from server.storage import Retryable, Tx

from . import drops, rules
from .errors import SoldOut
from .events import GiftChosen, PlaceMoved, PointsDonated, RewardChosen

Place = tuple[str, str]  # reward, period


@dataclass(slots=True)
class Sum:
    """What a charity was given in this batch."""

    amount: int = 0
    gifts: int = 0
    givers: int = 0


@dataclass(slots=True)
class Counters:
    batch: Batch
    taken: defaultdict[Place, int] = field(default_factory=lambda: defaultdict(int))
    moved: defaultdict[Place, int] = field(default_factory=lambda: defaultdict(int))
    limits: dict[Place, int] = field(default_factory=dict)
    givers: set[tuple[Id, str]] = field(default_factory=set)  # (member, charity)
    given: defaultdict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))
    received: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))  # Charity, currency.


class PlaceRaced(Retryable):
    """Another process took the last place meanwhile: the batch is worked out again, and hears of it."""


class CountPlaces:
    hears: ClassVar[tuple[type[Fact], ...]] = (PlaceMoved, PointsDonated, PointsBestowed)

    async def load(self, tx: Tx, batch: Batch) -> Counters:
        counters = Counters(batch)
        choices = [opening for opening in batch.openings if isinstance(opening, RewardChosen | GiftChosen)]
        if not choices:
            return counters
        for row in await tx.rows(
            "SELECT reward, period, taken FROM reward_stock WHERE reward {in rewards text}",
            rewards=sorted({opening.reward for opening in choices}),
        ):
            counters.taken[row[0], row[1]] = row[2]
        for row in await tx.rows(
            "SELECT DISTINCT member_id, charity FROM reward_donation WHERE member_id {in members bigint}",
            members=sorted({o.activity.member.id for o in choices if isinstance(o, GiftChosen)}),
        ):
            counters.givers.add((row[0], row[1]))
        return counters

    def admit(self, counters: Counters, opening: Fact) -> None:
        if not isinstance(opening, RewardChosen | GiftChosen):
            return
        book = opening.activity.rulebook
        if (reward := book.rewards.get(opening.reward)) is None:
            return
        for period, limit in rules.places_of(reward, opening.activity.posted_at, book.timezone):
            if counters.taken[reward.code, period] >= limit:
                opens_at = drops.next_opening(reward, opening.activity.posted_at) if drops.is_key(period) else None
                raise SoldOut(reward.code, period, opens_at, opening.activity.member.timezone)

    def decide(self, counters: Counters, fact: PlaceMoved | PointsDonated | PointsBestowed) -> Iterator[Fact]:
        if isinstance(fact, PlaceMoved):
            place = (fact.reward, fact.period)
            counters.taken[place] += fact.by
            counters.moved[place] += fact.by
            counters.limits[place] = max(counters.limits.get(place, 0), fact.limit)
        elif isinstance(fact, PointsBestowed):
            counters.received[fact.charity, fact.currency] += fact.points
        else:
            giver, given = (fact.activity.member.id, fact.charity), counters.given[fact.charity]
            given.amount += fact.amount
            given.gifts += 1
            given.givers += giver not in counters.givers
            counters.givers.add(giver)
        yield from ()

    async def store(self, tx: Tx, counters: Counters) -> None:
        for place, by in sorted(counters.moved.items()):
            if by > 0:
                await _take(tx, place, by, counters.limits[place])
            elif by < 0:
                await tx.execute(
                    "UPDATE reward_stock SET taken = taken - :by WHERE reward = :reward AND period = :period",
                    by=-by,
                    reward=place[0],
                    period=place[1],
                )
        for charity, given in sorted(counters.given.items()):
            await tx.execute(
                "INSERT INTO reward_meter (id, charity, amount, gifts, givers) "
                "VALUES (:id, :charity, :amount, :gifts, :givers) ON CONFLICT (charity) DO UPDATE SET "
                "amount = reward_meter.amount + excluded.amount, gifts = reward_meter.gifts + excluded.gifts, "
                "givers = reward_meter.givers + excluded.givers",
                id=ids.new_id(),
                charity=charity,
                amount=given.amount,
                gifts=given.gifts,
                givers=given.givers,
            )
        for (charity, currency), points in sorted(counters.received.items()):
            await tx.execute(
                "INSERT INTO reward_received (id, charity, currency, points) "
                "VALUES (:id, :charity, :currency, :points) "
                "ON CONFLICT (charity, currency) DO UPDATE SET points = reward_received.points + excluded.points",
                id=ids.new_id(),
                charity=charity,
                currency=currency,
                points=points,
            )


async def _take(tx: Tx, place: Place, by: int, limit: int) -> None:
    """So many more places, or PlaceRaced where there are not so many left."""
    taken = await tx.execute(
        "INSERT INTO reward_stock (id, reward, period, taken) VALUES (:id, :reward, :period, :by) "
        "ON CONFLICT (reward, period) DO UPDATE SET taken = reward_stock.taken + excluded.taken "
        "WHERE reward_stock.taken + excluded.taken <= :limit",
        id=ids.new_id(),
        reward=place[0],
        period=place[1],
        by=by,
        limit=limit,
    )
    if not taken:
        raise PlaceRaced
