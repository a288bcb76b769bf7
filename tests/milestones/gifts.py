"""What a test asks about vouchers that were given."""

from __future__ import annotations

from server import storage
from server.activities import ConfirmVoucher
from tests.activities.world import World


async def vouchers(world: World, who: int = 0) -> list[tuple[str, str]]:
    """Each voucher ever given to a member, oldest first: the reward and what became of it."""
    rows = await storage.rows(
        "SELECT reward, state FROM reward_voucher WHERE member_id = :member ORDER BY id", member=world.members[who]
    )
    return [(row[0], row[1]) for row in rows]


async def open_ones(world: World, who: int = 0) -> list[str]:
    return [reward for reward, state in await vouchers(world, who) if state == "open"]


async def use(world: World, reward: str, who: int = 0) -> None:
    """Uses the oldest one that waits."""
    voucher = await storage.value(
        "SELECT MIN(id) FROM reward_voucher WHERE member_id = :member AND reward = :reward AND state = 'open'",
        member=world.members[who],
        reward=reward,
    )
    intent: ConfirmVoucher = world.confirming(voucher, who)
    await world.record(intent)


async def told(world: World, who: int = 0) -> list[str]:
    """What became of gifts, as the member was told."""
    return [event["why"] for event in await world.events(who) if event["type"] == "RewardReturned"]
