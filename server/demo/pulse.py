"""The invented neighbours, who go on living while somebody looks: now and then one of them likes a post or says
something. Nobody who is printed ever does anything by themselves, and after half an hour the block is quiet."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Mapping

from server import activities, community, members, partners
from server.activities import RecordActivity, Source
from server.kernel import clock, ids
from server.kernel.clock import MINUTE
from server.kernel.errors import DomainError
from server.kernel.ids import Id
from server.members import Principal
from server.storage import StorageError

from .story import story

SAYING = 0.3  # How often a neighbour says something instead of liking.
RETURNING = 0.25  # How often one hands in cans, so that what all do together moves.
PACKS = 12  # At most, of one time: the goal stays out of reach while somebody looks.
STATION = "torgets-pant"
_HOUSE = Principal(kind="person", roles=frozenset({"manager"}))

log = logging.getLogger(__name__)


async def beat(pace: float | None = None) -> None:
    """Runs until the block falls silent, or is told to stop. `pace`: seconds between two deeds; None: as the story has
    it."""
    least, most = (pace, pace) if pace is not None else story()["pulse"]["every_seconds"]
    until = clock.now() + story()["pulse"]["stops_after_minutes"] * MINUTE
    neighbours = await _neighbours()
    unsaid = list(story()["pulse"]["says"])
    while neighbours and clock.now() < until:
        await asyncio.sleep(random.uniform(least, most))
        try:
            await once(neighbours, unsaid)
        except (DomainError, StorageError) as refusal:
            log.info("a neighbour was refused: %s", refusal)


async def once(neighbours: list[Id], unsaid: list[Mapping[str, str]]) -> None:
    """One thing that one neighbour does. What was said is taken from `unsaid`: nobody says it twice."""
    who = random.choice(neighbours)
    if random.random() < RETURNING:
        await _hand_in(who)
        return
    posts = (await community.feed(first=20)).items
    if unsaid and random.random() < SAYING:
        said = unsaid.pop(0)
        asked = next((post for post in posts if post.body.startswith(_text_of(said["under"])[:40])), None)
        if asked is not None and asked.author_id != who:
            await community.create_comment(
                who, key=f"pulse:{ids.new_id()}", post_id=asked.id, language="sv", body=said["text"]
            )
            return
    liked = await community.liked_by(who, [post.id for post in posts])
    spam = _text_of("watches")
    likeable = [post for post in posts if post.author_id != who and post.id not in liked and post.body != spam]
    if likeable:
        await community.react(
            who, key=f"pulse:{ids.new_id()}", ref=("post", random.choice(likeable[:8]).id), like=True
        )


async def _hand_in(who: Id) -> None:
    """Cans and bottles, as the station's machine counts them."""
    station = await partners.partner_of_code(STATION)
    if station is None:
        return
    machine = Principal(kind="client", partner_id=station.id, shop_code=STATION, client_id="pulse")
    await activities.record(
        RecordActivity(
            source=Source.of(machine), key=f"pulse:{ids.new_id()}", member=("id", who), kind="deposit_returned",
            facts={"packs": random.randint(1, PACKS)},
        )
    )  # fmt: skip


async def _neighbours() -> list[Id]:
    rows = story()["neighbour"]
    found = await members.resolve([("email", row["email"]) for row in rows], _HOUSE)
    return sorted(found.values())


def _text_of(code: str) -> str:
    return next(str(row["text"]).strip() for row in story()["post"] if row["code"] == code)
