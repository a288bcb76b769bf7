"""Challenges: what the programme offers, and how far a member has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import strawberry

from schema.access import SignedIn, access
from schema.badges import Badge, badge_of_code
from schema.context import Context, Info
from schema.hints import sized
from schema.problems import AlreadyJoinedProblem, NotFoundProblem, NotJoinedProblem
from schema.rewards import Charity, charity_of
from schema.said import Constant, once, said, said_or_none
from schema.scalars import DateTime, Decimal, Points, from_micro
from server import activities, challenges, members, programme
from server.activities import JoinChallenge, LeaveChallenge, Source
from server.challenges import Place, Row, Shared
from server.kernel import clock, ids, money, periods
from server.kernel.clock import Instant
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.programme import measure as counting
from server.programme import rulebook, words
from server.programme.rulebook import MICRO, Language, Rulebook

WEEKS_SHOWN = 12


@strawberry.type(description="One of a challenge's steps.")
class ChallengeStep:
    name: str = strawberry.field(description="What to do.")
    kinds: list[str] = strawberry.field(description="The kinds of activity that count for it.", metadata=sized(2))
    done: bool = strawberry.field(description="Whether the member has done it.")


@strawberry.type(description="A week of a challenge that counts days of weeks, in the member's zone.")
class ChallengeWeek:
    starts_on: str = strawberry.field(description="Its Monday, such as 2026-11-16.")
    days: list[bool] = strawberry.field(description="On which days something was done, Monday first.")
    enough: bool = strawberry.field(description="Whether those were enough days.")
    present: bool = strawberry.field(description="Whether it is this week.")


@strawberry.type(description="What is given away when all have reached a goal. No member's points pay it.")
class GoalGift:
    charity: Charity = strawberry.field(description="To whom.")
    amount: Decimal = strawberry.field(description="How much, in the programme's money.")


@strawberry.type(description="What all have come to together.")
class SharedGoal:
    code: str = strawberry.field(description="The challenge's code.")
    amount: Decimal = strawberry.field(description="What all have come to.")
    target: Decimal = strawberry.field(description="How much is needed.")
    members: int = strawberry.field(description="How many have a part in it.")
    step: str = strawberry.field(description="Both amounts in words.")
    reached_at: DateTime | None = strawberry.field(description="When it was reached; null: not yet.")
    gift: GoalGift | None = strawberry.field(description="What is given away when it is reached; null: nothing.")


@strawberry.type(description="Something to reach by doing it.")
class Challenge(Constant):
    code: str = strawberry.field(description="Its name in the programme's file.")
    name: str = strawberry.field(description="What people call it.")
    text: str = strawberry.field(description="What to do.")
    automatic: bool = strawberry.field(description="Whether everybody takes part; otherwise a member joins it.")
    together: bool = strawberry.field(description="Whether the target is everybody's together.")
    measure: str = strawberry.field(description="count, sum, distinct, sequence or days_a_week.")
    days_a_week: int | None = strawberry.field(description="On how many days of each week; null: weeks do not matter.")
    rest_weeks: int | None = strawberry.field(description="How many weeks may be left out; null: weeks do not matter.")
    kept: bool = strawberry.field(description="Whether who leaves and comes back in time goes on from there.")
    target: Decimal = strawberry.field(description="How much is needed.")
    unit: str | None = strawberry.field(description="What the target is counted in, such as kg.")
    badge: Badge | None = strawberry.field(description="The badge that it gives.")
    points: Points | None = strawberry.field(description="The points that it gives, in minor units; null: none.")
    points_currency: str | None = strawberry.field(description="The code of their currency; null: it gives none.")


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
    own: Decimal | None = strawberry.field(description="The member's own part, where the target is everybody's.")
    row: strawberry.Private[rulebook.Challenge]
    place: strawberry.Private[Place | None] = None
    timezone: strawberry.Private[str] = "UTC"

    @strawberry.field(description="Its steps; empty where it has none.", metadata=sized(3))
    def steps(self, info: Info) -> list[ChallengeStep]:
        marks = dict(self.place.marks) if self.place is not None else {}
        done = counting.steps_done(self.row.measure, marks)
        return [
            ChallengeStep(name=said(step.texts, info.context.language, "name"), kinds=sorted(step.kinds), done=was)
            for step, was in zip(self.row.measure.steps, done, strict=True)
        ]

    @strawberry.field(
        description="Its weeks from the beginning to this one; empty where weeks do not matter, and where it was told "
        "as an event.",
        metadata=sized(6),
    )
    def weeks(self) -> list[ChallengeWeek]:
        place = self.place
        if place is None or self.row.measure.type != "days_a_week" or place.starts_at is None:
            return []
        marks, this = dict(place.marks), counting.monday_of(periods.local_date(clock.now(), self.timezone))
        first = counting.monday_of(periods.local_date(place.starts_at, self.timezone))
        first = max(first, this - (WEEKS_SHOWN - 1) * counting.WEEK)
        weeks = [first + n * counting.WEEK for n in range((this - first) // counting.WEEK + 1)]
        return [
            ChallengeWeek(
                starts_on=monday.isoformat(),
                days=(days := counting.days_in(marks, monday)),
                enough=sum(days) >= self.row.measure.days,
                present=monday == this,
            )
            for monday in weeks
        ]

    @strawberry.field(description="What all have come to; null where the target is the member's own.")
    async def shared(self, info: Info) -> SharedGoal | None:
        if self.row.join != "together":
            return None
        goal: Shared | None = await info.context.load(goals_by_code, self.row.code)
        return goal_of(self.row, goal, info.context.language)


def goal_of(challenge: rulebook.Challenge, goal: Shared | None, language: Language) -> SharedGoal:
    amount, target = goal.amount if goal else 0, challenge.measure.target
    return SharedGoal(
        code=challenge.code,
        amount=from_micro(amount),
        target=from_micro(target),
        members=goal.members if goal else 0,
        step=step_of(challenge, amount, 0, language),
        reached_at=DateTime(goal.reached_at) if goal and goal.reached_at is not None else None,
        gift=_gift_of(challenge, language),
    )


def _gift_of(challenge: rulebook.Challenge, language: Language) -> GoalGift | None:
    book, gift = programme.current(), challenge.gift
    if gift is None or gift.charity not in book.charities:
        return None
    return GoalGift(
        charity=charity_of(book, gift.charity, language),
        amount=Decimal(money.from_minor(gift.amount, book.money_decimals)),
    )


def step_of(challenge: rulebook.Challenge, amount: int, beside: int, language: Language) -> str:
    """“2 av 3 besök”, “Vecka 2 av 4, 1 av 3 dagar”. What goes beyond the target stays at the target in words."""
    measure, text = challenge.measure, said(challenge.texts, language, "step")
    if measure.type == "days_a_week":
        weeks = min(amount, measure.target) // MICRO
        this = weeks if beside >= measure.days or amount >= measure.target else weeks + 1
        shown = measure.days if amount >= measure.target else min(beside, measure.days)
        return text.replace("{w}", str(max(1, this))).replace("{n}", str(shown))
    return text.replace("{n}", words.number(programme.plain_quantity(min(amount, measure.target)), language))


@once
def challenge_of_code(book: Rulebook, code: str, language: Language) -> Challenge:
    """A challenge that the rulebook has. Raises KeyError for any other."""
    challenge = book.challenges[code]
    return Challenge(
        code=challenge.code,
        name=said(challenge.texts, language, "name"),
        text=said(challenge.texts, language, "text"),
        automatic=challenge.join != "choice",
        together=challenge.join == "together",
        measure=challenge.measure.type,
        days_a_week=challenge.measure.days or None,
        rest_weeks=challenge.measure.rest_weeks if challenge.measure.days else None,
        kept=challenge.kept,
        target=from_micro(challenge.measure.target),
        unit=said_or_none(challenge.texts, language, "unit"),
        badge=_open_badge(book, challenge.pays_badge, language) if challenge.pays_badge is not None else None,
        points=Points(challenge.pays_points) if challenge.pays_points else None,
        points_currency=challenge.pays_currency if challenge.pays_points else None,
    )


def _open_badge(book: Rulebook, code: str, language: Language) -> Badge | None:
    """None for a hidden one: it is a surprise."""
    return None if code in book.badges and book.badges[code].hidden else badge_of_code(book, code, language)


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
    beside: int = 0,
    place: Place | None = None,
    timezone: str = "UTC",
) -> ChallengeProgress:
    """Amounts in micro-units. What goes beyond the target is told in `amount`, and in words stays at the target."""
    return ChallengeProgress(
        challenge=challenge_of_code(book, challenge.code, language),
        amount=from_micro(amount),
        target=from_micro(target),
        step=step_of(challenge, amount, beside, language),
        joined=joined,
        completed_at=DateTime(completed_at) if completed_at is not None else None,
        starts_at=DateTime(starts_at) if starts_at else None,
        ends_at=DateTime(ends_at) if ends_at is not None else None,
        done=said(challenge.texts, language, "done"),
        own=from_micro(beside) if challenge.join == "together" else None,
        row=challenge,
        place=place,
        timezone=timezone,
    )


def progress_of_place(book: Rulebook, place: Place, language: Language, timezone: str) -> ChallengeProgress:
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
        beside=place.beside,
        place=place,
        timezone=timezone,
    )


async def places_of(context: Context, member_id: int, timezone: str) -> list[Place]:
    """Where a member stands in everything that there is."""
    book, now = programme.current(), clock.now()
    rows: list[Row] = await context.load(progress_rows, member_id) or []
    shared = [goal for code, _ in challenges.goals_now(book, now) if (goal := await context.load(goals_by_code, code))]
    return challenges.places(
        book, rows, timezone=timezone, now=now, shared={(goal.challenge, goal.period): goal for goal in shared}
    )


async def goals_by_code(context: Context, codes: Sequence[str]) -> Mapping[str, Shared]:
    """What all have come to in the goals' present periods. Public."""
    now = [key for key in challenges.goals_now(programme.current(), clock.now()) if key[0] in codes]
    return {code: goal for (code, _), goal in (await challenges.shared_goals(now)).items()}


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


KeyArgument = Annotated[
    str | None,
    strawberry.argument(description="Names this attempt: sent again, it answers as it did. Left out: an attempt of its "
                        "own, so that who has joined already is told so."),
]


@strawberry.type
class ChallengeMutation:
    @strawberry.mutation(description="Take part in a challenge.", metadata=access(SignedIn()))
    async def join_challenge(self, info: Info, code: Code, key: KeyArgument = None) -> JoinChallengeResult:
        context = info.context
        source = Source.member(context.principal)
        member_id = source.principal.member_id or 0
        await members.take_deeds(member_id)
        await activities.record(
            JoinChallenge(source=source, key=_key(key), member=("id", member_id), challenge=code)
        )
        progress = await _progress(context, code)
        assert progress is not None  # It was joined: a moment ago, or when the key was sent first.
        return ChallengeJoined(progress=progress)

    @strawberry.mutation(
        description="Take part no more. What was done is lost, unless the challenge keeps it for who comes back.",
        metadata=access(SignedIn()),
    )
    async def leave_challenge(self, info: Info, code: Code, key: KeyArgument = None) -> LeaveChallengeResult:
        context = info.context
        source = Source.member(context.principal)
        member_id = source.principal.member_id or 0
        await members.take_deeds(member_id)
        await activities.record(
            LeaveChallenge(source=source, key=_key(key), member=("id", member_id), challenge=code)
        )
        return ChallengeLeft(progress=await _progress(context, code))


def _key(given: str | None) -> str:
    return f"tap-{ids.new_id()}" if given is None else given


async def _progress(context: Context, code: str) -> ChallengeProgress | None:
    """Where the member stands in a challenge; None where its time is over."""
    context.forget()
    member = await members.member_of(context.principal.member_id or 0)
    timezone = member.timezone if member is not None else "UTC"
    places = await places_of(context, context.principal.member_id or 0, timezone)
    place = next((place for place in places if place.challenge.code == code), None)
    return progress_of_place(programme.current(), place, context.language, timezone) if place is not None else None
