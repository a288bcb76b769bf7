"""Leaderboards: this season's and those that are over, with ranks by the board's own rule for ties.

Others see a member by the name that the member chose: the own one, an alias, or “a member”. Everybody sees their own
place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

import strawberry

from schema.context import Context, Info
from schema.currencies import Currency, currency_of
from schema.hints import sized
from schema.relay import After, Connection, First, Node, connection, global_id
from schema.said import said
from schema.scalars import DateTime, Points
from server import leaderboards, members, programme
from server.kernel import clock
from server.kernel.errors import BadInput
from server.kernel.paging import Page, decode_cursor, encode_cursor, page_size
from server.leaderboards import Final, Ranked
from server.programme import rulebook
from server.programme.rulebook import Language, Rulebook

RADIUS_DEFAULT, RADIUS_LIMIT = 3, 20
UNNAMED: Mapping[Language, str] = {"sv": "En medlem", "en": "A member"}


@strawberry.type(description="The time that a board counts.")
class Season:
    code: str = strawberry.field(description="Its name, such as 2026-W47.")
    name: str | None = strawberry.field(description="What the programme calls it; null: it is known by its days.")
    starts_at: DateTime = strawberry.field(description="When it began.")
    ends_at: DateTime | None = strawberry.field(description="When it is over; null: never.")
    closes_at: DateTime | None = strawberry.field(
        description="Until when what occurred in it may still be reported; null: it never ends."
    )
    present: bool = strawberry.field(description="Whether it is the one that counts now.")
    over: bool = strawberry.field(description="Whether it has ended. Neither present nor over: it has not begun.")
    final: bool = strawberry.field(description="Whether its places are final.")


@strawberry.type(description="A season that is over, as a list of them tells of it.")
class PastSeason:
    season: Season = strawberry.field(description="When it was.")
    size: int | None = strawberry.field(description="How many had a place; null until its places are final.")
    rank: int | None = strawberry.field(description="The asker's final rank; null: none, or not final yet.")


@strawberry.type(description="A member's place on a board.")
class Standing:
    rank: int = strawberry.field(description="From 1, by the board's rule for ties.")
    points: Points = strawberry.field(description="What counts on the board, in minor units.")
    name: str = strawberry.field(description="What the member chose to be called here.")
    mine: bool = strawberry.field(description="Whether it is the asker's own.")
    reached_at: DateTime = strawberry.field(description="When the points came to what they are.")


@strawberry.type(description="A leaderboard, in its present season or in one that is over.")
class Leaderboard(Node):
    code: str = strawberry.field(description="Its name in the programme's file.")
    name: str = strawberry.field(description="What people call it.")
    tie_rule: str = strawberry.field(description="What happens on equal points, in a sentence.")
    private_note: str = strawberry.field(description="What others see of those who do not want to be seen.")
    currency: Currency = strawberry.field(description="What is counted.")
    season: Season = strawberry.field(description="The season that it shows.")
    board: strawberry.Private[rulebook.Board]
    final: strawberry.Private[Final | None] = None

    @strawberry.field(description="The last season before this one in which anybody stood on it; null: none.")
    async def previous_season(self, info: Info) -> str | None:
        over = await _past(info.context, self.code)
        return next((past.season.code for past in over if past.season.starts_at < self.season.starts_at), None)

    @strawberry.field(description="The next season after this one; null where this is the present or the last one.")
    async def next_season(self, info: Info) -> str | None:
        over = await _past(info.context, self.code)
        later = [past.season for past in over if past.season.starts_at > self.season.starts_at]
        if later:
            return later[-1].code
        book = programme.current()
        shown = leaderboards.season_shown(book.boards[self.code], book.timezone, clock.now())
        return shown.code if shown.starts_at > self.season.starts_at else None

    @strawberry.field(description="Seasons that are over and in which anybody stood on it, the latest first.")
    async def past_seasons(self, info: Info, first: First = None, after: After = None) -> Connection[PastSeason]:
        over, size = await _past(info.context, self.code), page_size(first)
        if after is not None:
            edge = decode_cursor(after, int)[0]
            over = [past for past in over if past.season.starts_at < edge]
        shown = over[:size]
        cursors = [encode_cursor(past.season.starts_at) for past in shown]
        member_id = info.context.principal.member_id
        ranks = await leaderboards.final_ranks(self.code, member_id) if member_id is not None else {}
        page = Page(shown, cursors, len(over) > size, after is not None)
        return connection(page, lambda past: _past_season(past, ranks, info.context.language))

    @strawberry.field(description="The board from the top.")
    async def standings(self, info: Info, first: First = None, after: After = None) -> Connection[Standing]:
        size = page_size(first)
        if self.final is not None:
            page = await leaderboards.final_standings(self.final, first=size, after=after)
        else:
            page = await leaderboards.standings(self.board, self.season.code, first=size, after=after)
        names = await names_of([ranked.member_id for ranked in page.items], info.context.language)
        return connection(page, lambda ranked: _standing(ranked, names, info.context))

    @strawberry.field(description="The asker's own place; null where they have none this season, or are no member.")
    async def me(self, info: Info) -> Standing | None:
        member_id = info.context.principal.member_id
        if member_id is None:
            return None
        if self.final is not None:
            ranked = await leaderboards.final_place_of(self.final, member_id)
        else:
            ranked = await leaderboards.standing_of(self.board, self.season.code, member_id)
        if ranked is None:
            return None
        return _standing(ranked, await names_of([member_id], info.context.language), info.context)

    @strawberry.field(
        description="The asker with their neighbours above and below; empty where they have no place.",
        metadata=sized(2 * RADIUS_DEFAULT + 1),
    )
    async def around_me(
        self,
        info: Info,
        radius: Annotated[
            int | None, strawberry.argument(description="How many on either side, from 1 to 20. Left out: 3.")
        ] = None,
    ) -> list[Standing]:
        wanted = RADIUS_DEFAULT if radius is None else radius
        if not 1 <= wanted <= RADIUS_LIMIT:
            raise BadInput("radius", f"radius must be from 1 to {RADIUS_LIMIT}, not {wanted}.")
        member_id = info.context.principal.member_id
        if member_id is None:
            return []
        if self.final is not None:
            around = await leaderboards.final_around(self.final, member_id, radius=wanted)
        else:
            around = await leaderboards.around(self.board, self.season.code, member_id, radius=wanted)
        names = await names_of([ranked.member_id for ranked in around], info.context.language)
        return [_standing(ranked, names, info.context) for ranked in around]

    @strawberry.field(description="How many have a place.")
    async def size(self) -> int:
        if self.final is not None:
            return self.final.members
        return await leaderboards.size(self.board, self.season.code)


def board_of(
    book: Rulebook,
    board: rulebook.Board,
    language: Language,
    season: leaderboards.Season | None = None,
    final: Final | None = None,
) -> Leaderboard:
    """A board in one of its seasons; in the one that it shows by itself where none is given."""
    shown = leaderboards.season_shown(board, book.timezone, clock.now())
    season = season or shown
    itself = season.code == shown.code
    begins_at = max(season.starts_at, book.begins_at) if board.window == "lifetime" else season.starts_at
    return Leaderboard(
        id=global_id("Leaderboard", board.code if itself else f"{board.code}/{season.code}"),
        code=board.code,
        name=said(board.texts, language, "name"),
        tie_rule=said(board.texts, language, "tie"),
        private_note=said(board.texts, language, "private"),
        currency=currency_of(book, board.currency, language),
        season=_season(replace(season, starts_at=begins_at), language, final=final is not None),
        board=board,
        final=final,
    )


def _season(season: leaderboards.Season, language: Language, *, final: bool) -> Season:
    now = clock.now()
    return Season(
        code=season.code,
        name=said(season.texts, language, "name") if season.texts is not None else None,
        starts_at=DateTime(season.starts_at),
        ends_at=DateTime(season.ends_at) if season.ends_at is not None else None,
        closes_at=DateTime(season.closes_at) if season.closes_at is not None else None,
        present=season.starts_at <= now and not season.is_over(now),
        over=season.is_over(now),
        final=final,
    )


def _past_season(past: leaderboards.Past, ranks: Mapping[str, int], language: Language) -> PastSeason:
    return PastSeason(
        season=_season(past.season, language, final=past.final is not None),
        size=past.final.members if past.final is not None else None,
        rank=ranks.get(past.season.code) if past.final is not None else None,
    )


async def _past(context: Context, code: str) -> Sequence[leaderboards.Past]:
    return await context.load(past_seasons_of, code) or ()


async def past_seasons_of(context: Context, codes: Sequence[str]) -> Mapping[str, Sequence[leaderboards.Past]]:
    """Read once, however many of a board's fields ask for them."""
    return {code: await leaderboards.past_seasons(code) for code in codes}


async def names_of(member_ids: Sequence[int], language: Language) -> Mapping[int, str]:
    """What others see: the name that each member chose."""
    found = await members.members_by_id(member_ids)
    return {id: member.board_name or UNNAMED[language] for id, member in found.items()}


async def boards_by_code(context: Context, codes: Sequence[str]) -> Mapping[str, Leaderboard]:
    """Boards are public. A code may name a season that is over: week/2026-W46."""
    found = {}
    for wanted in codes:
        code, _, season = wanted.partition("/")
        if (board := await _board(code, season or None, context.language)) is not None:
            found[wanted] = board
    return found


async def _board(code: str, season_code: str | None, language: Language) -> Leaderboard | None:
    """None where there is no such board, or it never had, or has not come to, such a season."""
    book, now = programme.current(), clock.now()
    board = book.boards.get(code)
    if board is None:
        return None
    shown = leaderboards.season_shown(board, book.timezone, now)
    wanted = season_code or shown.code
    if wanted == shown.code and not shown.is_over(now):
        return board_of(book, board, language)
    known = leaderboards.season_known(code, wanted)
    if known is None or not known[1].is_over(now):
        return None
    then, season = known  # With its own rule for ties and its currency, whatever they are today.
    return board_of(book, then, language, season, await leaderboards.final_season(code, season.code))


def _standing(ranked: Ranked, names: Mapping[int, str], context: Context) -> Standing:
    return Standing(
        rank=ranked.rank,
        points=Points(ranked.score),
        name=names.get(ranked.member_id, UNNAMED[context.language]),
        mine=ranked.member_id == context.principal.member_id,
        reached_at=DateTime(ranked.reached_at),
    )


@strawberry.type
class LeaderboardQuery:
    @strawberry.field(description="A leaderboard by its code; null where there is none, or no such season.")
    async def leaderboard(
        self,
        info: Info,
        code: Annotated[str, strawberry.argument(description="The board's code.")],
        season: Annotated[
            str | None, strawberry.argument(description="A season's code, such as 2026-W46. Left out: the present one.")
        ] = None,
    ) -> Leaderboard | None:
        return await _board(code, season, info.context.language)
