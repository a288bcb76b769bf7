"""A manager's correction of what a member has. Whether it needs a second manager is decided before it comes here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from server.kernel.errors import BadInput
from server.kernel.money import POINTS_LIMIT
from server.ledger.events import PointsCorrected
from server.programme.effect import Activity, Fact
from server.programme.rulebook import FactValue

from .errors import UnknownCurrency
from .intents import Intent, Verb, check_reason


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustPoints(Verb):
    """`points` in minor units, above or below 0. The member reads the reason."""

    kind: ClassVar[str] = "@adjust"
    currency: str
    points: int
    reason: str

    def __post_init__(self) -> None:
        Intent.__post_init__(self)
        if not 1 <= abs(self.points) <= POINTS_LIMIT:
            raise BadInput("points", f"points must be a whole number up to {POINTS_LIMIT}, above or below 0, not 0.")
        check_reason(self.reason)

    def facts(self) -> dict[str, FactValue]:
        return {"currency": self.currency, "points": self.points, "reason": self.reason}

    def opening(self, activity: Activity) -> Fact:
        known = activity.rulebook.shown
        if self.currency not in known:
            raise UnknownCurrency(self.currency, known.keys())
        return PointsCorrected(activity, self.currency, self.points, "adjustment", {"reason": self.reason})
