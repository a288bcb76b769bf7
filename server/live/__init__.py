"""What just happened, to those whom it concerns: timelines, the hub of this process, the bus between processes.

    await live.connect(settings.redis_url)              # once a process; None: this process is the only one
    await live.append(tx, rows)                          # in the award's transaction, members locked by `live.lock`
    await live.publish(rows)                             # after the commit
    async for event in live.member_events(member_id, after=12): …
    listener = live.listen(live.board_topic("week"), send)     # synchronous; or `async for … in live.subscribe(topic)`
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Any

from server.kernel.ids import Id

from .bus import Bus, MemoryBus
from .errors import TimelineOutOfStep
from .hub import MISSED, SOCKET_QUEUE_LIMIT, Hub, Listener, Receive, Subscription
from .redis_bus import RedisBus
from .service import Live, board_topic, member_topic
from .timeline import (
    KEPT,
    RESET,
    Event,
    TimelineRow,
    append,
    encode_events,
    fall_due,
    lock,
    members_after,
    newest,
    open_timeline,
    position,
    positions,
    read_after,
    rows_by_id,
    trim,
    visit_newcomers,
)

__all__ = [
    "KEPT", "MISSED", "RESET", "SOCKET_QUEUE_LIMIT", "Bus", "Event", "Hub", "Listener", "Live", "MemoryBus",
    "RedisBus", "Subscription", "TimelineOutOfStep", "TimelineRow", "alive", "append", "board_topic", "check",
    "close", "connect", "encode_events", "fall_due", "followers", "hub", "listen", "lock", "member_events",
    "member_topic", "members_after", "newest", "open_timeline", "position", "positions", "publish", "publish_topic",
    "read_after", "rows_by_id", "subscribe", "trim", "visit_newcomers",
]  # fmt: skip

_live = Live()


async def connect(redis_url: str | None = None, *, namespace: str = "hemmaplan") -> None:
    """Opens this process's live side, over Redis where there is one. Does not wait for Redis; `alive` tells."""
    await _live.connect(RedisBus(redis_url, namespace=namespace) if redis_url else None)


async def close() -> None:
    await _live.close()


async def alive() -> bool:
    """Whether the bus answers, for /readyz."""
    return await _live.alive()


def followers() -> int:
    """How many follow a timeline in this process."""
    return _live.followers


def hub() -> Hub:
    """The hub of this process."""
    return _live.hub


def listen(topic: str, receive: Receive) -> Listener:
    """Calls `receive` with each message of a topic until the listener is closed. MISSED: read the state afresh."""
    return _live.hub.listen(topic, receive)


def subscribe(topic: str) -> Subscription:
    """The messages of a topic, for one reader, until closed. MISSED: read the state afresh."""
    return _live.hub.subscribe(topic)


async def publish(rows: Sequence[TimelineRow]) -> None:
    """Tells of timeline rows that are committed. Never fails and never waits."""
    await _live.publish(rows)


def publish_topic(topic: str, payload: Any) -> None:
    """Tells those who watch a topic, at most once each 200 ms with the latest payload (dicts, lists, text, numbers);
    what its lists name is gathered meanwhile."""
    _live.publish_topic(topic, payload)


def member_events(member_id: Id, after: int | None = None) -> AsyncGenerator[Event, None]:
    """A member's events past a position (None: from now), in order, each once. See `Live.member_events`."""
    return _live.member_events(member_id, after)


async def check() -> int:
    """Compares all followers' positions with the database now; how many were behind."""
    return await _live.check()
