"""A database with its tables, and members with timelines."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count as count_from

import pytest

from server import live, storage
from server.kernel import clock, ids
from server.live import TimelineRow

_numbers = count_from(1)
Write = Callable[..., Awaitable[TimelineRow]]


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[str]:
    await storage.connect(migrated_url)
    yield migrated_url
    await storage.close()


@pytest.fixture
async def member(database: str) -> int:
    member_id = ids.new_id()
    async with storage.transaction() as tx:
        await live.open_timeline(tx, [member_id])
    return member_id


@pytest.fixture
def write(database: str) -> Write:
    """Commits one row of `count` events for a member, and tells nobody."""

    async def write(member_id: int, count: int = 1) -> TimelineRow:
        async with storage.transaction() as tx:
            heads = await live.lock(tx, [member_id])
            row = row_of(member_id, heads[member_id][0], count)
            await live.append(tx, [row])
        return row

    return write


def row_of(member_id: int, position: int, count: int = 1) -> TimelineRow:
    """A row of events that goes on from a position, its id of the present instant, also where that was moved."""
    now = clock.now()
    row_id = ids.first_id_at(now) + next(_numbers)
    events = [{"type": "PointsPosted", "points": position + n} for n in range(1, count + 1)]
    return TimelineRow(
        row_id, member_id, position + 1, position + count, ids.new_id(), now - 5, now, json.dumps(events)
    )
