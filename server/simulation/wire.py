"""What goes to and fro between whoever asks for a simulation and the process that lives through it.

The asker sends one line of JSON for each slice of the history, and is answered by one line for each: so neither holds
more than a slice. No name, address or card is sent.
"""

from __future__ import annotations

from typing import Any

import msgspec

from server.kernel.clock import Instant
from server.kernel.ids import Id


class Version(msgspec.Struct, frozen=True):
    """A version as it was published."""

    file: str
    text: str
    part: int
    holds_from: Instant


class Shop(msgspec.Struct, frozen=True):
    """A partner and its shops, by their codes."""

    partner_id: Id
    code: str
    shops: list[str]


class Begin(msgspec.Struct, frozen=True, tag="begin"):
    """The versions that held before `since`, and the draft that holds from then on; at `until` it ends."""

    since: Instant
    until: Instant
    versions: list[Version]
    file: str
    draft: str
    partners: list[Shop]


class Joined(msgspec.Struct, frozen=True, tag="joined", array_like=True):
    member_id: Id
    at: Instant
    timezone: str
    birthday: str | None
    country: str | None


class Housed(msgspec.Struct, frozen=True, tag="housed", array_like=True):
    """A member moved into a household, which is theirs who has it now."""

    member_id: Id
    household_id: Id
    owner_id: Id
    at: Instant


class Happened(msgspec.Struct, frozen=True, tag="happened", array_like=True):
    """An activity as it was recorded. `facts` as a sender sends them. `original`: (sender, key) of what it is about:
    what it reverses, the offer that it answers, the transfer that it lets come back; `voucher`: (sender, key, reward)
    of what had granted the code that it is about; `other`: the other member of two; `household`: whose points were
    spent beside the member's own."""

    sender: str
    key: str
    member_id: Id
    kind: str
    facts: dict[str, Any]
    occurred_at: Instant
    posted_at: Instant
    partner_id: Id | None
    shop: str | None
    client_id: str | None
    original: tuple[str, str] | None = None
    voucher: tuple[str, str, str] | None = None
    other: Id | None = None
    household: list[Id] = []


Event = Joined | Housed | Happened


class Slice(msgspec.Struct, frozen=True, tag="slice"):
    """In the order in which it came about."""

    events: list[Event]


class End(msgspec.Struct, frozen=True, tag="end"):
    """Nothing follows."""


class Earned(msgspec.Struct, frozen=True, array_like=True):
    """What a member earned of a currency since the beginning, in minor units, less what was undone."""

    member_id: Id
    currency: str
    points: int


class Side(msgspec.Struct, frozen=True):
    """What one of the two lives came to. Points in minor units by currency, money in minor units, tiers by code."""

    issued: dict[str, int]  # Earned since the beginning, less what was undone.
    liability: dict[str, int]  # What members may still spend at the end, what waits or is held included.
    vouchers_granted: int
    vouchers_used: int
    cost: int  # The face of the vouchers that were used, and of what was given away.
    tiers: dict[str, int]  # Members at the end.


class Lived(msgspec.Struct, frozen=True, tag="lived"):
    """How many activities were lived through so far."""

    done: int


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The versions stand."""


class Mistaken(msgspec.Struct, frozen=True, tag="mistaken"):
    """The draft cannot hold: (line, message, remedy) of each mistake."""

    mistakes: list[tuple[int, str, str]]


class LeftOut(msgspec.Struct, frozen=True):
    """How many of the house's own kind (“@…”) are not lived through again, and why: a reason of `intents.Unlived`."""

    kind: str
    reason: str
    count: int


class Summary(msgspec.Struct, frozen=True, tag="summary"):
    """The end. `refused`: how many activities would not have been taken, by the reason's name; members' earnings
    follow. `peak_kilobytes`: of memory."""

    side: Side
    refused: dict[str, int]
    left_out: list[LeftOut]
    peak_kilobytes: int


class Earnings(msgspec.Struct, frozen=True, tag="earnings"):
    """In the order of (member, currency); an empty list is the last."""

    rows: list[Earned]


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """A fault of ours."""

    text: str


Sent = Begin | Slice | End
Answered = Ready | Mistaken | Lived | Summary | Earnings | Failed
encode = msgspec.json.Encoder().encode
_sent = msgspec.json.Decoder(Sent)
_answered = msgspec.json.Decoder(Answered)


def sent(line: bytes) -> Sent:
    """What the asker said."""
    told: Sent = _sent.decode(line)
    return told


def answered(line: bytes) -> Answered:
    """What the other process answered."""
    told: Answered = _answered.decode(line)
    return told
