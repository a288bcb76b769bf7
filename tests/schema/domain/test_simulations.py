"""Simulations through GraphQL: asked for by those who write the programme, worked off as a job, read by them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from schema.relay import global_id
from server import jobs, programme, simulation, storage
from server.jobs import Worker
from server.kernel import clock
from server.kernel.clock import DAY
from tests.schema.domain.town import Person, Town

KVARTERET = (programme.EXAMPLES / "kvarteret.toml").read_text(encoding="utf-8")
DEARER = KVARTERET.replace('rate = "1"', 'rate = "2"', 1)
START = """mutation ($x: StartSimulationInput!) { startSimulation(input: $x) { __typename
  ... on SimulationStarted { simulation { id state total since askedBy } }
  ... on ProgrammeMistakesProblem { mistakes { line } } ... on Problem { message } } }"""
CANCEL = "mutation ($x: ID!) { cancelSimulation(id: $x) { ... on SimulationCancelled { simulation { state } } } }"
FOLLOW = "subscription ($x: ID!) { simulationChanged(id: $x) { state done total } }"
READ = """query ($x: ID!) { simulation(id: $x) { state done total trouble mistakes { line remedy } result {
  activities moneyCurrency issued { code name decimals real draft } liability { code real draft }
  cost { real draft } vouchersUsed { real draft } tiers { code name real draft } refused { reason sentence count }
  changes { code winners losers same spread mostWon { real draft member { displayName } } mostLost { real } } } } }"""


@pytest.fixture
async def karin(town: Town) -> Person:
    return await town.new_person("Karin", "manager")


@pytest.fixture
async def worker(town: Town) -> AsyncIterator[None]:
    """What `serve` does beside answering."""
    worker = Worker({**simulation.JOBS})
    await worker.start()
    yield
    await worker.stop()
    await simulation.stop()


async def draft(who: Person, text: str) -> str:
    kept = await programme.save_draft(who.principal, draft_id=None, name="Vår", text=text, revision=0)
    return str(global_id("ProgrammeDraft", kept.id))


async def started(town: Town, who: Person, text: str) -> str:
    since = clock.to_iso(clock.now() - 200 * DAY)
    answer = await town.data(who.principal, START, x={"draft": await draft(who, text), "since": since})
    assert answer["__typename"] == "SimulationStarted", answer
    assert answer["simulation"]["state"] == "waiting"
    return str(answer["simulation"]["id"])


async def test_a_draft_is_lived_through_and_compared(town: Town, karin: Person, worker: None) -> None:
    await town.buy("100.00")
    await town.buy("40.00", who=town.nils)
    id = await started(town, karin, DEARER)

    async with town.follow(karin.principal, FOLLOW, x=id) as changes:
        async with asyncio.timeout(60):
            states = [change["state"] async for change in changes]
    found = await town.data(karin.principal, READ, x=id)

    assert states[-1] == "done"
    assert (found["done"], found["total"], found["trouble"]) == (2, 2, None)
    result = found["result"]
    points = next(figure for figure in result["issued"] if figure["code"] == "points")
    assert (points["name"], points["decimals"], points["real"]) == ("Poäng", 0, 140)
    assert points["draft"] > points["real"]
    (change,) = [change for change in result["changes"] if change["code"] == "points"]
    assert (change["winners"], change["losers"]) == (2, 0)
    assert change["mostWon"][0]["member"] == {"displayName": "Elsa Lindqvist"}
    assert sum(change["spread"]) == 2
    assert sum(tier["draft"] for tier in result["tiers"]) == 3  # Karin is a member, too.


async def test_an_editor_reads_no_names(town: Town, karin: Person, worker: None) -> None:
    edit = await town.new_person("Edit", "editor")
    await town.buy("100.00")
    id = await started(town, edit, DEARER)

    async with town.follow(edit.principal, FOLLOW, x=id) as changes:
        async with asyncio.timeout(60):
            async for _ in changes:
                pass
    found = await town.data(edit.principal, READ, x=id)

    (change,) = [change for change in found["result"]["changes"] if change["code"] == "points"]
    assert change["mostWon"][0]["member"] is None


async def test_one_that_is_called_off_never_runs(town: Town, karin: Person) -> None:
    id = await started(town, karin, DEARER)

    cancelled = await town.data(karin.principal, CANCEL, x=id)
    await jobs.work_off(simulation.JOBS)

    assert cancelled["simulation"]["state"] == "cancelled"
    assert (await town.data(karin.principal, READ, x=id))["state"] == "cancelled"


async def test_a_draft_that_does_not_fit_after_what_holds_fails_with_its_mistakes(
    town: Town, karin: Person, worker: None
) -> None:
    id = await started(town, karin, KVARTERET.replace('code = "kvarteret"', 'code = "annat"', 1))

    async with town.follow(karin.principal, FOLLOW, x=id) as changes:
        async with asyncio.timeout(60):
            async for _ in changes:
                pass
    found = await town.data(karin.principal, READ, x=id)

    assert found["state"] == "failed"
    assert "Rätta det som står nedan" in found["trouble"]
    assert found["mistakes"][0]["remedy"] == "Behåll koden."


async def test_a_draft_with_mistakes_is_refused_at_once(town: Town, karin: Person) -> None:
    given: Any = {"draft": await draft(karin, "[programme]\n"), "since": "2026-01-01T00:00:00Z"}

    answer = await town.data(karin.principal, START, x=given)

    assert answer["__typename"] == "ProgrammeMistakesProblem"
    assert await storage.value("SELECT COUNT(*) FROM simulation") == 0


async def test_a_simulation_whose_process_is_gone_is_begun_anew(town: Town, karin: Person, worker: None) -> None:
    id = await started(town, karin, DEARER)
    async with storage.transaction() as tx:
        await tx.execute("UPDATE simulation SET state = 'running', beat_at = :gone", gone=clock.now() - DAY)

    async with town.follow(karin.principal, FOLLOW, x=id) as changes:
        async with asyncio.timeout(60):
            async for _ in changes:
                pass

    assert (await town.data(karin.principal, READ, x=id))["state"] == "done"


async def test_results_are_forgotten_after_a_month(town: Town, karin: Person) -> None:
    await started(town, karin, DEARER)
    (periodic,) = simulation.PERIODICS

    with clock.stepped() as stepper:
        stepper.to(clock.now() + 29 * DAY)
        await periodic.run(None)  # type: ignore[arg-type]
        kept = await storage.value("SELECT COUNT(*) FROM simulation")
        stepper.to(clock.now() + 2 * DAY)
        await periodic.run(None)  # type: ignore[arg-type]

    assert kept == 1
    assert await storage.value("SELECT COUNT(*) FROM simulation") == 0
