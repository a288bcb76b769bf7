"""Reads outside transactions: what is asked at nearly the same time goes to PostgreSQL as one statement.

A read costs the server, and this process, far more in carrying than in looking. So whoever reads waits until the event
loop has run what was ready, and what was asked by then is dealt into *hands*: reads of different texts, answered as one
row with a column for each. A few lanes carry hands; a lane holds a connection while there is something to carry.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import islice
from operator import itemgetter
from typing import Any

import asyncpg

from server.storage import statements
from server.storage.errors import StorageError
from server.storage.tx import Row

LANES = 4  # Connections that reads may hold at once; the rest of the pool is for transactions.
TURNS = 2  # Of the event loop, that a read waits for others: a loader's read comes two turns after a resolver's.
HAND_LIMIT = 16  # Reads of one statement.
TEXT_LIMIT = 12_000  # Characters of one statement: asyncpg keeps none beyond 15,000.
HANDS_KEPT = 128  # Kinds of hands that are known. The server keeps a plan for each, on each connection.
KINDS_KEPT = 1_024


class FoundRow(tuple[Any, ...]):
    """One row of one read: by place and by name. Each text has a subclass of its own, which knows the names."""

    __slots__ = ()
    places: Mapping[str, int] = {}

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, self.places[key] if key.__class__ is str else key)

    def keys(self) -> Any:
        return self.places.keys()


Read = tuple[str, Sequence[Any], "asyncio.Future[list[Row]]"]
Kind = type[FoundRow]


class Lanes:
    """The reads of one pool."""

    def __init__(self, pool: Any) -> None:
        self.pool = pool
        self._asked: list[Read] = []  # Not yet for the lanes: others may come.
        self._waiting: dict[str, deque[Read]] = {}
        self._lanes: set[asyncio.Task[None]] = set()  # The event loop keeps tasks weakly.
        self._open = 0  # Lanes that will look again whether something waits.
        self._kinds: OrderedDict[str, Kind | None] = OrderedDict()  # None: such rows come alone only.
        self._hands: OrderedDict[tuple[str, ...], None] = OrderedDict()
        self._nobodys = contextvars.Context()  # A lane carries everybody's: it logs under nobody's request.

    def fetch(self, text: str, values: Sequence[Any]) -> asyncio.Future[list[Row]]:
        """The rows of a text; an error is the driver's own. Whoever leaves cancels nothing."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[Row]] = loop.create_future()
        self._asked.append((text, values, answer))
        if len(self._asked) == 1:
            loop.call_soon(self._turn, loop, TURNS, context=self._nobodys)
        return answer

    def _turn(self, loop: asyncio.AbstractEventLoop, left: int) -> None:
        if left:
            loop.call_soon(self._turn, loop, left - 1, context=self._nobodys)
            return
        asked, self._asked = self._asked, []
        for read in asked:
            self._waiting.setdefault(read[0], deque()).append(read)
        wanted = max(map(len, self._waiting.values()))  # Hands that are to be carried.
        for _ in range(min(wanted, LANES) - self._open):
            self._open += 1
            lane = loop.create_task(self._carry(), context=self._nobodys)
            self._lanes.add(lane)
            lane.add_done_callback(self._lanes.discard)

    def _deal(self) -> list[Read]:
        """Reads of different texts, in the order of their texts, so that the same ones make the same statement."""
        hand: list[Read] = []
        length = 0
        for text in list(islice(self._waiting, HAND_LIMIT)):
            length += len(text)
            if hand and length > TEXT_LIMIT:
                break
            others = self._waiting.pop(text)
            hand.append(others.popleft())
            if others:
                self._waiting[text] = others  # Behind the rest: all have their turn.
        return sorted(hand, key=itemgetter(0))

    async def _carry(self) -> None:
        """Carries hands until none is left."""
        try:
            while self._waiting:
                await self._carry_by_one_connection()
        finally:
            self._open -= 1

    async def _carry_by_one_connection(self) -> None:
        try:
            connection = await self.pool.acquire()
        except Exception as error:
            for read in self._deal():
                _fail(read, error)
            return
        try:
            while self._waiting and _lives(connection):
                await self._answer(connection, self._deal())
        finally:
            with suppress(Exception):  # One that cannot be given back is ended by the pool.
                await self.pool.release(connection)

    async def _answer(self, connection: Any, hand: list[Read]) -> None:
        hand = [read for read in hand if not read[2].done()]  # Whoever asked may have left.
        try:
            if len(hand) < 2 or not self._is_known(hand) or not await self._together(connection, hand):
                for read in hand:
                    await _alone(connection, read)
        except BaseException:  # The process ends: nobody may wait for it.
            for read in hand:
                _fail(read, StorageError("The database is closed."))
            raise

    def _is_known(self, hand: list[Read]) -> bool:
        """Whether such reads came together before: what comes together once is not worth a plan."""
        texts = tuple(text for text, _, _ in hand)
        known = texts in self._hands
        self._hands[texts] = None
        self._hands.move_to_end(texts)
        if len(self._hands) > HANDS_KEPT:
            self._hands.popitem(last=False)
        return known

    async def _together(self, connection: Any, hand: list[Read]) -> bool:
        """One statement for all. False where that cannot be: each alone then tells its own error."""
        try:
            kinds = [await self._kind(connection, text) for text, _, _ in hand]
            if None in kinds:
                return False
            values = [value for _, its, _ in hand for value in its]
            (answers,) = await connection.fetch(statements.beside(tuple(text for text, _, _ in hand)), *values)
        except Exception:
            return False
        for (_, _, answer), kind, found in zip(hand, kinds, answers, strict=True):
            if not answer.done():
                assert kind is not None
                answer.set_result([kind(row) for row in found] if found else [])
        return True

    async def _kind(self, connection: Any, text: str) -> Kind | None:
        """The rows of a text, with its columns' names, asked of the server once; None for what a record cannot hold."""
        if text not in self._kinds:
            attributes = (await connection.prepare(text)).get_attributes()
            simple = all(each.type.kind == "scalar" for each in attributes)
            self._kinds[text] = _kind_of([each.name for each in attributes]) if simple else None
            if len(self._kinds) > KINDS_KEPT:
                self._kinds.popitem(last=False)
        return self._kinds[text]


def _kind_of(names: Sequence[str]) -> Kind:
    return type("FoundRow", (FoundRow,), {"__slots__": (), "places": {name: n for n, name in enumerate(names)}})


async def _alone(connection: Any, read: Read) -> None:
    text, values, answer = read
    try:
        rows: list[Row] = await connection.fetch(text, *values)
    except Exception as error:
        _fail(read, error)
    else:
        if not answer.done():
            answer.set_result(rows)


def _fail(read: Read, error: Exception) -> None:
    if not read[2].done():
        read[2].set_exception(error)


def _lives(connection: Any) -> bool:
    """Whether more can be asked of it. The pool takes back one that is lost, and it then answers nothing at all."""
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:
        return False
