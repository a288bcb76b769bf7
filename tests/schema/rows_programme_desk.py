"""Who may what with drafts of the programme. Editors, whom the table does not ask, have a test of their own."""

from __future__ import annotations

from collections.abc import Mapping

from schema.relay import global_id
from server import programme, simulation
from server.kernel import clock
from server.kernel.clock import DAY
from tests.schema.domain.town import Town
from tests.schema.rows import Row, Scene, unique, verb

TABLES = ("programme_draft", "programme_draft_act", "programme_version", "simulation")
TEXT = (programme.EXAMPLES / "kvarteret.toml").read_text(encoding="utf-8")


async def setting(town: Town) -> Mapping[str, str]:
    """Two drafts that another manager wrote."""
    lars = await town.new_person("Lars", "manager")
    found = {}
    for name in ("draft_to_publish", "draft_to_discard"):
        draft = await programme.save_draft(lars.principal, draft_id=None, name=name, text=TEXT, revision=0)
        found[name] = global_id("ProgrammeDraft", draft.id)
    asked = await simulation.ask(lars.principal, draft.id, since=clock.now() - DAY)
    return {**found, "simulation": global_id("Simulation", asked.id)}


def managers(answer: str) -> tuple[str, ...]:
    return ("UNAUTHENTICATED", *("FORBIDDEN",) * 4, answer, *("FORBIDDEN",) * 3)


def publication(scene: Scene, who: str) -> Mapping[str, object]:
    return {"id": scene.things["draft_to_publish"], "revision": 1}


NONE = global_id("Simulation", 1)
FOLLOWING = {
    "simulationChanged": (
        f'subscription {{ simulationChanged(id: "{NONE}") {{ state }} }}', managers("followed")
    ),
}

ROWS = (
    Row(
        "saveDraft", verb("saveDraft", "input", "SaveDraftInput!"),
        lambda scene, who: {"name": unique(scene, who), "text": TEXT}, managers("DraftSaved"),
    ),
    Row(
        "discardDraft", verb("discardDraft", "id", "ID!"),
        lambda scene, who: scene.things["draft_to_discard"],  # type: ignore[arg-type, return-value]
        managers("DraftDiscarded"),
    ),
    Row(
        "startSimulation", verb("startSimulation", "input", "StartSimulationInput!"),
        lambda scene, who: {"draft": scene.things["draft_to_publish"], "since": "2026-01-01T00:00:00Z"},
        managers("SimulationStarted"),
    ),
    Row(
        "cancelSimulation", verb("cancelSimulation", "id", "ID!"),
        lambda scene, who: scene.things["simulation"],  # type: ignore[arg-type, return-value]
        managers("SimulationCancelled"),
    ),
    # The manager of the table has shown nobody who they are: a session that was proved is asked for.
    Row(
        "publishDraft", verb("publishDraft", "input", "PublishDraftInput!"), publication,
        managers("StaleSignInProblem"),
    ),
)  # fmt: skip
