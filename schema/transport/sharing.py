"""Subscriptions that answer many alike: executed once, encoded once, written to each.

A field that declares `shared()` has one group for each (document, operation, variables, language, visibility class).
Its context has no principal: whoever asks for one in there raises, so that nobody's answer reaches the others. Who
may listen is asked of each socket by itself, before it joins.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Protocol

import msgspec
from graphql import GraphQLError

from schema.build import definition_of, rule_of
from schema.context import Context, Language
from schema.engine.execution import subscribe
from schema.engine.operations import Asked, Begun, Operations
from schema.engine.plan import plan_of
from schema.hints import SHARED, Shared
from schema.transport.frames import Text

Put = Callable[[Text], None]
SLICE = 1000  # Sockets written to before others get the event loop.
_variables = msgspec.json.Encoder(order="sorted").encode


class Listener(Protocol):
    """One subscription of one socket."""

    id: str

    def next(self, message: Text) -> None: ...

    def fail(self, error: GraphQLError) -> None: ...

    def complete(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Key:
    """What must be alike for two listeners to share."""

    query: str
    operation: str | None
    variables: bytes
    language: Language
    visibility: Hashable


class Sharing:
    """The groups of one process."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations
        self._groups: dict[Key, Group] = {}

    def group(self, asked: Asked, begun: Begun, context: Context) -> Group | None:
        """The group that this subscription joins, or None where its field is not shared. Raises Refusal."""
        field = plan_of(begun.operation, begun.variables).root.fields[0].definition
        definition = definition_of(field)
        hint: Shared | None = definition.metadata.get(SHARED) if definition is not None else None
        if hint is None:
            return None
        rule = rule_of(field)
        if rule is not None:
            rule.check(context)
        key = Key(
            asked.query,
            asked.operation_name,
            _variables(asked.variables or {}),
            context.language,
            hint.visibility(context.principal),
        )
        group = self._groups.get(key)
        if group is None or group.ended:
            group = self._groups[key] = Group(self, key, begun)
        return group

    async def play(self, group: Group) -> None:
        """Run a group's subscription to its end, for all who listen."""
        try:
            source = await subscribe(group.begun.operation, group.begun.variables, group.context(), shared=True)
            try:
                async for event in source:
                    payload = await self._operations.event(group.begun, group.context(), event)
                    await group.publish(payload)
            finally:
                close = getattr(source, "aclose", None)
                if close is not None:
                    await close()
        except asyncio.CancelledError:
            raise
        except GraphQLError as error:
            group.end(error)
        except Exception as error:
            group.end(GraphQLError("", original_error=error))
        else:
            group.end(None)
        finally:
            self._forget(group)

    def _forget(self, group: Group) -> None:
        if self._groups.get(group.key) is group:
            del self._groups[group.key]

    def leave(self, group: Group) -> None:
        self._forget(group)


class Group:
    """Those who listen to the same."""

    __slots__ = ("_listeners", "_sharing", "_task", "begun", "ended", "key")

    def __init__(self, sharing: Sharing, key: Key, begun: Begun) -> None:
        self._sharing, self.key, self.begun = sharing, key, begun
        self._listeners: dict[str, dict[Listener, Put]] = {}  # By id, for these get the same message.
        self._task: asyncio.Task[None] | None = None
        self.ended = False

    def context(self) -> Context:
        """A context of nobody's, for one event."""
        return Context(None, language=self.key.language, request_id="shared", transport="socket")

    def join(self, listener: Listener) -> None:
        self._listeners.setdefault(listener.id, {})[listener] = listener.next
        if self._task is None:
            self._task = asyncio.ensure_future(self._sharing.play(self))

    def leave(self, listener: Listener) -> None:
        """The last who leaves ends the subscription."""
        alike = self._listeners.get(listener.id, {})
        alike.pop(listener, None)
        if not alike:
            self._listeners.pop(listener.id, None)
        if not self._listeners and not self.ended:
            self.ended = True
            self._sharing.leave(self)
            if self._task is not None:
                self._task.cancel()

    async def publish(self, payload: bytes) -> None:
        """Write one event to everybody. What is written is made once for each id that clients chose."""
        rest = f',"type":"next","payload":{payload.decode()}}}'
        written = 0
        for id_, alike in tuple(self._listeners.items()):
            message = Text(f'{{"id":{id_}{rest}')
            puts = tuple(alike.values())
            for start in range(0, len(puts), SLICE):
                part = puts[start : start + SLICE]
                for put in part:
                    put(message)
                written += len(part)
                if written >= SLICE:
                    written = 0
                    await asyncio.sleep(0)

    def __len__(self) -> int:
        return sum(map(len, self._listeners.values()))

    def end(self, error: GraphQLError | None) -> None:
        self.ended = True
        listeners = [listener for alike in self._listeners.values() for listener in alike]
        self._listeners.clear()
        for listener in listeners:
            if error is None:
                listener.complete()
            else:
                listener.fail(error)
