"""How what was reached is given, and taken back: points through the ledger, everything else as a gift of its room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.kernel.clock import Instant
from server.ledger.events import PointsEarned, PointsTakenBack
from server.programme.effect import WHOLE, Activity, Fact, GiftGiven, GiftTakenBack
from server.programme.rulebook import Gift


@dataclass(frozen=True, slots=True)
class Present:
    """A gift that was given: by which activity, as the how many-th of its rule, and when that occurred."""

    gift: Gift
    activity_id: int
    number: int
    occurred_at: Instant

    def row(self) -> list[Any]:
        gift = self.gift
        return [gift.type, gift.code, gift.points, gift.months, self.activity_id, self.number, self.occurred_at]

    @classmethod
    def of(cls, row: list[Any]) -> Present:
        return cls(Gift(row[0], row[1], row[2], row[3]), row[4], row[5], row[6])


def give(present: Present, activity: Activity, rule: str, arithmetic: Mapping[str, Any], version: int) -> Fact:
    gift = present.gift
    if gift.type == "points":
        return PointsEarned(activity, gift.code, gift.points, "earned", rule, arithmetic)
    return GiftGiven(activity, gift, rule, arithmetic, present.number, version=version)


def take_back(present: Present, activity: Activity, rule: str, arithmetic: Mapping[str, Any]) -> Fact:
    gift = present.gift
    if gift.type == "points":
        said = {**arithmetic, "given": gift.points, "share": WHOLE, "before": 0}
        return PointsTakenBack(
            activity, gift.code, gift.points, rule, said, source=present.activity_id, occurred_at=present.occurred_at
        )
    return GiftTakenBack(activity, gift, rule, present.activity_id, present.number)
