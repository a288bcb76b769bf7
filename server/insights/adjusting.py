"""Corrections by hand: one manager's word up to the programme's limit, two beyond it, and nobody's own points.

The attempt is kept before it is recorded, and recorded under the asker's own key: whatever breaks in between, the same
asked again finds the attempt and completes it, once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from server import activities, live, members, programme, storage
from server.activities import AdjustPoints, KeyConflict, MemberNotFound, Outcome, Source, UnknownCurrency
from server.kernel import clock, ids
from server.kernel.clock import DAY, Instant
from server.kernel.errors import DomainError, Forbidden, NotFound
from server.kernel.ids import Id
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.members import Principal, Ref
from server.programme.rulebook import Rulebook
from server.storage import Row, Tx

from .errors import AdjustmentDecided, OwnAccount, SecondManagerNeeded
from .models import Adjustment as AdjustmentTable

TOPIC = "adjustments"
"""Where managers hear that a correction waits, or was decided."""

_COLUMNS = ("id", "member_id", "currency", "points", "reason", "asked_by", "key", "state", "asked_at", "decided_by",
            "decided_at", "activity_id")  # fmt: skip
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM adjustment"


@dataclass(frozen=True, slots=True)
class Adjustment:
    id: Id
    member_id: Id
    currency: str
    points: int
    reason: str
    asked_by: Id
    key: str
    state: str  # alone, waiting, agreed, declined
    asked_at: Instant
    decided_by: Id | None = None
    decided_at: Instant | None = None
    activity_id: Id | None = None


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A correction as it stands; its outcome, unless it waits or was declined."""

    adjustment: Adjustment
    outcome: Outcome | None = None


async def adjust(by: Principal, *, key: str, member: Ref, currency: str, points: int, reason: str) -> Adjusted:
    """Corrects a member's points, or asks for a second manager. Raises OwnAccount, MemberNotFound, UnknownCurrency,
    KeyConflict, BadInput, LessThanThat."""
    manager = _manager(by)
    book = programme.current()
    if currency not in book.shown:
        raise UnknownCurrency(currency, book.shown.keys())
    member_id = (await members.resolve([member], by)).get(member)
    if member_id is None:
        raise MemberNotFound
    asked = Adjustment(ids.new_id(), member_id, currency, points, reason, manager, key, "alone", clock.now())
    _intent(asked)  # Its input is checked before anything is kept.
    if member_id == manager:
        raise OwnAccount

    async def work(tx: Tx) -> Adjustment:
        return await _keep(tx, asked, book)

    kept = await storage.write(work)
    if kept.state in ("waiting", "declined"):
        _tell(kept.id)
        return Adjusted(kept)
    try:
        return await _record(kept)
    except DomainError:
        if kept.state == "alone":  # A refusal claims no key.
            async with storage.transaction() as tx:
                await tx.execute(
                    "DELETE FROM adjustment WHERE id = :id AND state = 'alone' AND activity_id IS NULL", id=kept.id
                )
        raise


async def agree(by: Principal, adjustment_id: Id) -> Adjusted:
    """A second manager agrees, and it is recorded. Raises NotFound, OwnAccount, SecondManagerNeeded,
    AdjustmentDecided, and what the recorder refuses: then it waits on."""
    manager, waiting = await _decidable(by, adjustment_id)
    if manager == waiting.asked_by:
        raise SecondManagerNeeded
    if manager == waiting.member_id:
        raise OwnAccount
    # One that was agreed to and never recorded is completed by whoever agrees next.
    if waiting.state != "agreed" and not await _decide(waiting.id, "agreed", manager):
        raise AdjustmentDecided(agreed=(await _read(waiting.id)).state == "agreed")
    try:
        agreed = await _record(await _read(waiting.id))
    except DomainError:
        async with storage.transaction() as tx:
            await tx.execute(
                "UPDATE adjustment SET state = 'waiting', decided_by = NULL, decided_at = NULL "
                "WHERE id = :id AND state = 'agreed' AND activity_id IS NULL",
                id=waiting.id,
            )
        raise
    _tell(waiting.id)
    return agreed


async def decline(by: Principal, adjustment_id: Id) -> Adjusted:
    """Nothing is corrected. Who asked may take it back so, too. Raises NotFound, AdjustmentDecided."""
    manager, waiting = await _decidable(by, adjustment_id)
    if waiting.state == "agreed" or not await _decide(waiting.id, "declined", manager):
        raise AdjustmentDecided(agreed=(await _read(waiting.id)).state == "agreed")
    _tell(waiting.id)
    return Adjusted(await _read(waiting.id))


async def adjustments(
    *, first: int, after: str | None, waiting: bool, member_id: Id | None = None
) -> Page[Adjustment]:
    """Those that wait, oldest first; or all that were decided, newest first. Of one member, or of everybody."""
    of_one = "" if member_id is None else "member_id = :member AND "
    if waiting:
        sql = f"{_SELECT} WHERE {of_one}state = 'waiting' AND id > :edge ORDER BY id LIMIT :limit"
    else:
        sql = f"{_SELECT} WHERE {of_one}state <> 'waiting' AND id < :edge ORDER BY id DESC LIMIT :limit"
    edge = decode_cursor(after, int)[0] if after else 0 if waiting else 2**63 - 1
    one = {} if member_id is None else {"member": member_id}
    rows = await storage.rows(sql, edge=edge, limit=first + 1, **one)
    found = [_adjustment(row) for row in rows[:first]]
    return Page(found, [encode_cursor(one.id) for one in found], len(rows) > first, after is not None)


async def adjustments_by_id(ids: Collection[Id]) -> dict[Id, Adjustment]:
    rows = await storage.rows(f"{_SELECT} WHERE id {{in ids bigint}}", ids=sorted(set(ids)))
    return {row[0]: _adjustment(row) for row in rows}


def _manager(by: Principal) -> Id:
    if by.kind != "person" or by.member_id is None or not by.is_any_of("manager"):
        raise Forbidden("Only a manager corrects points.")
    return by.member_id


async def _keep(tx: Tx, asked: Adjustment, book: Rulebook) -> Adjustment:
    """The attempt as it is kept, under the manager's lock: of two at once the second one counts the first."""
    await tx.value("SELECT id FROM member WHERE id = :id {lock}", id=asked.asked_by)
    row = await tx.row(f"{_SELECT} WHERE asked_by = :by AND key = :key", by=asked.asked_by, key=asked.key)
    if row is not None:
        kept = _adjustment(row)
        same = ("member_id", "currency", "points", "reason")
        if any(getattr(kept, name) != getattr(asked, name) for name in same):
            raise KeyConflict(asked.key)
        return kept
    today = await tx.value(
        "SELECT SUM(ABS(points)) FROM adjustment WHERE member_id = :member AND id >= :since AND asked_by = :by "
        "AND currency = :currency AND state = 'alone'",
        member=asked.member_id,
        since=ids.first_id_at(asked.asked_at - DAY),
        by=asked.asked_by,
        currency=asked.currency,
    )
    limit = book.adjust_limit * 10 ** book.currencies[asked.currency].decimals
    if int(today or 0) + abs(asked.points) > limit:
        asked = replace(asked, state="waiting")
    await tx.insert(AdjustmentTable, _COLUMNS, [tuple(getattr(asked, column) for column in _COLUMNS)])
    return asked


async def _decidable(by: Principal, adjustment_id: Id) -> tuple[Id, Adjustment]:
    """The manager and what they decide about: it waits, or was agreed to and is not recorded yet."""
    manager, found = _manager(by), await _read(adjustment_id)
    if found.state not in ("waiting", "agreed") or found.activity_id is not None:
        raise AdjustmentDecided(agreed=found.state != "declined")
    return manager, found


async def _decide(adjustment_id: Id, state: str, manager: Id) -> bool:
    async with storage.transaction() as tx:
        return bool(
            await tx.execute(
                "UPDATE adjustment SET state = :state, decided_by = :manager, decided_at = :now "
                "WHERE id = :id AND state = 'waiting'",
                id=adjustment_id, state=state, manager=manager, now=clock.now(),
            )
        )  # fmt: skip


async def _record(kept: Adjustment) -> Adjusted:
    outcome = await activities.record(_intent(kept))
    if kept.activity_id is None:
        async with storage.transaction() as tx:
            await tx.execute(
                "UPDATE adjustment SET activity_id = :activity WHERE id = :id", id=kept.id, activity=outcome.activity.id
            )
    return Adjusted(replace(kept, activity_id=outcome.activity.id), outcome)


def _tell(adjustment_id: Id) -> None:
    live.publish_topic(TOPIC, {"adjustment": adjustment_id})


def _intent(asked: Adjustment) -> AdjustPoints:
    """The asker's own key space; the reach of a manager, and no partner's name beside it."""
    principal = Principal(kind="person", roles=frozenset({"manager"}))
    return AdjustPoints(
        source=Source(f"manager:{asked.asked_by}", "system", principal), key=asked.key, member=("id", asked.member_id),
        currency=asked.currency, points=asked.points, reason=asked.reason,
    )  # fmt: skip


async def _read(adjustment_id: Id) -> Adjustment:
    row = await storage.row(f"{_SELECT} WHERE id = :id", id=adjustment_id)
    if row is None:
        raise NotFound("The correction")
    return _adjustment(row)


def _adjustment(row: Row) -> Adjustment:
    return Adjustment(*(row[place] for place in range(len(_COLUMNS))))
