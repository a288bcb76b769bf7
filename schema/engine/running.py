"""One operation that runs on a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import Protocol

import msgspec
from graphql import GraphQLError

from schema.context import Context
from schema.engine.execution import subscribe
from schema.engine.operations import Begun, Operations
from schema.errors import formatted
from schema.transport.frames import Text
from schema.transport.sharing import Group

_json = msgspec.json.Encoder().encode


class Carrier(Protocol):
    """The socket that an operation runs on."""

    operations: Operations

    @property
    def put(self) -> Callable[[Text], None]: ...

    def context(self) -> Context:
        """A context for one operation, or for one event of a subscription."""

    def forget(self, running: Running) -> None:
        """An operation has ended by itself."""


class Running:
    """One operation that runs on a socket: the listener of a group, or a task of its own."""

    __slots__ = ("_connection", "_group", "id", "key", "next", "task")

    def __init__(self, connection: Carrier, key: str) -> None:
        self._connection, self.key = connection, key
        self.id = _json(key).decode()
        self.next = connection.put
        self.task: asyncio.Task[None] | None = None
        self._group: Group | None = None

    def share(self, group: Group) -> None:
        self._group = group
        group.join(self)

    async def answer(self, begun: Begun, context: Context) -> None:
        """A query or a mutation: one answer."""
        try:
            self._payload(await self._connection.operations.run(begun, context))
        except Exception as error:
            self.fail(GraphQLError("", original_error=error))
        else:
            self.complete()

    async def stream(self, begun: Begun, context: Context) -> None:
        """A subscription of this socket's own. Each event has loaders of its own."""
        try:
            source = await subscribe(begun.operation, begun.variables, context)
            try:
                async for event in source:
                    context = self._connection.context()
                    self._payload(await self._connection.operations.event(begun, context, event))
                    # Nobody else waits for the hundred events that a phone missed, nor a till's answer for all those
                    # of its award.
                    await asyncio.sleep(0)
            finally:
                close = getattr(source, "aclose", None)
                if close is not None:
                    await close()
        except GraphQLError as error:
            self.fail(error)
        except Exception as error:
            self.fail(GraphQLError("", original_error=error))
        else:
            self.complete()

    def refuse(self, errors: Collection[GraphQLError], context: Context) -> None:
        told = [formatted(error, context.request_id, context.language) for error in errors]
        self._tell("error", _json(told).decode())

    def fail(self, error: GraphQLError) -> None:
        self._connection.forget(self)
        self.refuse([error], self._connection.context())

    def complete(self) -> None:
        self._connection.forget(self)
        self._connection.put(Text(f'{{"id":{self.id},"type":"complete"}}'))

    def stop(self) -> None:
        """Whoever asked is no longer interested."""
        if self._group is not None:
            self._group.leave(self)
        if self.task is not None:
            self.task.cancel()

    def _payload(self, payload: bytes) -> None:
        self._tell("next", payload.decode())

    def _tell(self, type_: str, payload: str) -> None:
        self._connection.put(Text(f'{{"id":{self.id},"type":"{type_}","payload":{payload}}}'))
