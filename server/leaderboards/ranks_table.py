"""Ranks within one process: a table of counts by score for each board and season that somebody asks about."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from server import storage
from server.kernel import clock, ids

from .ranks import Move
from .ranks_scores import ScoreTable

BOARDS_LIMIT = 256  # Boards and seasons that are kept counted; the one asked least lately gives way.
CATCH_UP_SECONDS = 15.0
SETTLED = 2 * clock.SECOND  # A change this old was committed, and told of, or it was missed.
PARSE_SLICE = 1 << 16  # Characters turned into numbers between two looks at the rest of the house.

Key = tuple[str, str]
log = logging.getLogger(__name__)


class _Board:
    """The counts of one board and season, or the wait for them."""

    __slots__ = ("applied", "loading", "table", "through", "waiting")

    def __init__(self) -> None:
        self.table: ScoreTable | None = None
        self.loading: asyncio.Task[ScoreTable] | None = None
        self.waiting: list[Move] = []  # Told of while the counts were read.
        self.through = 0  # The newest change that the reading saw.
        self.applied: set[int] = set()  # Changes told of since the last look for missed ones.


class TableRanks:
    """Follows the commits of this process, which must be the only one that moves standings."""

    def __init__(self) -> None:
        self._boards: OrderedDict[Key, _Board] = OrderedDict()
        self._looked_at = 0
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        self._looked_at = ids.first_id_at(clock.now() - SETTLED)
        self._task = asyncio.create_task(self._catch_up_for_ever(), name="ranks: catch up")

    async def close(self) -> None:
        tasks = [board.loading for board in self._boards.values() if board.loading] + [self._task]
        for task in tasks:
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)
        self._boards.clear()
        self._task = None

    def follow(self, moves: Sequence[Move]) -> None:
        for move in moves:
            board = self._boards.get((move.board, move.season))
            if board is None:
                continue
            if board.table is None:
                board.waiting.append(move)
            else:
                self._apply(board, board.table, move)

    async def ahead(self, board: str, season: str, score: int) -> int:
        return (await self._counted((board, season))).ahead(score)

    async def levels_ahead(self, board: str, season: str, score: int) -> int:
        return (await self._counted((board, season))).levels_ahead(score)

    async def forget(self, board: str, season: str) -> None:
        self._boards.pop((board, season), None)

    async def catch_up(self) -> int:
        """Looks for settled changes that nobody told of, and forgets their boards; how many boards."""
        edge = ids.first_id_at(clock.now() - SETTLED)
        rows = await storage.rows(
            "SELECT board, season, change FROM standing WHERE change > :since AND change <= :edge",
            since=self._looked_at,
            edge=edge,
        )
        missed = set()
        for row in rows:
            board = self._boards.get((row[0], row[1]))
            if board is None or board.table is None:
                continue
            if row[2] > board.through and row[2] not in board.applied:
                missed.add((row[0], row[1]))
        self._looked_at = max(self._looked_at, edge)
        for key, board in self._boards.items():
            board.applied = {change for change in board.applied if change > edge}
            if key in missed:
                log.warning("A change to the standings of %s in %s was missed; they are counted afresh.", *key)
        for key in missed:
            del self._boards[key]
        return len(missed)

    def _apply(self, board: _Board, table: ScoreTable, move: Move) -> None:
        if move.change <= board.through:
            return
        board.applied.add(move.change)
        try:
            if not move.new:
                table.remove(move.before)
            table.add(move.score)
        except KeyError:
            log.warning("Nobody had %d on %s in %s; they are counted afresh.", move.before, move.board, move.season)
            self._boards.pop((move.board, move.season), None)

    async def _counted(self, key: Key) -> ScoreTable:
        """The counts, read from the standings where they are not kept yet; askers at once wait for one reading."""
        board = self._boards.get(key)
        if board is None:
            board = self._boards[key] = _Board()
            while len(self._boards) > BOARDS_LIMIT:
                self._boards.popitem(last=False)
        self._boards.move_to_end(key)
        if board.table is not None:
            return board.table
        if board.loading is None:
            board.loading = asyncio.create_task(self._load(key, board), name=f"ranks: count {key[0]}")
        return await asyncio.shield(board.loading)

    async def _load(self, key: Key, board: _Board) -> ScoreTable:
        try:
            through, scores, counts = await _read(*key)
        except BaseException:
            if self._boards.get(key) is board:
                del self._boards[key]
            raise
        table = ScoreTable(scores, counts)
        board.table, board.through, board.loading = table, through, None
        waiting, board.waiting = board.waiting, []
        for move in waiting:
            self._apply(board, table, move)
        return table

    async def _catch_up_for_ever(self) -> None:
        while True:
            await asyncio.sleep(CATCH_UP_SECONDS)
            with suppress(storage.StorageError):
                await self.catch_up()


async def _read(board: str, season: str) -> tuple[int, np.ndarray, np.ndarray]:
    """The newest change of all, the board's different scores, and how many have each: one statement, one snapshot."""
    pairs = "group_concat" if storage.dialect() == "sqlite" else "string_agg"
    # One text instead of a million rows: a row costs a microsecond of this process, a number in a text a tenth.
    row = await storage.row(
        f"SELECT (SELECT max(change) FROM standing) AS through, (SELECT {pairs}(pair, ',') FROM ("
        "SELECT CAST(score AS TEXT) || ',' || CAST(count(*) AS TEXT) AS pair FROM standing "
        "WHERE board = :board AND season = :season GROUP BY score) AS pairs) AS pairs",
        board=board,
        season=season,
    )
    assert row is not None
    text: str = row["pairs"] or ""
    parts: list[np.ndarray] = []
    start = 0
    while start < len(text):
        end = text.find(",", start + PARSE_SLICE)
        end = len(text) if end < 0 else end
        parts.append(np.fromstring(text[start:end], np.int64, sep=","))
        start = end + 1
        await asyncio.sleep(0)
    numbers = np.concatenate(parts) if parts else np.empty(0, np.int64)
    return row["through"] or 0, numbers[0::2], numbers[1::2]
