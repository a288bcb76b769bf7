"""Who may what with points that members give each other, share at home, and let stand still."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schema.relay import global_id
from tests.schema.domain.town import Town
from tests.schema.rows import Row, Scene, people, unique, verb

TABLES = ("ledger_transfer", "ledger_freeze", "household", "household_invite")


async def setting(town: Town) -> Mapping[str, str]:
    """Somebody whose card the askers know. The town's programme lets nobody give points away to others."""
    return {"card": (await town.new_person("Greta")).card}


def gift(scene: Scene, who: str) -> Mapping[str, Any]:
    return {"key": f"give-{unique(scene, who)}", "card": scene.things["card"], "currency": "points", "points": 1}


def return_of_it(scene: Scene, who: str) -> Mapping[str, Any]:
    return {"key": f"undo-{unique(scene, who)}", "transfer": global_id("PointsTransfer", 1), "reason": "Fel kort"}


def freeze(scene: Scene, who: str) -> Mapping[str, Any]:
    return {"key": f"freeze-{unique(scene, who)}", "currency": "level", "months": 1}


def freeze_of_another(scene: Scene, who: str) -> Mapping[str, Any]:
    return {**freeze(scene, who), "member": {"card": scene.town.elsa.card}, "reason": "Sjukskriven"}


def thaw(scene: Scene, who: str) -> Mapping[str, Any]:
    return {"key": f"thaw-{unique(scene, who)}", "freeze": global_id("PointsFreeze", 1)}


ROWS = (
    Row("transferPoints", verb("transferPoints", "input", "TransferPointsInput!"), gift,
        people("NotTransferableProblem")),
    Row("undoTransfer", verb("undoTransfer", "input", "UndoTransferInput!"), return_of_it,
        ("UNAUTHENTICATED", *("FORBIDDEN",) * 4, "NotFoundProblem", *("FORBIDDEN",) * 3)),
    Row("freezePoints", verb("freezePoints", "input", "FreezePointsInput!"), freeze, people("NotFreezableProblem")),
    # The manager of the table has shown nobody who they are: a session that was proved is asked for.
    Row("freezeMemberPoints", verb("freezeMemberPoints", "input", "FreezeMemberPointsInput!"), freeze_of_another,
        ("UNAUTHENTICATED", *("FORBIDDEN",) * 4, "StaleSignInProblem", *("FORBIDDEN",) * 3)),
    Row("unfreezePoints", verb("unfreezePoints", "input", "UnfreezePointsInput!"), thaw, people("NotFoundProblem")),
    Row("inviteToHousehold", "mutation ($x: String!) { inviteToHousehold(card: $x) { __typename } }",
        lambda scene, who: scene.things["card"],  # type: ignore[arg-type, return-value]
        people("NoHouseholdsProblem")),
    Row("answerHouseholdInvite",
        "mutation ($x: ID!) { answerHouseholdInvite(invite: $x, comes: true) { __typename } }",
        lambda scene, who: global_id("HouseholdInvite", 1),  # type: ignore[arg-type, return-value]
        people("NotAllowedProblem")),
    Row("leaveHousehold", "mutation ($x: ID) { leaveHousehold(who: $x) { __typename } }",
        lambda scene, who: None,  # type: ignore[arg-type, return-value]
        people("NotAllowedProblem")),
)  # fmt: skip
