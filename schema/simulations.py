"""Simulations: a draft beside what really happened, asked for, followed as it goes, and read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated

import strawberry

from schema.access import access
from schema.context import Context, Info
from schema.hints import sized
from schema.problems import BadInputProblem, NotFoundProblem, ProgrammeMistake, ProgrammeMistakesProblem
from schema.programme_desk import WRITERS
from schema.programme_desk_types import name_of
from schema.relay import Node, global_id, number_of
from schema.scalars import DateTime
from schema.simulation_results import SimulationResult, result_of
from server import live, programme, simulation
from server.programme.rulebook import Language
from server.simulation import Asked

SHOWN = 20
SimulationId = Annotated[strawberry.ID, strawberry.argument(description="The simulation's id.")]


@strawberry.input(description="A draft to try on what was recorded.")
class StartSimulationInput:
    draft: strawberry.ID = strawberry.field(description="The draft, as it stands when this is asked.")
    since: DateTime = strawberry.field(description="From when it is to have held. Until then all is as it was.")


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
        return result_of(self.row, self.row.result, info.context.language) if self.row.result is not None else None

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
            ProgrammeMistake(
                line=line, message=programme.said(message, language), remedy=programme.said(remedy, language)
            )
            for line, message, remedy in row.mistakes
        ],
        row=row,
    )
