"""Who may what with members' points by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schema.relay import global_id
from server import insights
from tests.schema.domain.town import Town
from tests.schema.rows import Row, Scene, unique, verb

TABLES = ("adjustment",)


async def setting(town: Town) -> Mapping[str, str]:
    """Two corrections wait, which another manager asked for."""
    lars = await town.new_person("Lars", "manager")
    found = {}
    for name in ("to_agree", "to_decline"):
        asked = await insights.adjust(
            lars.principal, key=name, member=("id", town.elsa.member_id), currency="points", points=5000, reason="Tack"
        )
        found[name] = global_id("PointsAdjustment", asked.adjustment.id)
    return found


def correction(scene: Scene, who: str) -> Mapping[str, Any]:
    return {"key": f"adjust-{unique(scene, who)}", "member": {"card": scene.town.elsa.card}, "currency": "points",
            "points": 5, "reason": "Glömt kvitto"}  # fmt: skip


def managers(answer: str) -> tuple[str, ...]:
    return ("UNAUTHENTICATED", *("FORBIDDEN",) * 4, answer, *("FORBIDDEN",) * 3)


FOLLOWING = {
    "adjustmentChanged": ("subscription { adjustmentChanged { adjustmentId } }", managers("followed")),
}  # fmt: skip

ROWS = (
    Row("adjustPoints", verb("adjustPoints", "input", "AdjustPointsInput!"), correction, managers("PointsAdjusted")),
    Row(
        "approveAdjustment", verb("approveAdjustment", "id", "ID!"),
        lambda scene, who: scene.things["to_agree"],  # type: ignore[arg-type, return-value]
        managers("PointsAdjusted"),
    ),
    Row(
        "declineAdjustment", verb("declineAdjustment", "id", "ID!"),
        lambda scene, who: scene.things["to_decline"],  # type: ignore[arg-type, return-value]
        managers("AdjustmentDeclined"),
    ),
)  # fmt: skip
