"""Giving points to another member; and a manager who lets a transfer come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from server import ledger, members
from server.kernel.errors import BadInput
from server.kernel.ids import Id
from server.kernel.money import POINTS_LIMIT
from server.ledger.errors import TransferNotFound
from server.ledger.events import PointsSent, TransferUndone
from server.members import Principal
from server.programme.effect import Activity, Fact
from server.programme.rulebook import FactValue

from .errors import MemberNotFound, OwnTransfer
from .intents import Intent, Source, Verb, check_reason

CARD_END = 4  # Digits of a card that say whose it is to who knows it, and nothing to others.


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPoints(Verb):
    """`points` in minor units. `card`: the end of the receiver's card, by which the giver knows them again; `names`:
    what giver and receiver are called to each other, which is no part of what a key is compared by."""

    kind: ClassVar[str] = "@transfer"
    to: Id
    currency: str
    points: int
    card: str = ""
    names: tuple[str, str] = ("", "")

    @property
    def others(self) -> tuple[Id, ...]:
        return (self.to,)

    def __post_init__(self) -> None:
        Intent.__post_init__(self)
        if not 1 <= self.points <= POINTS_LIMIT:
            raise BadInput("points", f"points must be a whole number from 1 to {POINTS_LIMIT}.")
        if self.member == ("id", self.to):
            raise BadInput("to", "That is the giver's own card: give to somebody else.")

    def facts(self) -> dict[str, FactValue]:
        return {"card": self.card, "currency": self.currency, "points": self.points}

    def compared(self) -> tuple[FactValue, ...]:
        return (self.to,)

    def opening(self, activity: Activity) -> Fact:
        return PointsSent(activity, self.currency, self.points, self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoTransfer(Verb):
    """`member` is the giver, `receiver` the other. Both read the reason."""

    kind: ClassVar[str] = "@undo_transfer"
    transfer_id: Id
    receiver: Id
    reason: str

    @property
    def others(self) -> tuple[Id, ...]:
        return (self.receiver,)

    def __post_init__(self) -> None:
        Intent.__post_init__(self)
        check_reason(self.reason)

    def facts(self) -> dict[str, FactValue]:
        return {"transfer": str(self.transfer_id), "reason": self.reason}

    def opening(self, activity: Activity) -> Fact:
        return TransferUndone(activity, self.transfer_id, self.reason)


async def transfer_to(card: str, *, by: Principal, key: str, currency: str, points: int) -> TransferPoints:
    """What a member asks for who has been told another's card. Raises MemberNotFound, BadInput."""
    source = Source.member(by)
    receiver = (await members.resolve([("card", card)], Source.system("transfer").principal)).get(("card", card))
    if receiver is None:
        raise MemberNotFound
    giver = source.principal.member_id or 0
    found = await members.members_by_id([giver, receiver])
    return TransferPoints(
        source=source, key=key, member=("id", giver), to=receiver, currency=currency, points=points,
        card=found[receiver].card[-CARD_END:], names=(found[giver].display_name, found[receiver].display_name),
    )  # fmt: skip


async def undoing_of(transfer_id: Id, *, by: Principal, key: str, reason: str) -> UndoTransfer:
    """What a manager asks for. Raises TransferNotFound; OwnTransfer where they gave or got it themselves."""
    found = (await ledger.transfers_by_id([transfer_id])).get(transfer_id)
    if found is None:
        raise TransferNotFound
    if by.member_id in (found.from_member, found.to_member):
        raise OwnTransfer
    return UndoTransfer(
        source=Source(f"manager:{by.member_id}", "system", by), key=key, member=("id", found.from_member),
        receiver=found.to_member, transfer_id=transfer_id, reason=reason,
    )  # fmt: skip
