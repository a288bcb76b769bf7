"""What moderators, authors and everybody may read: the queue, notices, the public log."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from server import community, programme, storage
from server.kernel import clock
from server.kernel.clock import DAY, HOUR, MINUTE, Instant
from server.kernel.errors import NotFound
from server.kernel.ids import Id
from server.kernel.paging import Page, decode_cursor, encode_cursor

from . import records, rules
from .committing import NoticeKind
from .records import CASE, Case, Decision, case_of
from .rules import Action

Order = Literal["most_reported", "newest"]
_ORDERS: dict[Order, str] = {
    "most_reported": "c.report_count DESC, c.queued_at DESC, c.id DESC",
    "newest": "c.queued_at DESC, c.id DESC",
}


@dataclass(frozen=True, slots=True)
class Notice:
    id: Id
    member_id: Id
    kind: NoticeKind
    case_id: Id | None
    decision_id: Id | None
    answer_id: Id | None
    sent_at: Instant
    read_at: Instant | None


@dataclass(frozen=True, slots=True)
class LoggedLine:
    """How often, in a month, one action was taken by one rule, and how its appeals ended."""

    month: str
    rule: int
    action: Action
    appeal: Literal["none", "waiting", "upheld", "overturned"]
    count: int
    version: int  # The latest programme version by whose rule it was decided.


@dataclass(frozen=True, slots=True)
class Summary:
    """The desk at a glance. `latest_minutes`: how long the case that was decided last had waited."""

    waiting: int
    latest_minutes: int | None


@dataclass(frozen=True, slots=True)
class Silence:
    until: Instant
    decision_id: Id
    notice_id: Id | None


@dataclass(frozen=True, slots=True)
class Consequences:
    """What an action would leave behind, but for what the ledger says."""

    state: community.State
    hides: bool  # Others read it, or did until an edit held it.
    takes: bool  # It has earned something, and that goes.
    shows: bool
    warns: bool
    silence_until: Instant | None
    author_is_told: bool
    reporters_told: int
    undo_until: Instant
    appeal_until: Instant | None


async def queue(order: Order, *, first: int, after: str | None) -> Page[Case]:
    """Cases that wait, with those first that most have reported, or that came last."""
    where, values = "", {}
    if after:
        reports, queued_at, case_id = decode_cursor(after, int, int, int)
        values = {"reports": reports, "queued": queued_at, "id": case_id}
        where = (
            "AND (c.report_count, c.queued_at, c.id) < (:reports::bigint, :queued::bigint, :id::bigint) "
            if order == "most_reported"
            else "AND (c.queued_at, c.id) < (:queued::bigint, :id::bigint) "
        )
        if order == "newest":
            del values["reports"]
    rows = await storage.rows(
        f"SELECT {CASE} FROM moderation_case c WHERE c.waits = 1 {where}ORDER BY {_ORDERS[order]} LIMIT :limit",
        limit=first + 1,
        **values,
    )
    cases = [case_of(row) for row in rows[:first]]
    cursors = [encode_cursor(case.report_count, case.queued_at, case.id) for case in cases]
    return Page(cases, cursors, len(rows) > first, after is not None)


async def finished(*, first: int, after: str | None) -> Page[Case]:
    """Cases that wait for nobody, the one that was decided last first."""
    where, values = "", {}
    if after:
        decided_at, case_id = decode_cursor(after, int, int)
        where, values = "AND (c.decided_at, c.id) < (:decided::bigint, :id::bigint) ", {
            "decided": decided_at, "id": case_id,
        }  # fmt: skip
    rows = await storage.rows(
        f"SELECT {CASE} FROM moderation_case c WHERE c.waits = 0 {where}ORDER BY c.decided_at DESC, c.id DESC "
        "LIMIT :limit",
        limit=first + 1,
        **values,
    )
    cases = [case_of(row) for row in rows[:first]]
    cursors = [encode_cursor(case.decided_at or 0, case.id) for case in cases]
    return Page(cases, cursors, len(rows) > first, after is not None)


async def summary() -> Summary:
    waiting = await storage.value("SELECT count(*) FROM moderation_case WHERE waits = 1")
    row = await storage.row(
        "SELECT decided_at, queued_at FROM moderation_case WHERE waits = 0 AND state = 'decided' "
        "ORDER BY decided_at DESC LIMIT 1"
    )
    return Summary(int(waiting or 0), max(1, -(-(row[0] - row[1]) // MINUTE)) if row is not None else None)


async def consequences(case_id: Id, action: Action, silence_until: Instant | None) -> Consequences:
    """Before it is taken. Raises NotFound, BadInput."""
    case = (await records.cases_by_id([case_id])).get(case_id)
    text = (await community.content([case.ref])).get(case.ref) if case is not None else None
    if case is None or text is None:
        raise NotFound("This case")
    house, now = programme.current().moderation, clock.now()
    until = rules.check_silence(action, silence_until, now=now, house=house)
    after = rules.state_after(action) if text.state != "deleted" else text.state
    against = action in rules.AGAINST
    return Consequences(
        state=after,
        hides=text.has_earned and after in ("hidden", "removed"),
        takes=text.has_earned and rules.state_after(action) != "published",
        shows=text.state != "published" == after,
        warns=action == "warn",
        silence_until=until,
        author_is_told=against or text.state in ("held", "hidden"),
        reporters_told=case.report_count,
        undo_until=now + house.undo_hours * HOUR,
        appeal_until=now + house.appeal_days * DAY if against else None,
    )


async def decided_against(author_ids: Collection[Id]) -> dict[Id, int]:
    """How many decisions against an author stand."""
    rows = await storage.rows(
        "SELECT c.author_id, count(*) FROM decision d JOIN moderation_case c ON c.id = d.case_id "
        "LEFT JOIN appeal a ON a.decision_id = d.id WHERE c.author_id {in authors bigint} AND d.action <> 'keep' "
        "AND d.undone_at IS NULL AND coalesce(a.state, 'waiting') <> 'overturned' GROUP BY c.author_id",
        authors=sorted(set(author_ids)),
    )
    return {row[0]: row[1] for row in rows}


async def silence_of(member_id: Id) -> Silence | None:
    """What silences a member now, and the letter that says why."""
    row = await storage.row(
        "SELECT s.until, s.decision_id, n.id FROM sanction s LEFT JOIN notice n ON n.decision_id = s.decision_id "
        "AND n.member_id = s.member_id AND n.kind = 'decided' WHERE s.member_id = :who AND s.kind = 'silence' "
        "AND s.lifted_at IS NULL AND s.until > :now ORDER BY s.until DESC LIMIT 1",
        who=member_id,
        now=clock.now(),
    )
    return Silence(row[0], row[1], row[2]) if row is not None else None


# Notices

_NOTICE = "id, member_id, kind, case_id, decision_id, answer_id, sent_at, read_at"
# To a reporter only the last word counts: a later letter about the same report stands in the earlier one's place.
_LAST_WORD = (
    "NOT (kind = 'reported' AND EXISTS (SELECT 1 FROM notice later WHERE later.member_id = notice.member_id "
    "AND later.kind = 'reported' AND later.case_id = notice.case_id AND later.id > notice.id))"
)


async def notices_of(member_id: Id, *, first: int, after: str | None) -> Page[Notice]:
    """A member's letters, newest first."""
    below = decode_cursor(after, int)[0] if after else 2**63 - 1
    rows = await storage.rows(
        f"SELECT {_NOTICE} FROM notice WHERE member_id = :who AND id < :below AND {_LAST_WORD} "
        "ORDER BY id DESC LIMIT :limit",
        who=member_id,
        below=below,
        limit=first + 1,
    )
    found = [Notice(*(row[place] for place in range(8))) for row in rows[:first]]
    return Page(found, [encode_cursor(notice.id) for notice in found], len(rows) > first, after is not None)


async def notices_by_id(notice_ids: Collection[Id], member_id: Id) -> dict[Id, Notice]:
    """The member's own among them."""
    rows = await storage.rows(
        f"SELECT {_NOTICE} FROM notice WHERE id {{in ids bigint}} AND member_id = :who",
        ids=sorted(set(notice_ids)),
        who=member_id,
    )
    return {row[0]: Notice(*(row[place] for place in range(8))) for row in rows}


async def unread(member_id: Id) -> int:
    """How many letters a member has not opened."""
    found = await storage.value(
        f"SELECT count(*) FROM notice WHERE member_id = :who AND read_at IS NULL AND {_LAST_WORD}", who=member_id
    )
    return int(found or 0)


async def read_notice(member_id: Id, notice_id: Id) -> None:
    """The member has opened a letter; once is enough. Raises NotFound for another's."""
    async with storage.transaction() as tx:
        await tx.execute(
            "UPDATE notice SET read_at = :now WHERE id = :id AND member_id = :who AND read_at IS NULL",
            now=clock.now(), id=notice_id, who=member_id,
        )  # fmt: skip
    if not await notices_by_id([notice_id], member_id):
        raise NotFound("This notice")


def outcome(case: Case, state: community.State, decisions: Collection[Decision]) -> rules.Outcome:
    """What became of a report in the end: by the text's state, and what its case's decisions had made of it."""
    taken = any(rules.state_after(decision.action) != "published" for decision in decisions)
    return rules.outcome_of(state, waits=case.state == "open", was_taken=taken)


def may_appeal_until(decision: Decision) -> Instant:
    return decision.decided_at + programme.current().moderation.appeal_days * DAY


def may_undo(decision: Decision, case: Case, appeal: records.Appeal | None, moderator_id: Id) -> bool:
    """Whether this moderator may undo it now: another's too, but none about an own text."""
    if decision.undone_at is not None or case.author_id == moderator_id:
        return False
    return (appeal is None or appeal.state == "waiting") and clock.now() <= may_undo_until(decision)


def may_undo_until(decision: Decision) -> Instant:
    return decision.decided_at + programme.current().moderation.undo_hours * HOUR


# For everybody

_OUTCOME = "CASE WHEN a.state IN ('waiting', 'upheld', 'overturned') THEN a.state ELSE 'none' END"


async def log(*, first: int, after: str | None) -> Page[LoggedLine]:
    """The public log, the latest month first. Decisions that were undone are left out: nothing came of them. Nobody can
    be told from it: it counts, it knows no day, and it holds no text."""
    where, values = "", {}
    if after:
        month, rule, action, outcome = decode_cursor(after, str, int, str, str)
        values = {"month": month, "rule": rule, "action": action, "outcome": outcome}
        where = (
            "AND (d.month < :month::text OR (d.month = :month::text "
            f"AND (d.rule, d.action, {_OUTCOME}) > (:rule::bigint, :action::text, :outcome::text))) "
        )
    rows = await storage.rows(
        f"SELECT d.month, d.rule, d.action, {_OUTCOME} AS outcome, count(*) AS decided, max(d.version) AS version "
        f"FROM decision d LEFT JOIN appeal a ON a.decision_id = d.id WHERE d.undone_at IS NULL {where}"
        f"GROUP BY d.month, d.rule, d.action, {_OUTCOME} "
        f"ORDER BY d.month DESC, d.rule, d.action, {_OUTCOME} LIMIT :limit",
        limit=first + 1,
        **values,
    )
    lines = [LoggedLine(row[0], row[1], row[2], row[3], row[4], row[5]) for row in rows[:first]]
    cursors = [encode_cursor(line.month, line.rule, line.action, line.appeal) for line in lines]
    return Page(lines, cursors, len(rows) > first, after is not None)
