"""What just happened, to those whom it concerns."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

import strawberry

from schema.access import ActsAsMember, Public, access
from schema.challenges import SharedGoal, goal_of
from schema.context import Info
from schema.hints import shared, sized
from schema.leaderboards import UNNAMED, names_of
from schema.scalars import DateTime, Points
from schema.timeline import told
from schema.timeline_types import MemberEvent
from server import challenges, leaderboards, live, programme
from server.kernel import clock
from server.kernel.errors import BadInput, NotFound
from server.programme.rulebook import Language

TOP = 10
POSITION_LIMIT = 2**31 - 1


@strawberry.type(description="A place near the top, as everybody may see it.")
class StandingLine:
    rank: int = strawberry.field(description="From 1, by the board's rule for ties.")
    points: Points = strawberry.field(description="What counts on the board, in minor units.")
    name: str = strawberry.field(description="What the member chose to be called here.")


@strawberry.type(description="A leaderboard moved.")
class LeaderboardChange:
    code: str = strawberry.field(description="The board's code.")
    season: str = strawberry.field(description="The present season.")
    changed_at: DateTime = strawberry.field(description="When it was read.")
    top: list[StandingLine] = strawberry.field(description="The first ten.", metadata=sized(TOP))


@strawberry.type
class LiveSubscription:
    @strawberry.subscription(
        description="What happens to the member who asks, each event once and in order. "
        "With `after`: first what came since that position; without: from now.",
        metadata=access(ActsAsMember()),
    )
    async def member_events(
        self,
        info: Info,
        after: Annotated[int | None, strawberry.argument(description="The last position that was seen.")] = None,
    ) -> AsyncIterator[MemberEvent]:
        if after is not None and not 0 <= after <= POSITION_LIMIT:
            raise BadInput("after", f"after must be a position from 0, not {after}.")
        member_id, language = info.context.principal.member_id, info.context.language
        assert member_id is not None  # ActsAsMember
        async with aclosing(live.member_events(member_id, after)) as events:
            async for event in events:
                answer = await told(event, language)
                if answer is not None:
                    yield answer

    @strawberry.subscription(
        description="A leaderboard's first ten, whenever anybody on it moved, at most five times a second.",
        metadata=access(Public()) | shared(),
    )
    async def leaderboard_changed(
        self, info: Info, code: Annotated[str, strawberry.argument(description="The board's code.")]
    ) -> AsyncIterator[LeaderboardChange]:
        if code not in programme.current().boards:
            raise NotFound(f"The board “{code[:60]}”")
        language = info.context.language
        messages = live.subscribe(live.board_topic(code))
        try:
            async for _ in messages:
                change = await _change(code, language)
                if change is not None:
                    yield change
        finally:
            messages.close()

    @strawberry.subscription(
        description="What all have come to together in a challenge, whenever anybody added to it, at most five times a "
        "second.",
        metadata=access(Public()) | shared(),
    )
    async def goal_changed(
        self, info: Info, code: Annotated[str, strawberry.argument(description="The challenge's code.")]
    ) -> AsyncIterator[SharedGoal]:
        challenge = programme.current().challenges.get(code)
        if challenge is None or challenge.join != "together":
            raise NotFound(f"The shared challenge “{code[:60]}”")
        language = info.context.language
        messages = live.subscribe(challenges.goal_topic(code))
        try:
            async for _ in messages:
                goal = await _goal(code, language)
                if goal is not None:
                    yield goal
        finally:
            messages.close()


async def _goal(code: str, language: Language) -> SharedGoal | None:
    """The goal as it is now. None where a later version of the programme dropped it."""
    book = programme.current()
    challenge = book.challenges.get(code)
    if challenge is None or challenge.join != "together":
        return None
    now = [key for key in challenges.goals_now(book, clock.now()) if key[0] == code]
    return goal_of(challenge, (await challenges.shared_goals(now)).get(now[0]), language)


async def _change(code: str, language: Language) -> LeaderboardChange | None:
    """The board as it is now. None where a later version of the programme dropped it."""
    book, now = programme.current(), clock.now()
    board = book.boards.get(code)
    if board is None:
        return None
    season = leaderboards.season_shown(board, book.timezone, now).code
    page = await leaderboards.standings(board, season, first=TOP)
    names = await names_of([ranked.member_id for ranked in page.items], language)
    top = [
        StandingLine(rank=ranked.rank, points=Points(ranked.score), name=names.get(ranked.member_id, UNNAMED[language]))
        for ranked in page.items
    ]
    return LeaderboardChange(code=code, season=season, changed_at=DateTime(now), top=top)
