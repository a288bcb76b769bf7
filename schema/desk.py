"""The moderators' desk: the queue, what a decision would leave behind, and the public log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from enum import Enum
from typing import Annotated, cast

import strawberry

from schema.access import HasRole, access
from schema.badges import Badge, badge_of_code
from schema.cases import ModerationCase, case_of
from schema.context import Context, Info
from schema.currencies import Currency, currency_of
from schema.hints import shared, sized
from schema.moderation_types import AppealState, HouseRule, ModerationAction, rule_of
from schema.relay import After, Connection, First, connection, global_id, number_of
from schema.scalars import DateTime, Points
from server import activities, live, moderation, programme, reactions
from server.activities import Outcome
from server.kernel import clock
from server.kernel.paging import page_size
from server.moderation import Action, LoggedLine, Order


@strawberry.enum(description="The order of the moderators' queue.")
class QueueOrder(Enum):
    MOST_REPORTED = strawberry.enum_value("most_reported", description="What most have reported first.")
    NEWEST = strawberry.enum_value("newest", description="What came last first.")


@strawberry.type(description="Points that would go back.")
class PointsGoing:
    currency: Currency = strawberry.field(description="Of what.")
    points: Points = strawberry.field(description="How many, in minor units.")


@strawberry.type(description="What an action would leave behind, before it is taken.")
class Consequences:
    state: str = strawberry.field(description="What becomes of the text: published, hidden or removed.")
    hides: bool = strawberry.field(description="Whether others, who read it, do so no more.")
    shows: bool = strawberry.field(description="Whether others read it from now on.")
    warns: bool = strawberry.field(description="Whether its author is warned.")
    silence_until: DateTime | None = strawberry.field(description="Until when its author does not write.")
    author_is_told: bool = strawberry.field(description="Whether its author has a notice.")
    reporters_told: int = strawberry.field(description="How many reporters hear of it.")
    undo_until: DateTime = strawberry.field(description="Until when it can be undone.")
    appeal_until: DateTime | None = strawberry.field(description="Until when its author may appeal; null: nothing to.")
    points: list[PointsGoing] = strawberry.field(description="What its author gives back.", metadata=sized(2))
    badges: list[Badge] = strawberry.field(description="The badges that its author loses.", metadata=sized(1))


@strawberry.type(description="The moderators' desk at a glance.")
class ModerationSummary:
    waiting: int = strawberry.field(description="How many cases wait.")
    latest_minutes: int | None = strawberry.field(description="How long the latest one that was decided had waited.")


@strawberry.type(description="One line of the public log: no names, no words, no day.")
class ModerationLogLine:
    month: str = strawberry.field(description="The month, such as 2026-11.")
    action: ModerationAction = strawberry.field(description="What was done.")
    rule: HouseRule = strawberry.field(description="The rule that it was done by.")
    appeal: AppealState | None = strawberry.field(description="How its appeals stand or ended; null: there was none.")
    count: int = strawberry.field(description="How many times.")


@strawberry.type
class ModerationQuery:
    @strawberry.field(
        description="The cases that wait for a moderator, each text once.", metadata=access(HasRole("moderator"))
    )
    async def moderation_queue(
        self,
        info: Info,
        order: Annotated[
            QueueOrder | None, strawberry.argument(description="Left out: what most have reported first.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[ModerationCase]:
        wanted = cast(Order, (order or QueueOrder.MOST_REPORTED).value)
        page = await moderation.queue(wanted, first=page_size(first), after=after)
        return connection(page, lambda row: case_of(row, info.context))

    @strawberry.field(
        description="The cases that wait for nobody, the one that was decided last first.",
        metadata=access(HasRole("moderator")),
    )
    async def finished_cases(self, info: Info, first: First = None, after: After = None) -> Connection[ModerationCase]:
        page = await moderation.finished(first=page_size(first), after=after)
        return connection(page, lambda row: case_of(row, info.context))

    @strawberry.field(description="How the moderators' desk stands.", metadata=access(HasRole("moderator")))
    async def moderation_summary(self, info: Info) -> ModerationSummary:
        found = await moderation.summary()
        return ModerationSummary(waiting=found.waiting, latest_minutes=found.latest_minutes)

    @strawberry.field(
        description="What an action would leave behind: exactly, for it is worked out as it would be, and not kept.",
        metadata=access(HasRole("moderator")),
    )
    async def decision_preview(
        self,
        info: Info,
        case: Annotated[strawberry.ID, strawberry.argument(description="The case.")],
        action: Annotated[ModerationAction, strawberry.argument(description="What would be done.")],
        silence_until: Annotated[
            DateTime | None, strawberry.argument(description="With SILENCE: until when.")
        ] = None,
    ) -> Consequences:
        return await _consequences(info.context, number_of(case, "ModerationCase", "case"), action, silence_until)

    @strawberry.field(description="The house rules.", metadata=sized(4))
    def house_rules(self, info: Info) -> list[HouseRule]:
        book = programme.current()
        return [rule_of(number, book.number, info.context.language) for number in book.house_rules]

    @strawberry.field(description="What moderators decided, month by month, the latest first. Open to all.")
    async def moderation_log(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[ModerationLogLine]:
        page = await moderation.log(first=page_size(first), after=after)
        return connection(page, lambda line: _line(line, info.context))


@strawberry.type(description="The moderators' queue moved.")
class CaseChange:
    case_id: strawberry.ID = strawberry.field(description="The case that moved last.")
    waiting: int = strawberry.field(description="How many wait now.")
    changed_at: DateTime = strawberry.field(description="When it was read.")


@strawberry.type
class ModerationSubscription:
    @strawberry.subscription(
        description="Whenever a case came, was claimed, let go, decided, undone or appealed, at most five times a "
        "second: read the queue again.",
        metadata=access(HasRole("moderator")) | shared(),
    )
    async def case_changed(self, info: Info) -> AsyncIterator[CaseChange]:
        messages = live.subscribe(moderation.TOPIC)
        try:
            async for message in messages:
                number = 0 if message is live.MISSED else message["case"]
                waiting = (await moderation.summary()).waiting
                yield CaseChange(
                    case_id=global_id("ModerationCase", number), waiting=waiting, changed_at=DateTime(clock.now())
                )
        finally:
            messages.close()


async def _consequences(
    context: Context, case_id: int, action: ModerationAction, silence_until: int | None
) -> Consequences:
    found = await moderation.consequences(case_id, cast(Action, action.value), silence_until)
    points, badges = await _going(context, case_id) if found.takes else ([], [])
    return Consequences(
        state=found.state,
        hides=found.hides,
        shows=found.shows,
        warns=found.warns,
        silence_until=DateTime(found.silence_until) if found.silence_until is not None else None,
        author_is_told=found.author_is_told,
        reporters_told=found.reporters_told,
        undo_until=DateTime(found.undo_until),
        appeal_until=DateTime(found.appeal_until) if found.appeal_until is not None else None,
        points=points,
        badges=badges,
    )


async def _going(context: Context, case_id: int) -> tuple[list[PointsGoing], list[Badge]]:
    """What an author gives back where their text is taken away: the very reversals, rehearsed."""
    row = (await moderation.cases_by_id([case_id]))[case_id]
    book, language = programme.current(), context.language
    answers = await activities.rehearse(await reactions.reversals_of(row.ref))
    outcomes = [answer for answer in answers if isinstance(answer, Outcome)]
    sums: dict[str, int] = {}
    for entry in (entry for outcome in outcomes for entry in outcome.entries):
        sums[entry.currency] = sums.get(entry.currency, 0) - entry.points
    return (
        [
            PointsGoing(currency=currency_of(book, code, language), points=Points(points))
            for code, points in sums.items()
            if points
        ],
        [badge_of_code(book, award.badge, language) for outcome in outcomes for award in outcome.revoked],
    )


def _line(line: LoggedLine, context: Context) -> ModerationLogLine:
    return ModerationLogLine(
        month=line.month,
        action=ModerationAction(line.action),
        rule=rule_of(line.rule, line.version, context.language),
        appeal=AppealState(line.appeal) if line.appeal != "none" else None,
        count=line.count,
    )
