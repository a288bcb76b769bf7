"""Reading boards: the top, a page, a member's place, the neighbours. Ranks come from the port (`ranks`); the order, and
so who stands next to whom, comes from the index (score descending, reached first, lower member id)."""

from __future__ import annotations

from collections.abc import Sequence

from server import storage
from server.kernel.errors import BadInput
from server.kernel.ids import Id
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.programme.rulebook import Board
from server.storage import Row

from .ranks import Place, Ranked, position_of, rank_of, ranks_of_page
from .service import ranks

SAME_MOMENT_LIMIT = 10_000  # Members with one score of one moment: those of one batch, some hundreds.


async def standings(board: Board, season: str, *, first: int, after: str | None = None) -> Page[Ranked]:
    """A page of the board from the top."""
    score, reached_at, seen = (0, 0, 0) if after is None else decode_cursor(after, int, int, int)
    if after is None:
        places = _places(await storage.rows(_TOP, board=board.code, season=season, limit=first + 1))
    elif 0 < seen <= SAME_MOMENT_LIMIT:
        begins = Place(0, score, reached_at)
        below = await _below(board, season, begins, first + 1 + seen)
        again = sum((one.score, one.reached_at) == (score, reached_at) for one in below[:seen])
        places = below[again : again + first + 1]
    else:
        raise BadInput("after", "after must be a cursor that this list answered.")
    shown = await _ranked(board, season, places[:first])
    return Page(shown, _cursors(shown, score, reached_at, seen), len(places) > first, after is not None)


async def standing_of(board: Board, season: str, member_id: Id) -> Ranked | None:
    """A member's own place; None where they have not begun."""
    place = await _place_of(board, season, member_id)
    if place is None:
        return None
    rank = await rank_of(ranks(), board.ties, board.code, season, place)
    return Ranked(member_id, rank, place.score, place.reached_at)


async def around(board: Board, season: str, member_id: Id, *, radius: int) -> list[Ranked]:
    """The member with as many neighbours above and below, in the board's order; nobody where they have not begun."""
    place = await _place_of(board, season, member_id)
    if place is None:
        return []
    above = await _above(board, season, place, radius)
    below = await _below(board, season, place, radius)
    return await _ranked(board, season, [*reversed(above), place, *below])


async def places_below(board: Board, season: str, place: Place | None, limit: int) -> list[Place]:
    """The board in its order, below a place or from the top, without ranks."""
    if place is None:
        return _places(await storage.rows(_TOP, board=board.code, season=season, limit=limit))
    return await _below(board, season, place, limit)


async def size(board: Board, season: str) -> int:
    """How many stand on the board."""
    return await ranks().ahead(board.code, season, 0)


def _cursors(shown: Sequence[Ranked], score: int, reached_at: int, seen: int) -> list[str]:
    """Where each stands: its score, its moment, and how many with both the same stand before it, itself counted.
    Everybody reads a cursor, so it names no member. Three of the arguments are the cursor that the page comes after."""
    cursors = []
    for one in shown:
        seen = seen + 1 if (one.score, one.reached_at) == (score, reached_at) else 1
        score, reached_at = one.score, one.reached_at
        cursors.append(encode_cursor(score, reached_at, seen))
    return cursors


async def _place_of(board: Board, season: str, member_id: Id) -> Place | None:
    rows = await storage.rows(_OWN, board=board.code, season=season, member=member_id)
    return _places(rows)[0] if rows else None


async def _above(board: Board, season: str, place: Place, limit: int) -> list[Place]:
    """Those ahead of a place, the nearest first: its equals who came first, then those with more."""
    equals = await _beside(_EQUALS_ABOVE, board, season, place, limit)
    if len(equals) == limit:
        return equals
    return equals + await _beside(_MORE, board, season, place, limit - len(equals))


async def _below(board: Board, season: str, place: Place, limit: int) -> list[Place]:
    """Those behind a place, the nearest first: its equals who came later, then those with less."""
    equals = await _beside(_EQUALS_BELOW, board, season, place, limit)
    if len(equals) == limit:
        return equals
    return equals + await _beside(_LESS, board, season, place, limit - len(equals))


async def _beside(sql: str, board: Board, season: str, place: Place, limit: int) -> list[Place]:
    named = {"board": board.code, "season": season, "score": place.score, "limit": limit}
    if ":reached_at" in sql:
        named |= {"reached_at": place.reached_at, "member": place.member_id}
    return _places(await storage.rows(sql, **named))


async def _ranked(board: Board, season: str, places: Sequence[Place]) -> list[Ranked]:
    """Ranks for members who stand one after another: two questions, however many they are."""
    if not places:
        return []
    position = await position_of(ranks(), board.code, season, places[0])
    rank = position
    if board.ties != "first":
        rank = await rank_of(ranks(), board.ties, board.code, season, places[0])
    numbers = ranks_of_page(board.ties, [place.score for place in places], position=position, rank=rank)
    return [
        Ranked(place.member_id, number, place.score, place.reached_at)
        for place, number in zip(places, numbers, strict=True)
    ]


def _places(rows: Sequence[Row]) -> list[Place]:
    return [Place(row[0], row[1], row[2]) for row in rows]


_FROM = "SELECT member_id, score, reached_at FROM standing WHERE board = :board AND season = :season "
_DOWN = "ORDER BY score DESC, reached_at, member_id LIMIT :limit"
_UP = "ORDER BY score, reached_at DESC, member_id DESC LIMIT :limit"
_TOP = f"{_FROM} AND score > 0 {_DOWN}"
_OWN = f"{_FROM} AND score > 0 AND member_id = :member"
_EQUALS_ABOVE = f"{_FROM} AND score = :score AND (reached_at, member_id) < (:reached_at, :member) {_UP}"
_EQUALS_BELOW = f"{_FROM} AND score = :score AND (reached_at, member_id) > (:reached_at, :member) {_DOWN}"
_MORE = f"{_FROM} AND score > :score {_UP}"
_LESS = f"{_FROM} AND score < :score AND score > 0 {_DOWN}"
