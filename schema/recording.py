"""What is asked of the recorder: activities, points outside the rules, reversals.

A call of many is answered in order and is not atomic: each activity is recorded or refused by itself, a refusal being a
problem in its place. One that failed through no fault of its own (a bug, a database that went away) is an
InternalProblem in its place; for a single activity, that is a top-level error.
"""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
import structlog

from schema.access import HasScope, access
from schema.activities import Activity, activity_of
from schema.badges import BadgeAward, award_of
from schema.context import Context, Info
from schema.currencies import Balance, balances_of
from schema.errors import Refusal, unauthenticated
from schema.hints import sized, sized_by
from schema.ledger import LedgerEntry, entry_of
from schema.limited import LimitedRule, limited_rules
from schema.members import MemberRef
from schema.problem_words import told
from schema.problems import (
    ActivityNotFoundProblem,
    BadInputProblem,
    BeforeProgrammeProblem,
    BudgetExhaustedProblem,
    FactProblem,
    InFutureProblem,
    InternalProblem,
    KeyConflictProblem,
    MemberNotFoundProblem,
    NotAllowedProblem,
    OwnWordFullProblem,
    ShareExceededProblem,
    TooLateProblem,
    UnknownCurrencyProblem,
    UnknownKindProblem,
)
from schema.relay import number_of
from schema.scalars import JSON, DateTime, Decimal, Points
from server import activities, members, programme
from server.activities import CALL_LIMIT, AwardPoints, Outcome, RecordActivity, ReverseActivity, Source
from server.kernel.errors import BadInput, DomainError, Forbidden, RateLimited
from server.members import Principal
from server.programme.rulebook import MICRO

IMPORTS = "activities:import"
WRITES = "activities:write"
log = structlog.get_logger(__name__)


class Records:
    """A program that may report activities, now or what is long past; or a signed-in person. Whether the kind admits
    them, the recorder says."""

    def check(self, context: Context) -> None:
        principal = context.principal
        if principal.kind == "stranger":
            raise unauthenticated(f"Sign in, or send a bearer token with the scope {WRITES}.")
        if principal.kind == "client" and principal.scopes.isdisjoint((WRITES, IMPORTS)):
            raise Refusal("INSUFFICIENT_SCOPE", f"The token lacks the scope {WRITES}.", scope=WRITES)


class Reverses:
    """A program that may report activities; or a signed-in person, who takes back what they said themselves."""

    def check(self, context: Context) -> None:
        if context.principal.kind != "person":
            HasScope(WRITES).check(context)


@strawberry.input(description="An activity to record.")
class RecordActivityInput:
    key: str = strawberry.field(
        description="The sender's own name for it, 1 to 128 characters: a receipt's number. Sent again, it answers "
        "the first outcome."
    )
    member: MemberRef = strawberry.field(description="Who did it.")
    kind: str = strawberry.field(description="Its kind's code, such as purchase.")
    occurred_at: DateTime | None = strawberry.field(description="When it happened. Left out: now.")
    facts: JSON | None = strawberry.field(
        description='What the kind asks for; amounts and quantities as text: {"amount": "214.50"}.'
    )


@strawberry.input(description="Points outside the rules.")
class AwardPointsInput:
    key: str = strawberry.field(description="The sender's own name for it, 1 to 128 characters.")
    member: MemberRef = strawberry.field(description="Who gets them.")
    currency: str = strawberry.field(description="A currency's code.")
    points: Points = strawberry.field(description="How many, in minor units; above 0.")
    reason: str = strawberry.field(description="Why, in words that the member reads.")


@strawberry.input(description="Something recorded that is to be undone, whole or in part.")
class ReverseActivityInput:
    key: str = strawberry.field(description="The sender's own name for the reversal, 1 to 128 characters.")
    activity_key: str = strawberry.field(
        description="The key under which the same sender recorded it. Either this or `activityId`.", default=""
    )
    activity_id: strawberry.ID | None = strawberry.field(
        description="Its id. By it staff reach what a colleague rang up in the same shop, and a partner's program what "
        "its staff did."
    )
    share: Decimal | None = strawberry.field(
        description="How much of it, above 0 and at most 1, such as 0.5. Left out: all."
    )
    reason: str = strawberry.field(description="Why, in words that the member reads.")


@strawberry.type(description="The activity was recorded, now or when its key came first.")
class ActivityRecorded:
    activity: Activity = strawberry.field(description="What was recorded.")
    replayed: bool = strawberry.field(description="Whether the key came again: this is the first outcome.")
    entries: list[LedgerEntry] = strawberry.field(description="The lines that it caused.", metadata=sized(3))
    badges: list[BadgeAward] = strawberry.field(description="The badges that it gave.", metadata=sized(2))
    balances: list[Balance] = strawberry.field(
        description="What the member had after it: every currency with a balance, and what can be spent also at 0.",
        metadata=sized(3),
    )
    limited: list[LimitedRule] = strawberry.field(
        description="The rules that gave less than they would have, or nothing, because a cap is reached or a budget "
        "is empty. Of a rule that gave nothing there is no entry.",
        metadata=sized(1),
    )


@strawberry.type(description="The points were awarded, now or when the key came first.")
class PointsAwarded:
    activity: Activity = strawberry.field(description="The award.")
    replayed: bool = strawberry.field(description="Whether the key came again: this is the first outcome.")
    entries: list[LedgerEntry] = strawberry.field(description="The lines that it caused.", metadata=sized(3))
    badges: list[BadgeAward] = strawberry.field(description="The badges that it gave.", metadata=sized(2))
    balances: list[Balance] = strawberry.field(description="What the member had after it.", metadata=sized(3))


@strawberry.type(description="The activity was undone, now or when the key came first.")
class ActivityReversed:
    activity: Activity = strawberry.field(description="The activity that was undone, as it stands now.")
    reversal: Activity = strawberry.field(description="The reversal.")
    replayed: bool = strawberry.field(description="Whether the key came again: this is the first outcome.")
    entries: list[LedgerEntry] = strawberry.field(description="The lines that take back.", metadata=sized(3))
    badges: list[BadgeAward] = strawberry.field(description="The badges that were taken back.", metadata=sized(2))
    balances: list[Balance] = strawberry.field(description="What the member had after it.", metadata=sized(3))


RecordActivityResult = Annotated[
    ActivityRecorded
    | MemberNotFoundProblem
    | UnknownKindProblem
    | FactProblem
    | KeyConflictProblem
    | TooLateProblem
    | InFutureProblem
    | BeforeProgrammeProblem
    | NotAllowedProblem
    | OwnWordFullProblem
    | BadInputProblem
    | InternalProblem,
    strawberry.union("RecordActivityResult", description="What became of an activity."),
]
AwardPointsResult = Annotated[
    PointsAwarded
    | BudgetExhaustedProblem
    | MemberNotFoundProblem
    | KeyConflictProblem
    | UnknownCurrencyProblem
    | BadInputProblem,
    strawberry.union("AwardPointsResult", description="What became of an award."),
]
ReverseActivityResult = Annotated[
    ActivityReversed
    | ActivityNotFoundProblem
    | ShareExceededProblem
    | TooLateProblem
    | NotAllowedProblem
    | KeyConflictProblem
    | BadInputProblem,
    strawberry.union("ReverseActivityResult", description="What became of a reversal."),
]


@strawberry.type
class RecordingMutation:
    @strawberry.mutation(description="Record something that a member did.", metadata=access(Records()))
    async def record_activity(
        self, info: Info, input: Annotated[RecordActivityInput, strawberry.argument(description="What happened.")]
    ) -> RecordActivityResult:
        await _by_hand(info.context.principal)
        outcome = await activities.record(_intent(input, info.context.principal))
        return _recorded(outcome, info.context)

    @strawberry.mutation(
        description="Record many activities, at most 1000, answered in order. One that is refused stops no other.",
        metadata=access(Records()) | sized_by("input"),
    )
    async def record_activities(
        self,
        info: Info,
        input: Annotated[list[RecordActivityInput], strawberry.argument(description="What happened, at most 1000.")],
    ) -> list[RecordActivityResult]:
        if len(input) > CALL_LIMIT:
            raise BadInput("input", f"At most {CALL_LIMIT} activities at a time, not {len(input)}.")
        await _by_hand(info.context.principal, deeds=len(input))
        asked = [_intent_or_refusal(each, info.context.principal) for each in input]
        answers = iter(await activities.record_many([each for each in asked if isinstance(each, RecordActivity)]))
        outcomes = [next(answers) if isinstance(each, RecordActivity) else each for each in asked]
        return [_answer(outcome, info.context) for outcome in outcomes]

    @strawberry.mutation(
        description="Give points outside the rules, from the partner's budget.",
        metadata=access(HasScope("points:award")),
    )
    async def award_points(
        self, info: Info, input: Annotated[AwardPointsInput, strawberry.argument(description="Who gets what, and why.")]
    ) -> AwardPointsResult:
        outcome = await activities.record(
            AwardPoints(
                source=Source.of(info.context.principal),
                key=input.key,
                member=input.member.ref(),
                currency=input.currency,
                points=input.points,
                reason=input.reason,
            )
        )
        return PointsAwarded(**_told(outcome, info.context))

    @strawberry.mutation(
        description="Undo something that was recorded, whole or in part: whoever recorded it by its key; by its id "
        "also staff, for a week, what a colleague in the same shop rang up, and a program what its partner's staff "
        "rang up. Members undo what they said themselves for as long as they could say it.",
        metadata=access(Reverses()),
    )
    async def reverse_activity(
        self, info: Info, input: Annotated[ReverseActivityInput, strawberry.argument(description="What to undo.")]
    ) -> ReverseActivityResult:
        principal = info.context.principal
        await _by_hand(principal)
        outcome = await activities.record(
            ReverseActivity(
                source=await _undoing(input, principal),
                key=input.key,
                activity_key=input.activity_key,
                activity_id=number_of(input.activity_id, "Activity", "activityId") if input.activity_id else None,
                share=_millionths(input.share),
                reason=input.reason,
            )
        )
        original_id = outcome.activity.reverses_id or 0
        original = (await activities.activities_by_id([original_id]))[original_id]
        told = _told(outcome, info.context)
        return ActivityReversed(
            **{**told, "activity": activity_of(original)},
            reversal=told["activity"],
        )


async def _by_hand(principal: Principal, *, deeds: int = 1) -> None:
    """A person does so much and no more, whoever they do it for. Raises TooManyAttempts; programs have their own
    limits."""
    if principal.kind == "person" and principal.member_id is not None:
        await members.take_deeds(principal.member_id, deeds)


async def _undoing(input: ReverseActivityInput, principal: Principal) -> Source:
    """A person undoes by a key what they rang up or said themselves; by an id, staff undo what was rung up."""
    source = Source.of(principal)
    if source.kind != "staff" or input.activity_id or await activities.has_sent(source.name, input.activity_key):
        return source
    return Source.member(principal)


def _intent(input: RecordActivityInput, principal: Principal) -> RecordActivity:
    """Raises BadInput, Forbidden."""
    facts: Any = {} if input.facts is None else input.facts
    if not isinstance(facts, dict):
        raise BadInput("facts", 'facts must be an object, such as {"amount": "214.50"}.')
    if principal.is_any_of("staff") and principal.partner_id is None:
        raise Forbidden("You are staff, but of no partner: ask whoever runs the programme to name yours.")
    kind = programme.current().kinds.get(input.kind)
    source = (
        Source.of(principal, imports=IMPORTS in principal.scopes)
        if kind is None
        else Source.of(principal, imports=IMPORTS in principal.scopes, senders=kind.senders)
    )
    return RecordActivity(
        source=source,
        key=input.key,
        member=input.member.ref(),
        kind=input.kind,
        facts=facts,
        occurred_at=input.occurred_at,
    )


def _intent_or_refusal(input: RecordActivityInput, principal: Principal) -> RecordActivity | DomainError:
    """One of many: what is wrong with it is its own answer."""
    try:
        return _intent(input, principal)
    except DomainError as refusal:
        return refusal


def _answer(outcome: Outcome | Exception, context: Context) -> Any:
    if isinstance(outcome, Outcome):
        return _recorded(outcome, context)
    if isinstance(outcome, DomainError) and not isinstance(outcome, RateLimited):
        return outcome  # Told by the table of problems, each alone.
    if isinstance(outcome, RateLimited):  # No room for now, in the queue or on the disk: it says so itself.
        return InternalProblem(message=told(outcome, context.language), request_id=context.request_id)
    log.error("recording.one_of_many_failed", request_id=context.request_id, exc_info=outcome)
    message = {
        "sv": "Något gick fel hos oss. Inget ändrades; skicka samma igen med samma nyckel.",
        "en": "Something went wrong on our side. Nothing was changed; send the same again under the same key.",
    }
    return InternalProblem(message=message[context.language], request_id=context.request_id)


def _recorded(outcome: Outcome, context: Context) -> ActivityRecorded:
    return ActivityRecorded(**_told(outcome, context), limited=limited_rules(outcome, context.language))


def _told(outcome: Outcome, context: Context) -> dict[str, Any]:
    context.forget()  # An operation may do more than one thing: what it reads next has changed.
    language = context.language
    awards = outcome.revoked if outcome.activity.reverses_id is not None else outcome.badges
    return {
        "activity": activity_of(outcome.activity),
        "replayed": outcome.replayed,
        "entries": [entry_of(entry, language) for entry in outcome.entries],
        "badges": [award_of(award, language) for award in awards],
        "balances": balances_of(programme.current(), outcome.balances, language),
    }


def _millionths(share: Decimal | None) -> int:
    if share is None:
        return MICRO
    millionths = share * MICRO
    if millionths != millionths.to_integral_value():
        raise BadInput("share", "share may have at most six decimals.")
    return int(millionths)
