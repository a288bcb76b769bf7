"""The services that some tests want: whether this machine has them, and how it would get them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg
from redis import asyncio as redis
from redis.exceptions import RedisError

from server.settings import TestingSettings

PROBE_SECONDS = 5
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Service:
    """`found` says where it is, or is None; `remedy` how this machine would get it."""

    name: str
    title: str
    found: str | None
    wanted_for: str
    remedy: str


def look(settings: TestingSettings) -> list[Service]:
    """Each service that a test may want, looked for now."""
    return [find(name, settings) for name in FINDERS]


def find(name: str, settings: TestingSettings) -> Service:
    """One service by name. Raises KeyError for a name that no test wants."""
    title, wanted_for, remedy, finder = FINDERS[name]
    return Service(name, title, finder(settings), wanted_for, remedy)


def _postgres(settings: TestingSettings) -> str | None:
    async def ask() -> None:
        connection = await asyncpg.connect(settings.postgres_url, timeout=PROBE_SECONDS)
        await connection.close()

    return _answers(ask, settings.postgres_url)


def _redis(settings: TestingSettings) -> str | None:
    async def ask() -> None:
        async with redis.Redis.from_url(settings.redis_url, socket_connect_timeout=PROBE_SECONDS) as client:
            await client.ping()

    return _answers(ask, settings.redis_url)


def _answers(ask: Callable[[], Awaitable[None]], url: str) -> str | None:
    """The host and port where they answer."""
    try:
        asyncio.run(asyncio.wait_for(ask(), PROBE_SECONDS))
    except (OSError, asyncpg.PostgresError, RedisError):
        return None
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}"


def _program(*names: str) -> Callable[[TestingSettings], str | None]:
    return lambda settings: next(filter(None, map(shutil.which, names)), None)


Finder = Callable[[TestingSettings], str | None]
FINDERS: dict[str, tuple[str, str, str, Finder]] = {
    "postgres": ("PostgreSQL", "what concerns locks and several processes",
                 "apt install postgresql, or HEMMAPLAN_TEST_POSTGRES_URL", _postgres),
    "redis": ("Redis or Valkey", "the bus between processes",
              "apt install redis-server, or HEMMAPLAN_TEST_REDIS_URL", _redis),
    "chromium": ("Chromium", "the page", "apt install chromium", _program(*CHROMIUMS)),
    "node": ("Node", "the guide's JavaScript", "apt install nodejs", _program("node")),
    "haproxy": ("HAProxy", "the proxy in docker/", "apt install haproxy", _program("haproxy")),
}  # fmt: skip
