"""What can be asked of the recorder. Whatever posts to the ledger is one of these."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from server.kernel.clock import Instant
from server.kernel.errors import BadInput
from server.kernel.ids import Id
from server.kernel.letters import unreadable
from server.kernel.money import POINTS_LIMIT
from server.members import Principal, Ref
from server.programme.effect import WHOLE, Activity, ChallengeEntered, ChallengeQuit, Fact, GoalSettled, to_json
from server.programme.rulebook import FactValue, Sender

KEY_LIMIT = 128
REASON_LIMIT = 200
KIND_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Source:
    """Who sends: one key space for a partner with all its clients and shops, for a member, for staff, for a room."""

    name: str  # partner:7, member:9, staff:4, system:due
    kind: Sender
    principal: Principal
    imports: bool = False  # May report what is long past.

    @classmethod
    def of(
        cls, principal: Principal, *, imports: bool = False, senders: Collection[Sender] = ("partner", "staff")
    ) -> Source:
        """The sender that a principal is. A signed-in member reports for themselves; staff report for their shop, and
        for themselves what members report and staff do not (`senders`: who may report the kind)."""
        if principal.kind == "client" and principal.partner_id is not None:
            return cls(f"partner:{principal.partner_id}", "partner", principal, imports)
        own = "member" in senders and "staff" not in senders
        if principal.partner_id is not None and principal.is_any_of("staff") and not own:
            return cls(f"staff:{principal.member_id}", "staff", principal)
        return cls.member(principal)

    @classmethod
    def member(cls, principal: Principal) -> Source:
        """The member that a principal is, for themselves alone, whatever roles and partner they have beside."""
        if principal.member_id is None:
            raise BadInput("member", "Nobody is signed in.")
        themselves = replace(principal, roles=frozenset({"member"}), partner_id=None, shop_code=None)
        return cls(f"member:{principal.member_id}", "member", themselves)

    @classmethod
    def system(cls, room: str) -> Source:
        return cls(f"system:{room}", "system", Principal(kind="person", roles=frozenset({"manager"})))


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """`key` is the sender's name for this attempt: sent again, it answers the first outcome."""

    source: Source
    key: str
    member: Ref

    @property
    def others(self) -> tuple[Id, ...]:
        """Members whom it concerns beside the one that is named: they are locked with them."""
        return ()

    def __post_init__(self) -> None:
        if not is_key(self.key):
            raise BadInput("key", f"key must be 1 to {KEY_LIMIT} printable characters.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordActivity(Intent):
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    occurred_at: Instant | None = None  # None: now

    def __post_init__(self) -> None:
        Intent.__post_init__(self)
        if not 1 <= len(self.kind) <= KIND_LIMIT:
            raise BadInput("kind", f"kind must be 1 to {KIND_LIMIT} characters.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardPoints(Intent):
    currency: str
    points: int
    reason: str

    def __post_init__(self) -> None:
        Intent.__post_init__(self)
        if not 1 <= self.points <= POINTS_LIMIT:
            raise BadInput("points", f"points must be a whole number from 1 to {POINTS_LIMIT}.")
        check_reason(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseActivity(Intent):
    """`member` is filled by the recorder from the activity that is named: by the sender's own key; or by its id, which
    also reaches what staff of the same partner rang up by hand."""

    activity_key: str = ""
    activity_id: Id | None = None
    share: int = WHOLE  # Millionths
    reason: str
    member: Ref = ("id", 0)

    @property
    def original(self) -> tuple[str, str]:
        """What is reversed, as the asker names it: everybody's own by its key, or by its id what is theirs to undo."""
        if self.activity_id is not None:
            return f"@id:{self.source.name}", str(self.activity_id)
        return self.source.name, self.activity_key

    def reaches(self, sender: str, partner_id: Id | None, shop: str | None) -> bool:
        """Whether an activity that was named by its id is the asker's to undo: their own; for staff what a colleague
        rang up in the same shop; for a partner's program whatever that partner's staff rang up."""
        if sender == self.source.name:
            return True
        asker = self.source.principal
        if not sender.startswith("staff:") or partner_id is None or partner_id != asker.partner_id:
            return False
        return self.source.kind == "partner" or (
            self.source.kind == "staff" and asker.shop_code in (None, shop)
        )

    def __post_init__(self) -> None:
        Intent.__post_init__(self)
        if not 1 <= self.share <= WHOLE:
            raise BadInput("share", "share must be above 0 and at most 1, such as 0.5.")
        if (self.activity_id is None) == (not self.activity_key):
            raise BadInput("activityKey", "Name the activity by activityKey or by activityId, and by one of them.")
        if self.activity_id is None and not is_key(self.activity_key):
            raise BadInput("activityKey", f"activityKey must be 1 to {KEY_LIMIT} printable characters.")
        check_reason(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb(Intent, ABC):
    """What a room's own verb asks of a member: it says under which kind it is kept, with which facts (its key is
    compared by them), and the fact with which its fold begins. The room's effect admits or refuses it."""

    kind: ClassVar[str]  # Begins with @: no programme declares it.
    occurred_at: Instant | None = None  # None: now

    @abstractmethod
    def facts(self) -> dict[str, FactValue]: ...

    @property
    def lenders(self) -> tuple[Id, ...]:
        """Of the others those whose points it may spend: as far as they still belong together once they are locked."""
        return ()

    def compared(self) -> tuple[FactValue, ...]:
        """What its key is compared by beside its facts."""
        return ()

    @abstractmethod
    def opening(self, activity: Activity) -> Fact: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinChallenge(Verb):
    kind: ClassVar[str] = "@join"
    challenge: str

    def facts(self) -> dict[str, FactValue]:
        return {"challenge": self.challenge}

    def opening(self, activity: Activity) -> Fact:
        return ChallengeEntered(activity, self.challenge)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveChallenge(Verb):
    kind: ClassVar[str] = "@leave"
    challenge: str

    def facts(self) -> dict[str, FactValue]:
        return {"challenge": self.challenge}

    def opening(self, activity: Activity) -> Fact:
        return ChallengeQuit(activity, self.challenge)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleGoal(Verb):
    """What all did together was reached, or undone: a member who took part gets theirs, or loses it."""

    kind: ClassVar[str] = "@together"
    challenge: str
    period: str
    turn: int

    def facts(self) -> dict[str, FactValue]:
        return {"challenge": self.challenge, "period": self.period, "turn": self.turn}

    def opening(self, activity: Activity) -> Fact:
        return GoalSettled(activity, self.challenge, self.period, self.turn)


def is_key(text: str) -> bool:
    return 1 <= len(text) <= KEY_LIMIT and text.isprintable()


def check_reason(reason: str) -> None:
    """One line that a member can read: no controls, no halves of characters, no marks that turn the writing round."""
    hidden = any(unreadable(character) for character in reason[: REASON_LIMIT + 1])
    if hidden or len(reason) > REASON_LIMIT or not reason.strip():
        raise BadInput("reason", f"reason must be one line of 1 to {REASON_LIMIT} characters: the member reads it.")


def digest(*parts: Any) -> str:
    """What is compared when a key comes again: 128 bits of the canonical JSON."""
    return hashlib.blake2b(to_json(parts).encode(), digest_size=16).hexdigest()
