"""What an activity would earn, and for each rule that would not fire, why: a dry run through the same fold."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from server import earning, members, programme, storage
from server.earning import Unfired
from server.kernel.clock import Instant
from server.kernel.errors import DomainError
from server.kernel.ids import Id
from server.members import Principal, Ref
from server.programme.effect import Activity, ActivityAccepted, Fold
from server.programme.rulebook import Kind, Rulebook, Sender
from server.storage import Tx

from .batch import Done, record_batch
from .errors import MemberNotFound
from .intents import RecordActivity, Source
from .outcome import Outcome

_SENDERS: tuple[Sender, ...] = ("partner", "staff", "member", "system")  # The first of these that a kind admits.


@dataclass(frozen=True, slots=True)
class Promised:
    """A voucher that would be given."""

    reward: str
    good_until: Instant


@dataclass(frozen=True, slots=True)
class Bestowed:
    """What a rule that earns for others would give to one of those whom the member has chosen, in minor units."""

    charity: str
    rule: str
    currency: str
    points: int
    arithmetic: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Explained:
    """What would come of it, by which rulebook; `unfired`: the rules that bring nothing, in the document's order;
    `bestowed`: what others than the member would get, rule by rule, in the order of the member's choice."""

    outcome: Outcome
    book: Rulebook
    unfired: tuple[Unfired, ...]
    vouchers: tuple[Promised, ...]
    bestowed: tuple[Bestowed, ...]


class _Enough(Exception):
    """Rolls the dry run back."""


async def explain_activity(
    by: Principal, *, member: Ref, kind: str, facts: Mapping[str, Any], occurred_at: Instant | None,
    partner_id: Id | None = None, shop: str | None = None,
) -> Explained:  # fmt: skip
    """Nothing is written, and no key is claimed. Raises MemberNotFound, and whatever the recorder would refuse."""
    member_id = (await members.resolve([member], by)).get(member)
    if member_id is None:
        raise MemberNotFound
    book = programme.rulebook_at(occurred_at) if occurred_at is not None else programme.current()
    intent = RecordActivity(
        source=_source(programme.kind_of(book, kind), member_id, partner_id, shop), key=secrets.token_hex(16),
        member=("id", member_id), kind=kind, facts=facts, occurred_at=occurred_at,
    )  # fmt: skip
    found: list[Explained | DomainError] = []

    async def work(tx: Tx) -> None:
        found.append(await _explained(tx, await record_batch(tx, [intent])))
        raise _Enough

    with suppress(_Enough):
        await storage.write(work)
    if isinstance(found[0], DomainError):
        raise found[0]
    return found[0]


def _source(kind: Kind, member_id: Id, partner_id: Id | None, shop: str | None) -> Source:
    """Somebody who may send it, with the reach of the house; what was long ago may be asked about."""
    sender: Sender = next((sender for sender in _SENDERS if sender in kind.senders), "partner")
    house = Principal(kind="person", roles=frozenset({"manager"}), partner_id=partner_id, shop_code=shop)
    name = f"member:{member_id}" if sender == "member" else f"{sender}:dry-run"
    return Source(name, sender, house, imports=True)


async def _explained(tx: Tx, done: Done) -> Explained | DomainError:
    outcome = done.results[0]
    if isinstance(outcome, DomainError):
        return outcome
    assert isinstance(outcome, Outcome)
    fold = done.folds[0]
    activity = _activity(fold)
    usage = next(state for state in fold.states if isinstance(state, earning.Usage))
    rows = await tx.rows(
        "SELECT reward, expires_at FROM reward_voucher WHERE activity_id = :id ORDER BY id", id=activity.id
    )
    return Explained(
        outcome=outcome,
        book=activity.rulebook,
        unfired=tuple(earning.unfired(activity, usage, _fired(activity))),
        vouchers=tuple(Promised(row[0], row[1]) for row in rows),
        bestowed=tuple(
            Bestowed(charity, rule, currency, points, arithmetic)
            for rule, currency, _, arithmetic, _, shares in activity.notes.get("bestowed", ())
            for charity, points in shares
        ),
    )


def _activity(fold: Fold[Any]) -> Activity:
    return next(opening.activity for opening in fold.batch.openings if isinstance(opening, ActivityAccepted))


def _fired(activity: Activity) -> set[str]:
    """The rules and multipliers that earning remembers of it."""
    return {row[0] for name in ("earning", "gifts", "bestowed") for row in activity.notes.get(name, ())}
