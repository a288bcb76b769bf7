"""Letting the time of points stand still, and going on as before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from server import ledger
from server.kernel.errors import BadInput
from server.kernel.ids import Id
from server.ledger.errors import FreezeNotFound, FreezeSettled
from server.ledger.events import PointsFrozen
from server.members import Principal, Ref
from server.programme.effect import Activity, Fact
from server.programme.rulebook import FactValue

from .intents import Intent, ReverseActivity, Source, Verb, check_reason

FREEZE_MONTHS_LIMIT = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezePoints(Verb):
    """All that the member has of a currency is good for `months` longer. `reason`: a manager's, who says why."""

    kind: ClassVar[str] = "@freeze"
    currency: str
    months: int
    reason: str = ""

    def __post_init__(self) -> None:
        Intent.__post_init__(self)
        if not 1 <= self.months <= FREEZE_MONTHS_LIMIT:
            raise BadInput("months", f"months must be a whole number from 1 to {FREEZE_MONTHS_LIMIT}.")
        if self.reason:
            check_reason(self.reason)

    def facts(self) -> dict[str, FactValue]:
        told: dict[str, FactValue] = {"currency": self.currency, "months": self.months}
        return {**told, "reason": self.reason} if self.reason else told

    def opening(self, activity: Activity) -> Fact:
        return PointsFrozen(activity, self.currency, self.months, bool(self.reason))


def freezing_of(
    by: Principal, *, key: str, currency: str, months: int, member: Ref | None = None, reason: str = ""
) -> FreezePoints:
    """What a member asks for themselves; or a manager for another, who says why. Raises BadInput."""
    if member is None:
        source = Source.member(by)
        return FreezePoints(
            source=source, key=key, member=("id", source.principal.member_id or 0), currency=currency, months=months
        )
    check_reason(reason)
    source = Source(f"manager:{by.member_id}", "system", by)
    return FreezePoints(source=source, key=key, member=member, currency=currency, months=months, reason=reason)


async def thaw_of(freeze_id: Id, *, by: Principal, key: str, reason: str) -> ReverseActivity:
    """What takes a freeze back: the member's own, or any by a manager, within a day. Raises FreezeNotFound,
    FreezeSettled."""
    found = (await ledger.freezes_by_id([freeze_id])).get(freeze_id)
    manages = by.is_any_of("manager")
    if found is None or not (manages or (found.member_id == by.member_id and not found.by_hand)):
        raise FreezeNotFound
    if not found.can_be_undone():
        raise FreezeSettled
    name = f"manager:{by.member_id}" if found.by_hand else f"member:{found.member_id}"
    return ReverseActivity(source=Source(name, "system", by), key=key, activity_id=freeze_id, reason=reason)
