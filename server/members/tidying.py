"""What no longer says anything is dropped: ended sessions, old links, buckets that are full again."""

from __future__ import annotations

from server import storage
from server.jobs import Job

from . import links, sessions, throttle


async def tidy(_: Job) -> None:
    """The job. Three short transactions."""
    for forget in (throttle.forget_full, links.forget_expired, sessions.forget_sessions):
        await storage.write(forget)
