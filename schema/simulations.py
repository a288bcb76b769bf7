"""Simulations: a draft beside what really happened, asked for, followed as it goes, and read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from functools import lru_cache
from typing import Annotated

import strawberry

from schema.access import access
from schema.context import Context, Info
from schema.hints import sized
from schema.members import Member, members_by_id
from schema.problems import BadInputProblem, NotFoundProblem, ProgrammeMistake, ProgrammeMistakesProblem
from schema.programme_desk import WRITERS
from schema.programme_desk_types import name_of
from schema.relay import Node, global_id, number_of
from schema.said import said
from schema.scalars import DateTime, Points
from server import live, programme, simulation
from server.programme.rulebook import Currency, Language, Rulebook
from server.simulation import Asked, Change, Comparison, Moved

SHOWN = 20
SimulationId = Annotated[strawberry.ID, strawberry.argument(description="The simulation's id.")]


@strawberry.input(description="A draft to try on what was recorded.")
class StartSimulationInput:
    draft: strawberry.ID = strawberry.field(description="The draft, as it stands when this is asked.")
    since: DateTime = strawberry.field(description="From when it is to have held. Until then all is as it was.")


@strawberry.type(description="A number on both sides.")
class SimulatedFigure:
    code: str = strawberry.field(description="The currency's or level's code in the file; empty: of the whole.")
    name: str = strawberry.field(description="What people call it.")
    decimals: int = strawberry.field(description="How many of the digits come after the decimal sign.")
    real: Points = strawberry.field(description="What really happened.")
    draft: Points = strawberry.field(description="What the draft would have come to.")


@strawberry.type(description="A member whose points change much.")
class SimulatedMember:
    real: Points = strawberry.field(description="What they really earned, in minor units.")
    draft: Points = strawberry.field(description="What they would have earned.")
    row: strawberry.Private[Moved]

    @strawberry.field(description="Who; null: the asker is no manager, or the account is closed.")
    def member(self, info: Info) -> Member | None:
        if not info.context.principal.is_any_of("manager"):
            return None
        return info.context.load(members_by_id, self.row.member_id)  # type: ignore[return-value]


@strawberry.type(description="How what members earned of a currency changes.")
class SimulatedChange:
    code: str = strawberry.field(description="The currency's code.")
    name: str = strawberry.field(description="What people call it.")
    decimals: int = strawberry.field(description="How many of a point's digits come after the decimal sign.")
    winners: int = strawberry.field(description="Members who would have earned more.")
    losers: int = strawberry.field(description="Members who would have earned less.")
    same: int = strawberry.field(description="Members who would have earned the same.")
    spread: list[int] = strawberry.field(
        description="Members by how much changes for them, in whole points: below −1000, −1000 to −501, −500 to −101, "
        "−100 to −11, −10 to −1, none, 1 to 10, 11 to 100, 101 to 500, 501 to 1000, above.",
        metadata=sized(11),
    )
    most_won: list[SimulatedMember] = strawberry.field(
        description="Those who win most, the most first.", metadata=sized(10)
    )
    most_lost: list[SimulatedMember] = strawberry.field(
        description="Those who lose most, the most first.", metadata=sized(10)
    )


@strawberry.type(description="Activities that the draft would not have taken.")
class SimulatedRefusal:
    reason: str = strawberry.field(description="The refusal's name.")
    sentence: str = strawberry.field(description="The same in words.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="What a simulation came to.")
class SimulationResult:
    until: DateTime = strawberry.field(description="Where both lives end.")
    activities: int = strawberry.field(description="How many were lived through.")
    issued: list[SimulatedFigure] = strawberry.field(
        description="Points earned since then, by currency, in minor units.", metadata=sized(3)
    )
    liability: list[SimulatedFigure] = strawberry.field(
        description="Points that members may still spend at the end, in minor units.", metadata=sized(2)
    )
    cost: SimulatedFigure = strawberry.field(
        description="What used codes and gifts were worth, in minor units of money."
    )
    vouchers_granted: SimulatedFigure = strawberry.field(description="Codes that members got.")
    vouchers_used: SimulatedFigure = strawberry.field(description="Codes that were used.")
    tiers: list[SimulatedFigure] = strawberry.field(description="Members on each level at the end.", metadata=sized(5))
    changes: list[SimulatedChange] = strawberry.field(description="Who wins and who loses.", metadata=sized(2))
    refused: list[SimulatedRefusal] = strawberry.field(
        description="What the draft would not have taken.", metadata=sized(3)
    )
    left_out: int = strawberry.field(description="Activities of kinds that are not lived through again.")
    money_currency: str = strawberry.field(description="The money's ISO 4217 code.")


@strawberry.type(description="What was recorded, lived through once more under a draft.")
class Simulation(Node):
    name: str = strawberry.field(description="The draft's name.")
    draft_id: strawberry.ID = strawberry.field(description="The draft's id.")
    since: DateTime = strawberry.field(description="From when the draft holds in it.")
    state: str = strawberry.field(description="waiting, running, done, failed or cancelled.")
    total: int = strawberry.field(description="Activities to live through; 0: not counted yet.")
    done: int = strawberry.field(description="How many of them were.")
    asked_at: DateTime = strawberry.field(description="When it was asked for.")
    ended_at: DateTime | None = strawberry.field(description="When it ended; null: it has not.")
    trouble: str | None = strawberry.field(description="Why it failed, and what to do.")
    mistakes: list[ProgrammeMistake] = strawberry.field(
        description="Where the draft cannot hold.", metadata=sized(2)
    )
    row: strawberry.Private[Asked]

    @strawberry.field(description="What it came to; null until it is done.")
    def result(self, info: Info) -> SimulationResult | None:
        return _result(self.row, self.row.result, info.context.language) if self.row.result is not None else None

    @strawberry.field(description="The name of who asked for it.")
    async def asked_by(self, info: Info) -> str:
        return await name_of(info, self.row.asked_by)


@strawberry.type(description="It is on its way.")
class SimulationStarted:
    simulation: Simulation = strawberry.field(description="Follow it by its id.")


@strawberry.type(description="It goes no further.")
class SimulationCancelled:
    simulation: Simulation = strawberry.field(description="As it stands.")


StartSimulationResult = Annotated[
    SimulationStarted | ProgrammeMistakesProblem | NotFoundProblem | BadInputProblem,
    strawberry.union("StartSimulationResult", description="What became of asking for a simulation."),
]
CancelSimulationResult = Annotated[
    SimulationCancelled | NotFoundProblem,
    strawberry.union("CancelSimulationResult", description="What became of calling a simulation off."),
]


@strawberry.type
class SimulationQuery:
    @strawberry.field(
        description="Simulations of the last 30 days, the newest first; at most 20.",
        metadata=access(WRITERS) | sized(5),
    )
    async def simulations(self, info: Info) -> list[Simulation]:
        return [simulation_of(row, info.context.language) for row in await simulation.asked(first=SHOWN)]

    @strawberry.field(description="A simulation by its id; null: there is none.", metadata=access(WRITERS))
    async def simulation(self, info: Info, id: SimulationId) -> Simulation | None:
        number = number_of(str(id), "Simulation")
        row = (await simulation.asked_by_id([number])).get(number)
        return simulation_of(row, info.context.language) if row is not None else None


@strawberry.type
class SimulationMutation:
    @strawberry.mutation(
        description="Try a draft on what was recorded. It takes a while: follow `simulationChanged`.",
        metadata=access(WRITERS),
    )
    async def start_simulation(
        self, info: Info, input: Annotated[StartSimulationInput, strawberry.argument(description="Which, since when.")]
    ) -> StartSimulationResult:
        row = await simulation.ask(
            info.context.principal, number_of(str(input.draft), "ProgrammeDraft"), since=input.since
        )
        return SimulationStarted(simulation=simulation_of(row, info.context.language))

    @strawberry.mutation(description="Call a simulation off.", metadata=access(WRITERS))
    async def cancel_simulation(self, info: Info, id: SimulationId) -> CancelSimulationResult:
        row = await simulation.call_off(info.context.principal, number_of(str(id), "Simulation"))
        return SimulationCancelled(simulation=simulation_of(row, info.context.language))


@strawberry.type
class SimulationSubscription:
    @strawberry.subscription(
        description="The simulation as it stands, and again whenever it has come further, until it ends.",
        metadata=access(WRITERS),
    )
    async def simulation_changed(self, info: Info, id: SimulationId) -> AsyncIterator[Simulation]:
        number = number_of(str(id), "Simulation")
        messages = live.subscribe(simulation.TOPIC)
        try:
            ended = False
            row = (await simulation.asked_by_id([number])).get(number)
            if row is not None:
                yield simulation_of(row, info.context.language)
                ended = row.ended_at is not None
            while row is not None and not ended:
                message = await anext(messages)
                if message is not live.MISSED and number not in message["simulations"]:
                    continue
                row = (await simulation.asked_by_id([number])).get(number)
                if row is not None:
                    yield simulation_of(row, info.context.language)
                    ended = row.ended_at is not None
        finally:
            messages.close()


async def simulations_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, Simulation]:
    """For those who write or publish the programme; nobody else's answer names one."""
    if context.principal.kind != "person" or not context.principal.is_any_of("editor", "manager"):
        return {}
    return {id: simulation_of(row, context.language) for id, row in (await simulation.asked_by_id(ids)).items()}


def simulation_of(row: Asked, language: Language) -> Simulation:
    return Simulation(
        id=global_id("Simulation", row.id),
        name=row.name,
        draft_id=global_id("ProgrammeDraft", row.draft_id),
        since=DateTime(row.since),
        state=row.state,
        total=row.total,
        done=row.done,
        asked_at=DateTime(row.asked_at),
        ended_at=DateTime(row.ended_at) if row.ended_at is not None else None,
        trouble=row.trouble[language] if row.trouble is not None else None,
        mistakes=[
            ProgrammeMistake(line=line, message=message, remedy=remedy) for line, message, remedy in row.mistakes
        ],
        row=row,
    )


def _result(row: Asked, found: Comparison, language: Language) -> SimulationResult:
    """Names are the draft's, and what it does not have is named as it is now."""
    drafted = _compiled(row.text)
    now = programme.current()
    known = {**now.currencies, **drafted.currencies}
    tiers = _tier_names(now, language) | _tier_names(drafted, language)
    real, draft = found.real, found.draft
    return SimulationResult(
        until=DateTime(found.until),
        activities=found.activities,
        issued=_by_currency(known, real.issued, draft.issued, language),
        liability=_by_currency(known, real.liability, draft.liability, language),
        cost=_figure("", "", drafted.money_decimals, real.cost, draft.cost),
        vouchers_granted=_figure("", "", 0, real.vouchers_granted, draft.vouchers_granted),
        vouchers_used=_figure("", "", 0, real.vouchers_used, draft.vouchers_used),
        tiers=[
            _figure(code, name, 0, real.tiers.get(code, 0), draft.tiers.get(code, 0))
            for code, name in tiers.items()
            if code in real.tiers or code in draft.tiers
        ],
        changes=[_change(change, known[change.currency], language) for change in found.changes],
        refused=[
            SimulatedRefusal(reason=name, sentence=simulation.refusal(name, language), count=count)
            for name, count in sorted(found.refused.items(), key=lambda item: -item[1])
        ],
        left_out=sum(found.left_out.values()),
        money_currency=drafted.money,
    )


@lru_cache(maxsize=4)
def _compiled(text: str) -> Rulebook:
    """The last version of a draft, which was sound when it was tried."""
    return programme.compile(programme.parse(text, "draft.toml"), 0, part=-1)


def _by_currency(
    known: Mapping[str, Currency], real: Mapping[str, int], draft: Mapping[str, int], language: Language
) -> list[SimulatedFigure]:
    return [
        _figure(code, said(currency.texts, language, "name"), currency.decimals, real.get(code, 0), draft.get(code, 0))
        for code, currency in known.items()
        if code in real or code in draft
    ]


def _figure(code: str, name: str, decimals: int, real: int, draft: int) -> SimulatedFigure:
    return SimulatedFigure(code=code, name=name, decimals=decimals, real=Points(real), draft=Points(draft))


def _tier_names(book: Rulebook, language: Language) -> dict[str, str]:
    tiers = book.ladder.tiers if book.ladder is not None else ()
    return {tier.code: said(tier.texts, language, "name") for tier in tiers}


def _change(change: Change, currency: Currency, language: Language) -> SimulatedChange:
    return SimulatedChange(
        code=change.currency,
        name=said(currency.texts, language, "name"),
        decimals=currency.decimals,
        winners=change.winners,
        losers=change.losers,
        same=change.same,
        spread=change.spread,
        most_won=[_member(moved) for moved in change.most_won],
        most_lost=[_member(moved) for moved in change.most_lost],
    )


def _member(moved: Moved) -> SimulatedMember:
    return SimulatedMember(real=Points(moved.real), draft=Points(moved.draft), row=moved)
