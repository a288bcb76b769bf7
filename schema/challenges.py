"""Challenges: what the programme offers, and how far a member has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import strawberry

from schema.access import SignedIn, access
from schema.badges import Badge, badge_of_code
from schema.context import Context, Info
from schema.problems import AlreadyJoinedProblem, NotFoundProblem, NotJoinedProblem
from schema.said import Constant, once, said, said_or_none
from schema.scalars import DateTime, Decimal, Points, from_micro
from server import activities, challenges, programme
from server.activities import JoinChallenge, LeaveChallenge, Source
from server.challenges import Place, Row
from server.kernel import clock, ids
from server.kernel.clock import Instant
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.programme import rulebook, words
from server.programme.rulebook import Language, Rulebook


@strawberry.type(description="Something to reach by doing it.")
class Challenge(Constant):
    code: str = strawberry.field(description="Its name in the programme's file.")
    name: str = strawberry.field(description="What people call it.")
    text: str = strawberry.field(description="What to do.")
    automatic: bool = strawberry.field(description="Whether everybody takes part; otherwise a member joins it.")
    target: Decimal = strawberry.field(description="How much is needed.")
    unit: str | None = strawberry.field(description="What the target is counted in, such as kg.")
    badge: Badge | None = strawberry.field(description="The badge that it gives.")
    points: Points | None = strawberry.field(description="The points that it gives, in minor units; null: none.")


@strawberry.type(description="How far a member has come in a challenge.")
class ChallengeProgress:
    challenge: Challenge = strawberry.field(description="The challenge.")
    amount: Decimal = strawberry.field(description="How much is done.")
    target: Decimal = strawberry.field(description="How much is needed.")
    step: str = strawberry.field(description="Both in words, such as “2 av 3 besök”.")
    joined: bool = strawberry.field(description="Whether the member takes part.")
    completed_at: DateTime | None = strawberry.field(description="When it was completed; null: not yet.")
    starts_at: DateTime | None = strawberry.field(description="When its time begins; null: it always was.")
    ends_at: DateTime | None = strawberry.field(description="When its time is over; null: never.")
    done: str = strawberry.field(description="What is said once it is completed.")


@once
def challenge_of_code(book: Rulebook, code: str, language: Language) -> Challenge:
    """A challenge that the rulebook has. Raises KeyError for any other."""
    challenge = book.challenges[code]
    return Challenge(
        code=challenge.code,
        name=said(challenge.texts, language, "name"),
        text=said(challenge.texts, language, "text"),
        automatic=challenge.join == "automatic",
        target=from_micro(challenge.measure.target),
        unit=said_or_none(challenge.texts, language, "unit"),
        badge=badge_of_code(book, challenge.pays_badge, language) if challenge.pays_badge is not None else None,
        points=Points(challenge.pays_points) if challenge.pays_points else None,
    )


def progress_of(
    book: Rulebook,
    challenge: rulebook.Challenge,
    language: Language,
    *,
    amount: int,
    target: int,
    joined: bool,
    starts_at: Instant | None,
    ends_at: Instant | None,
    completed_at: Instant | None,
) -> ChallengeProgress:
    """Amounts in micro-units. What goes beyond the target is told in `amount`, and in words stays at the target."""
    reached = words.number(programme.plain_quantity(min(amount, target)), language)
    return ChallengeProgress(
        challenge=challenge_of_code(book, challenge.code, language),
        amount=from_micro(amount),
        target=from_micro(target),
        step=said(challenge.texts, language, "step").replace("{n}", reached),
        joined=joined,
        completed_at=DateTime(completed_at) if completed_at is not None else None,
        starts_at=DateTime(starts_at) if starts_at else None,
        ends_at=DateTime(ends_at) if ends_at is not None else None,
        done=said(challenge.texts, language, "done"),
    )


def progress_of_place(book: Rulebook, place: Place, language: Language) -> ChallengeProgress:
    return progress_of(
        book,
        place.challenge,
        language,
        amount=place.amount,
        target=place.challenge.measure.target,
        joined=place.joined,
        starts_at=place.starts_at,
        ends_at=place.ends_at,
        completed_at=place.completed_at,
    )


async def progress_rows(context: Context, member_ids: Sequence[int]) -> Mapping[int, list[Row]]:
    """Members' progress, whoever asks: the member's own field has decided who may."""
    return await challenges.progress_of(member_ids)


def page_of(places: Sequence[Place], *, first: int, after: str | None) -> Page[Place]:
    """A page of what is at most as long as the programme's challenges."""
    start = decode_cursor(after, int)[0] + 1 if after else 0
    shown = places[start : start + first]
    cursors = [encode_cursor(start + n) for n in range(len(shown))]
    return Page(shown, cursors, start + first < len(places), start > 0)


@strawberry.type(description="The member takes part from now on.")
class ChallengeJoined:
    progress: ChallengeProgress = strawberry.field(description="Where they begin.")


@strawberry.type(description="The member no longer takes part.")
class ChallengeLeft:
    progress: ChallengeProgress | None = strawberry.field(description="How it stands now, where it can be joined.")


JoinChallengeResult = Annotated[
    ChallengeJoined | AlreadyJoinedProblem | NotFoundProblem,
    strawberry.union("JoinChallengeResult", description="What became of joining."),
]
LeaveChallengeResult = Annotated[
    ChallengeLeft | NotJoinedProblem | NotFoundProblem,
    strawberry.union("LeaveChallengeResult", description="What became of leaving."),
]
Code = Annotated[str, strawberry.argument(description="The challenge's code.")]


@strawberry.type
class ChallengeMutation:
    @strawberry.mutation(description="Take part in a challenge.", metadata=access(SignedIn()))
    async def join_challenge(self, info: Info, code: Code) -> JoinChallengeResult:
        context = info.context
        source = Source.member(context.principal)
        await activities.record(
            JoinChallenge(source=source, key=_key(), member=("id", source.principal.member_id or 0), challenge=code)
        )
        place = await _place(context, code)
        assert place is not None  # It was joined a moment ago.
        return ChallengeJoined(progress=progress_of_place(programme.current(), place, context.language))

    @strawberry.mutation(description="Take part no more. What was done is lost.", metadata=access(SignedIn()))
    async def leave_challenge(self, info: Info, code: Code) -> LeaveChallengeResult:
        context = info.context
        source = Source.member(context.principal)
        await activities.record(
            LeaveChallenge(source=source, key=_key(), member=("id", source.principal.member_id or 0), challenge=code)
        )
        place = await _place(context, code)
        return ChallengeLeft(
            progress=progress_of_place(programme.current(), place, context.language) if place is not None else None
        )


def _key() -> str:
    """A tap is an attempt of its own: whoever has joined already is told so."""
    return f"tap-{ids.new_id()}"


async def _place(context: Context, code: str) -> Place | None:
    """Where the member stands in a challenge that they take on: the zone of their days has no say in it."""
    context.forget()
    member_id = context.principal.member_id or 0
    rows = (await challenges.progress_of([member_id])).get(member_id, [])
    found = challenges.places(programme.current(), rows, timezone="UTC", now=clock.now())
    return next((place for place in found if place.challenge.code == code), None)
