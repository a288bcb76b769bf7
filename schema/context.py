"""What one operation knows: who asks, in which language, under which id; its own loaders; the cookies it sets.

A context lives for one operation, also on a socket. A loader that lived longer would answer yesterday's balance.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import strawberry

from server.kernel.errors import BadInput

if TYPE_CHECKING:
    from server.members import Principal

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Language = Literal["sv", "en"]
Batch = Callable[["Context", Sequence[K]], Awaitable[Mapping[K, V]]]
"""Reads many at once. A key that the answer lacks is None to whoever asked for it."""

LANGUAGES: tuple[Language, ...] = ("sv", "en")
ACCEPTED_LIMIT = 200  # Characters of Accept-Language that are read.
LOADER_LIMIT = 1000  # Keys a batch: one statement stays one that a database plans well.


class SharedContextError(RuntimeError):
    """A subscription that is shared by many asked who is asking. Its answer would have reached the others."""


class Context:
    """One operation's context. `info.context` in a resolver."""

    __slots__ = ("_loaders", "_principal", "cookie", "demo", "language", "request_id", "transport", "user_agent")

    def __init__(
        self,
        principal: Principal | None,
        *,
        language: Language = "sv",
        request_id: str = "",
        transport: Literal["http", "socket"] = "http",
        user_agent: str = "",
        demo: bool = False,
    ) -> None:
        self._principal = principal
        self.language: Language = language
        self.request_id = request_id
        self.transport = transport
        self.user_agent = user_agent
        self.demo = demo  # This server is a demo and the asker is at this machine (or holds the key that --lan prints).
        self.cookie: SessionCookie | None = None
        self._loaders: dict[Any, _Loader] = {}

    @property
    def principal(self) -> Principal:
        """Who asks. Raises SharedContextError in a subscription that is executed once for many."""
        if self._principal is None:
            raise SharedContextError("a shared subscription never reads the principal")
        return self._principal

    @property
    def asker(self) -> Literal["stranger", "person", "client"]:
        """The kind of principal; a shared execution counts as a stranger's."""
        return "stranger" if self._principal is None else self._principal.kind

    @property
    def trusted(self) -> bool:
        """Whether the asker may look into the schema: a partner's program, a manager, anybody in the demo."""
        if self._principal is None:
            return False
        return self.demo or self._principal.kind == "client" or "manager" in self._principal.roles

    def load(self, batch: Batch[K, V], key: K) -> Awaitable[V | None]:
        """One of what `batch` reads, together with all that is asked for in the same breath of the operation."""
        loader = self._loaders.get(batch)
        if loader is None:
            loader = self._loaders[batch] = _Loader(self, cast("Batch[Any, Any]", batch))
        return loader.load(key)

    def forget(self) -> None:
        """Forget what was read: a mutation that wrote reads again."""
        self._loaders = {}

    def sign_in(self, token: str, *, max_age: int) -> None:
        """Set the session cookie on the answer. `max_age` is in seconds. Raises BadInput on a socket."""
        if self.transport == "socket":
            raise BadInput("transport", "Sign in over HTTP: a socket sets no cookie.")
        self.cookie = SessionCookie(token, max_age)

    def sign_out(self) -> None:
        """Take the session cookie away. Raises BadInput on a socket."""
        if self.transport == "socket":
            raise BadInput("transport", "Sign out over HTTP: a socket takes no cookie away.")
        self.cookie = SessionCookie("", 0)


class SessionCookie:
    """What the answer does to the session cookie; the HTTP edge writes it, once."""

    __slots__ = ("max_age", "token")

    def __init__(self, token: str, max_age: int) -> None:
        self.token, self.max_age = token, max_age


Info = strawberry.Info[Context, None]


class _Loader:
    """Gathers keys until the event loop has run what is ready, then reads them in one batch."""

    __slots__ = ("_batch", "_context", "_futures", "_waiting")

    def __init__(self, context: Context, batch: Batch[Any, Any]) -> None:
        self._context, self._batch = context, batch
        self._futures: dict[Hashable, asyncio.Future[Any]] = {}
        self._waiting: list[Hashable] = []

    def load(self, key: Hashable) -> asyncio.Future[Any]:
        future = self._futures.get(key)
        if future is not None:
            return future
        loop = asyncio.get_running_loop()
        future = self._futures[key] = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._start)
        self._waiting.append(key)
        return future

    def _start(self) -> None:
        keys, self._waiting = self._waiting, []
        for start in range(0, len(keys), LOADER_LIMIT):
            task = asyncio.ensure_future(self._read(keys[start : start + LOADER_LIMIT]))
            _reading.add(task)
            task.add_done_callback(_reading.discard)

    async def _read(self, keys: list[Hashable]) -> None:
        try:
            found = await self._batch(self._context, keys)
        except BaseException as error:
            for key in keys:
                future = self._futures[key]
                if not future.done():
                    if isinstance(error, Exception):
                        future.set_exception(error)
                        future.exception()  # Whoever asked may be gone; then nobody needs to hear of it.
                    else:
                        future.cancel()
            if not isinstance(error, Exception):
                raise
            return
        for key in keys:
            future = self._futures[key]
            if not future.done():
                future.set_result(found.get(key))


_reading: set[asyncio.Task[None]] = set()  # The event loop keeps tasks weakly.


def language_of(accepted: str | None, otherwise: Language | None = None) -> Language:
    """The best of ours for an Accept-Language header: “en-GB,en;q=0.8,sv;q=0.5” → “en”.

    Where none fits: the member's own (`otherwise`), else Swedish.
    """
    return _accepted((accepted or "")[:ACCEPTED_LIMIT]) or otherwise or "sv"


@lru_cache(maxsize=256)
def _accepted(header: str) -> Language | None:
    best: Language | None = None
    best_quality = 0.0
    for part in header.split(","):
        tag, _, parameter = part.strip().partition(";")
        primary = tag.partition("-")[0].lower()
        quality = _quality(parameter)
        if primary in LANGUAGES and quality > best_quality:
            best, best_quality = primary, quality
    return best


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
