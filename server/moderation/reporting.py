"""How a text comes before a moderator: somebody reports it, something holds it, or its author rewrote it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from server import community, jobs, live, programme
from server.community import Content, Draft, Ref
from server.community.events import ContentEdited
from server.kernel import clock, ids
from server.kernel.clock import HOUR, MINUTE
from server.kernel.errors import NotFound
from server.kernel.ids import Id
from server.members import TooManyAttempts
from server.members.throttle import Limit, take_in
from server.storage import Tx

from . import rules
from .committing import Letter, Told, committed, send, tell_of_case
from .errors import KeyConflict, Unusable
from .events import CaseOpened
from .models import Case as CaseTable
from .models import Report as ReportTable
from .records import Opener

REPORTS = Limit("report", burst=20, every=5 * MINUTE)  # Of one member: more are a flood and no help.
RETRY_SECONDS = 5 * 60


@dataclass(frozen=True, slots=True)
class Reported:
    case_id: Id
    replayed: bool


async def report(reporter_id: Id, *, key: str, ref: Ref, rule: int, words: str | None) -> Reported:
    """A member reports a text. Whoever has reported it before, under whichever key, is answered the same.

    Raises NotFound where it is not there to be read, BadInput, KeyConflict, TooManyAttempts."""
    rules.check_key(key)
    rules.check_rule(rule, programme.current().house_rules)
    plain = rules.check_words(words, "words", most=rules.WORDS_LIMIT, required=False)

    async def work(tx: Tx, told: Told) -> Reported:
        earlier = await tx.row(
            "SELECT case_id, target_id, rule, words FROM report WHERE reporter_id = :who AND key = :key",
            who=reporter_id, key=key,
        )  # fmt: skip
        if earlier is not None:
            if (earlier[1], earlier[2], earlier[3]) != (ref[1], rule, plain):
                raise KeyConflict(key)
            return Reported(earlier[0], True)
        reported = await tx.value(
            "SELECT case_id FROM report WHERE reporter_id = :who AND target_id = :target",
            who=reporter_id, target=ref[1],
        )  # fmt: skip
        if reported is not None:
            return Reported(reported, True)
        # The case first: whoever decides holds its lock, and what they made of the text is read after them.
        case_id = await _count(tx, ref)
        text = (await community.content([ref], via=tx)).get(ref)
        if text is None or text.state != "published":
            raise NotFound("This text")
        if text.author_id == reporter_id:
            raise Unusable(
                "content",
                sv="Du har skrivit det här själv: ändra eller ta bort det i stället för att anmäla det.",
                en="You wrote this yourself: edit or delete it instead of reporting it.",
            )
        if not await take_in(tx, REPORTS, str(reporter_id)):
            raise TooManyAttempts(retry_after=RETRY_SECONDS)
        if case_id is None:
            case_id = await _open(tx, text.ref, text.author_id, "reports", reports=1)
        await tx.insert(
            ReportTable,
            ("id", "case_id", "reporter_id", "key", "target_kind", "target_id", "rule", "words", "reported_at"),
            [(ids.new_id(), case_id, reporter_id, key, *ref, rule, plain, clock.now())],
        )
        told.cases.append(case_id)
        return Reported(case_id, False)

    return await committed(work)


async def screen(tx: Tx, draft: Draft, author_id: Id) -> list[str]:
    """Why a text waits for a moderator. Where it does, its case and the author's notice are in the same transaction."""
    reasons = rules.reasons_to_hold(draft.body, await _known(tx, draft, author_id), programme.current().moderation)
    if reasons:
        await _hold(tx, draft, author_id, reasons)
    return list(reasons)


async def tell_opened(fact: CaseOpened) -> None:
    """Of a held text its author's own transaction told nobody: neither the moderators nor the author's own pages."""
    tell_of_case(fact.case_id)
    await live.publish(await live.rows_by_id(fact.event_ids))


async def look_again(fact: ContentEdited) -> None:
    """A hidden text that its author has rewritten comes before a moderator again; whoever looks at one that waits
    reads what it says now."""
    ref: Ref = (fact.content_kind, fact.content_id)

    async def work(tx: Tx, told: Told) -> None:
        waiting = await tx.rows(
            "SELECT id, state FROM moderation_case WHERE target_id = :target AND waits = 1", target=ref[1]
        )
        told.cases += [row[0] for row in waiting]
        if fact.state != "hidden" or any(row[1] == "open" for row in waiting):
            return
        # A fact may be told of late, and twice: who has decided since has read what it says now.
        if await tx.value(
            "SELECT 1 FROM decision d JOIN moderation_case c ON c.id = d.case_id "
            "WHERE c.target_id = :target AND d.decided_at > :edited LIMIT 1",
            target=ref[1], edited=fact.at,
        ):  # fmt: skip
            return
        text: Content | None = (await community.content([ref], via=tx)).get(ref)
        if text is not None and text.state == "hidden":
            told.cases.append(await _open(tx, ref, text.author_id, "rewritten"))

    await committed(work)


async def ask_again(tx: Tx, told: Told, ref: Ref) -> None:
    """What came back unread, since its author rewrote it meanwhile, waits for a moderator: once."""
    text: Content | None = (await community.content([ref], via=tx)).get(ref)
    if text is None or text.state != "held":
        return
    if not await tx.value("SELECT 1 FROM moderation_case WHERE target_id = :id AND state = 'open'", id=ref[1]):
        told.cases.append(await _open(tx, ref, text.author_id, "rewritten"))


async def _known(tx: Tx, draft: Draft, author_id: Id) -> rules.Known:
    now = clock.now()
    roles = [row[0] for row in await tx.rows("SELECT role FROM member_role WHERE member_id = :who", who=author_id)]
    joined_at = await tx.value("SELECT joined_at FROM member WHERE id = :who", who=author_id)
    against = await tx.value(
        "SELECT max(d.decided_at) FROM decision d JOIN moderation_case c ON c.id = d.case_id "
        "LEFT JOIN appeal a ON a.decision_id = d.id WHERE c.author_id = :who AND d.action <> 'keep' "
        "AND d.undone_at IS NULL AND coalesce(a.state, 'waiting') <> 'overturned'",
        who=author_id,
    )
    trust = rules.trust_of(
        joined_at=joined_at or now, decided_against_at=against, roles=roles, now=now,
        house=programme.current().moderation,
    )  # fmt: skip
    # An id is as old as what it names, so the author's index gives the latest without another one.
    since = {"who": author_id, "own": draft.id, "since": ids.first_id_at(now - rules.SAME_WITHIN)}
    lately = [
        (row[0], row[1])
        for table in ("post", "comment")
        for row in await tx.rows(
            f"SELECT body, created_at FROM {table} WHERE author_id = :who AND id > :since AND id <> :own "
            "ORDER BY id DESC LIMIT 100",
            **since,
        )
    ]
    sent = 0 if draft.edited else sum(created_at > now - HOUR for _, created_at in lately)
    return rules.Known(trust, sent, [body for body, _ in lately])


async def _hold(tx: Tx, draft: Draft, author_id: Id, reasons: Sequence[str]) -> None:
    row = await tx.row(
        "UPDATE moderation_case SET reasons = :reasons WHERE target_id = :target AND state = 'open' RETURNING id",
        reasons=json.dumps(reasons), target=draft.id,
    )  # fmt: skip
    case_id: Id = row[0] if row is not None else await _open(tx, (draft.kind, draft.id), author_id, "hold", reasons)
    told = Told()
    await send(tx, told, [Letter(author_id, "held", case_id, None, {})])
    await jobs.announce(tx, CaseOpened(ids.new_id(), case_id, [row.id for row in told.rows], clock.now()))


async def _count(tx: Tx, ref: Ref) -> Id | None:
    """One report more for the open case, where there is one."""
    row = await tx.row(
        "UPDATE moderation_case SET report_count = report_count + 1 WHERE target_id = :target AND state = 'open' "
        "RETURNING id",
        target=ref[1],
    )
    return row[0] if row is not None else None


async def _open(
    tx: Tx, ref: Ref, author_id: Id, opened_by: Opener, reasons: Sequence[str] = (), *, reports: int = 0
) -> Id:
    case_id, now = ids.new_id(), clock.now()
    columns = (
        "id", "target_kind", "target_id", "author_id", "state", "waits", "opened_by", "reasons", "report_count",
        "opened_at", "queued_at",
    )  # fmt: skip
    row = (case_id, *ref, author_id, "open", 1, opened_by, json.dumps(list(reasons)), reports, now, now)
    await tx.insert(CaseTable, columns, [row])
    return case_id
