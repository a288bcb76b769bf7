"""Rows of moderation as plain data, and reading them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from server import community, storage
from server.community import Content, Ref, State
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.storage import Reader, Row, Tx

from .rules import Action, Past

CaseState = Literal["open", "appealed", "decided", "closed"]
Opener = Literal["reports", "hold", "rewritten"]
AppealState = Literal["waiting", "upheld", "overturned", "moot"]


@dataclass(frozen=True, slots=True)
class Case:
    id: Id
    ref: Ref
    author_id: Id
    state: CaseState
    opened_by: Opener
    reasons: tuple[str, ...]
    report_count: int
    claimed_by: Id | None
    claimed_until: Instant | None
    opened_at: Instant
    queued_at: Instant
    decided_at: Instant | None

    def claimed_at(self, now: Instant) -> Id | None:
        """Who is looking at it now."""
        return self.claimed_by if self.claimed_until is not None and self.claimed_until > now else None


@dataclass(frozen=True, slots=True)
class Decision:
    id: Id
    case_id: Id
    moderator_id: Id
    key: str
    digest: str
    action: Action
    rule: int
    version: int
    reason: str
    silence_until: Instant | None
    state_before: State
    state_after: State
    decided_at: Instant
    undone_at: Instant | None
    undone_by: Id | None


@dataclass(frozen=True, slots=True)
class Appeal:
    id: Id
    decision_id: Id
    case_id: Id
    member_id: Id
    key: str
    words: str
    state: AppealState
    appealed_at: Instant
    decided_by: Id | None
    decided_key: str | None
    reason: str | None
    decided_at: Instant | None


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reported. Who it was stays out of it: a moderator judges the text."""

    id: Id
    case_id: Id
    rule: int
    words: str | None
    reported_at: Instant


CASE = (
    "c.id, c.target_kind, c.target_id, c.author_id, c.state, c.opened_by, c.reasons, c.report_count, c.claimed_by, "
    "c.claimed_until, c.opened_at, c.queued_at, c.decided_at"
)
_DECISION = (
    "id, case_id, moderator_id, key, digest, action, rule, version, reason, silence_until, state_before, state_after, "
    "decided_at, undone_at, undone_by"
)
_APPEAL = (
    "id, decision_id, case_id, member_id, key, words, state, appealed_at, decided_by, decided_key, reason, decided_at"
)


def case_of(row: Row) -> Case:
    return Case(
        row[0], (row[1], row[2]), row[3], row[4], row[5], tuple(json.loads(row[6])), row[7], row[8], row[9], row[10],
        row[11], row[12],
    )  # fmt: skip


async def lock_case(tx: Tx, case_id: Id) -> Case | None:
    """The case, locked until the transaction ends."""
    row = await tx.row(f"SELECT {CASE} FROM moderation_case c WHERE c.id = :id {{lock}}", id=case_id)
    return case_of(row) if row is not None else None


async def cases_by_id(case_ids: Collection[Id], *, via: Reader | None = None) -> dict[Id, Case]:
    rows = await _rows(
        via, f"SELECT {CASE} FROM moderation_case c WHERE c.id {{in ids bigint}}", ids=sorted(set(case_ids))
    )
    return {row[0]: case_of(row) for row in rows}


async def decisions_by_id(decision_ids: Collection[Id], *, via: Reader | None = None) -> dict[Id, Decision]:
    rows = await _rows(
        via, f"SELECT {_DECISION} FROM decision WHERE id {{in ids bigint}}", ids=sorted(set(decision_ids))
    )
    return {row[0]: _decision(row) for row in rows}


async def decisions_of(case_ids: Collection[Id], *, via: Reader | None = None) -> dict[Id, list[Decision]]:
    """The decisions of cases, the latest last; those that were undone too."""
    found: defaultdict[Id, list[Decision]] = defaultdict(list)
    for row in await _rows(
        via, f"SELECT {_DECISION} FROM decision WHERE case_id {{in ids bigint}} ORDER BY id", ids=sorted(set(case_ids))
    ):
        found[row[1]].append(_decision(row))
    return dict(found)


async def past_of(tx: Tx, text: Content) -> dict[Id, Past]:
    """Every decision about a text, of all its cases, in their order; by its id."""
    rows = await tx.rows(
        "SELECT d.id, d.decided_at, d.state_before, d.state_after, d.undone_at, a.state, a.decided_at FROM decision d "
        "JOIN moderation_case c ON c.id = d.case_id LEFT JOIN appeal a ON a.decision_id = d.id "
        "WHERE c.target_id = :target ORDER BY d.id",
        target=text.id,
    )
    then = await community.as_it_stood([(text.id, row[0]) for row in rows], via=tx)
    found: dict[Id, Past] = {}
    for row in rows:
        overturned = row[5] == "overturned"
        rewritten = then.get((text.id, row[0]), text.body) != text.body
        found[row[0]] = Past(row[1], row[2], row[3], row[6] if overturned else row[4], overturned, rewritten)
    return found


async def decision_under(tx: Tx, moderator_id: Id, key: str) -> Decision | None:
    row = await tx.row(
        f"SELECT {_DECISION} FROM decision WHERE moderator_id = :who AND key = :key", who=moderator_id, key=key
    )
    return _decision(row) if row is not None else None


async def appeals_by_id(appeal_ids: Collection[Id], *, via: Reader | None = None) -> dict[Id, Appeal]:
    rows = await _rows(via, f"SELECT {_APPEAL} FROM appeal WHERE id {{in ids bigint}}", ids=sorted(set(appeal_ids)))
    return {row[0]: _appeal(row) for row in rows}


async def appeals_of(decision_ids: Collection[Id], *, via: Reader | None = None) -> dict[Id, Appeal]:
    """By decision."""
    rows = await _rows(
        via, f"SELECT {_APPEAL} FROM appeal WHERE decision_id {{in ids bigint}}", ids=sorted(set(decision_ids))
    )
    return {row[1]: _appeal(row) for row in rows}


async def appeal_under(tx: Tx, moderator_id: Id, key: str) -> Appeal | None:
    row = await tx.row(
        f"SELECT {_APPEAL} FROM appeal WHERE decided_by = :who AND decided_key = :key", who=moderator_id, key=key
    )
    return _appeal(row) if row is not None else None


async def reports_of(case_ids: Collection[Id], *, most: int) -> dict[Id, list[Report]]:
    """The first `most` reports of each case, in the order in which they came."""
    found: defaultdict[Id, list[Report]] = defaultdict(list)
    for row in await storage.rows(
        "SELECT id, case_id, rule, words, reported_at FROM (SELECT r.id, r.case_id, r.rule, r.words, r.reported_at, "
        "row_number() OVER (PARTITION BY r.case_id ORDER BY r.id) AS place FROM report r "
        "WHERE r.case_id {in ids bigint}) AS numbered WHERE place <= :most ORDER BY id",
        ids=sorted(set(case_ids)),
        most=most,
    ):
        found[row[1]].append(Report(row[0], row[1], row[2], row[3], row[4]))
    return dict(found)


async def reporters_of(tx: Tx, case_id: Id) -> list[Id]:
    rows = await tx.rows("SELECT reporter_id FROM report WHERE case_id = :case ORDER BY id", case=case_id)
    return [row[0] for row in rows]


def _decision(row: Row) -> Decision:
    return Decision(*(row[place] for place in range(15)))


def _appeal(row: Row) -> Appeal:
    return Appeal(*(row[place] for place in range(12)))


async def _rows(via: Reader | None, sql: str, **params: Any) -> list[Row]:
    return await (via.rows(sql, **params) if via else storage.rows(sql, **params))
