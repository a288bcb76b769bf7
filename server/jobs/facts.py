"""Facts and their readers: who announces knows no reader, who reads knows no announcer.

The table of readers is handed over once, by app or cli (`react`). A fact that nobody reads costs no row.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, Protocol

import msgspec

from server.kernel.ids import Id
from server.storage import Tx

from .queue import Draft, Job, enqueue_many

DEPTH_LIMIT = 3  # A like pays, the pay makes a badge, the badge makes a note; whatever goes on from there is a loop.

log = logging.getLogger(__name__)


class Fact(Protocol):
    """A frozen dataclass in the past tense, with an id of its own."""

    @property
    def id(self) -> Id: ...


Reaction = Callable[[Any], Awaitable[None]]
Reactions = Mapping[type[Any], Sequence[Reaction]]

_reactions: Reactions = {}
_depth: ContextVar[int] = ContextVar("how many facts led here", default=0)


def react(reactions: Reactions) -> dict[str, Callable[[Job], Awaitable[None]]]:
    """Sets the table of readers for this process, and returns their handlers, for a Worker."""
    global _reactions
    _reactions = reactions
    return {
        _kind(fact_type, reaction): _handler(fact_type, reaction)
        for fact_type, readers in reactions.items()
        for reaction in readers
    }


def depth() -> int:
    """How many facts led to the work that runs now: 0 outside reactions. Work that goes on in another task carries it
    along and gives it to `announce`."""
    return _depth.get()


async def announce(tx: Tx, *facts: Fact, depth: int | None = None) -> None:
    """Tells of facts in the transaction that makes them true: one job for each reader, once for each fact's id."""
    deep = _depth.get() if depth is None else depth
    drafts = [
        Draft(
            _kind(type(fact), reaction),
            {"fact": msgspec.to_builtins(fact), "depth": deep},
            key=f"reaction:{fact.id}:{reaction.__name__}",
        )
        for fact in facts
        for reaction in _reactions.get(type(fact), ())
    ]
    if drafts and deep >= DEPTH_LIMIT:
        log.warning("Facts %d deep are not read on: %s.", deep, sorted({draft.kind for draft in drafts}))
        return
    await enqueue_many(tx, drafts)


def _kind(fact_type: type[Any], reaction: Reaction) -> str:
    return f"reaction:{fact_type.__name__}:{reaction.__name__}"


def _handler(fact_type: type[Any], reaction: Reaction) -> Callable[[Job], Awaitable[None]]:
    async def handle(job: Job) -> None:
        token = _depth.set(job.payload["depth"] + 1)
        try:
            await reaction(msgspec.convert(job.payload["fact"], fact_type))
        finally:
            _depth.reset(token)

    return handle
