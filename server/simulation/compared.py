"""A simulation's answer: what a draft would have come to, beside what really happened."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Iterable, Iterator

import msgspec

from server.kernel.clock import Instant
from server.kernel.ids import Id

from .wire import Earned, LeftOut, Side

SHOWN = 10  # Members with the biggest changes, each way.
EDGES = (-1000, -500, -100, -10, 0, 1, 11, 101, 501, 1001)
"""Where the bars of changes begin, in whole points: below −1,000 · −1,000 to −501 · … · −10 to −1 · 0 · 1 to 10 · …"""


class Moved(msgspec.Struct, frozen=True):
    """What a member earned of a currency, really and under the draft, in minor units."""

    member_id: Id
    real: int
    draft: int


class Change(msgspec.Struct, frozen=True):
    """How what members earned of a currency changes: how many win, lose or have the same; those who win and lose most;
    and how many members each bar of EDGES holds, the first below the first edge."""

    currency: str
    winners: int
    losers: int
    same: int
    most_won: list[Moved]
    most_lost: list[Moved]
    spread: list[int]


class Comparison(msgspec.Struct, frozen=True):
    """`refused`: activities that the draft would not have taken, by the reason's name; `left_out`: those that are
    not lived through again. Both lives end at `until`."""

    since: Instant
    until: Instant
    activities: int
    real: Side
    draft: Side
    changes: list[Change]
    refused: dict[str, int]
    left_out: list[LeftOut]
    seconds: float
    peak_kilobytes: int


class Changes:
    """Gathers members' earnings on both sides, and keeps no more of them than is shown."""

    def __init__(self, decimals: dict[str, int]) -> None:
        self._decimals = decimals  # By currency; others are not compared.
        self._won: dict[str, list[tuple[int, Id, int, int]]] = {code: [] for code in decimals}
        self._lost: dict[str, list[tuple[int, Id, int, int]]] = {code: [] for code in decimals}
        self._counts = {code: [0, 0, 0] for code in decimals}
        self._spread = {code: [0] * (len(EDGES) + 1) for code in decimals}

    def add(self, member_id: Id, currency: str, *, real: int, draft: int) -> None:
        if currency not in self._decimals:
            return
        change = draft - real
        counts = self._counts[currency]
        counts[0 if change > 0 else 1 if change < 0 else 2] += 1
        whole = _whole(change, self._decimals[currency])
        self._spread[currency][bisect_right(EDGES, whole)] += 1
        if change > 0:
            _keep(self._won[currency], (change, -member_id, real, draft))
        elif change < 0:
            _keep(self._lost[currency], (-change, -member_id, real, draft))

    def told(self) -> list[Change]:
        return [
            Change(code, winners, losers, same, _moved(self._won[code]), _moved(self._lost[code]), self._spread[code])
            for code, (winners, losers, same) in self._counts.items()
        ]


def side_by_side(real: Iterable[Earned], draft: Iterable[Earned]) -> Iterator[tuple[Id, str, int, int]]:
    """Two lists in the order of (member, currency) as one: member, currency, really earned, earned under the draft."""
    both = heapq.merge(
        ((one.member_id, one.currency, 0, one.points) for one in real),
        ((one.member_id, one.currency, 1, one.points) for one in draft),
    )
    waiting: list[int] | None = None
    at: tuple[Id, str] | None = None
    for member_id, currency, side, points in both:
        if at != (member_id, currency):
            if at is not None and waiting is not None:
                yield at[0], at[1], waiting[0], waiting[1]
            at, waiting = (member_id, currency), [0, 0]
        assert waiting is not None
        waiting[side] = points
    if at is not None and waiting is not None:
        yield at[0], at[1], waiting[0], waiting[1]


def _keep(heap: list[tuple[int, Id, int, int]], one: tuple[int, Id, int, int]) -> None:
    if len(heap) < SHOWN:
        heapq.heappush(heap, one)
    else:
        heapq.heappushpop(heap, one)


def _moved(heap: list[tuple[int, Id, int, int]]) -> list[Moved]:
    return [Moved(-member_id, real, draft) for _, member_id, real, draft in sorted(heap, reverse=True)]


def _whole(change: int, decimals: int) -> int:
    """In whole points, away from zero: a change of half a point is a change."""
    size: int = -(-abs(change) // 10**decimals)
    return size if change >= 0 else -size


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Comparison).decode
