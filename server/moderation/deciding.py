"""What moderators do with a case: claim it, decide it, undo what was decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from server import community, members, programme
from server.community import Content
from server.kernel import clock, ids
from server.kernel.clock import HOUR, MINUTE, Instant
from server.kernel.errors import NotFound
from server.kernel.ids import Id
from server.kernel.periods import key_of, local_date
from server.storage import Tx

from . import records, rules
from .closing import close_unasked
from .committing import Letter, Told, committed, send
from .errors import (
    AlreadyDecided,
    CaseClaimed,
    KeyConflict,
    TimeIsOver,
    decided_before,
    decided_here,
    nothing_left,
    own_text,
)
from .models import Decision as DecisionTable
from .models import Sanction as SanctionTable
from .records import Case, Decision
from .rules import Action

LEASE = 5 * MINUTE  # Renewed by claiming again; whoever leaves the desk blocks the case no longer than this.

_COLUMNS = (
    "id", "case_id", "moderator_id", "key", "digest", "action", "rule", "version", "reason", "silence_until",
    "state_before", "state_after", "month", "decided_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    decision_id: Id
    case_id: Id
    replayed: bool = False


async def claim(moderator_id: Id, case_id: Id) -> Instant:
    """Takes a case for LEASE, or for as long again; until when. Raises NotFound, AlreadyDecided, CaseClaimed."""

    async def work(tx: Tx, told: Told) -> Instant:
        case = await _waiting(tx, case_id, moderator_id)
        until = clock.now() + LEASE
        await tx.execute(
            "UPDATE moderation_case SET claimed_by = :who, claimed_until = :until WHERE id = :id",
            who=moderator_id, until=until, id=case.id,
        )  # fmt: skip
        told.cases.append(case.id)
        return until

    return await committed(work)


async def release(moderator_id: Id, case_id: Id) -> None:
    """Lets go of a case, so that another may take it at once. Whoever does not have it, lets go of nothing.

    Raises NotFound."""

    async def work(tx: Tx, told: Told) -> None:
        case = await records.lock_case(tx, case_id)
        if case is None:
            raise NotFound("This case")
        if case.claimed_at(clock.now()) != moderator_id:
            return
        await tx.execute(
            "UPDATE moderation_case SET claimed_by = NULL, claimed_until = NULL WHERE id = :id", id=case.id
        )
        told.cases.append(case.id)

    await committed(work)


async def decide(
    moderator_id: Id,
    *,
    key: str,
    case_id: Id,
    action: Action,
    rule: int,
    reason: str,
    silence_until: Instant | None = None,
) -> Decided:
    """Decides an open case: the text, its author, their notice and the reporters' in one transaction.

    Raises NotFound, BadInput, KeyConflict, AlreadyDecided, CaseClaimed, NotYours."""
    rules.check_key(key)
    book = programme.current()
    said = rules.check_words(reason, "reason", most=rules.REASON_LIMIT, required=True) or ""
    asked = _digest(case_id, action, rule, said, silence_until)

    async def work(tx: Tx, told: Told) -> Decided:
        earlier = await records.decision_under(tx, moderator_id, key)
        if earlier is not None:
            if earlier.digest != asked:
                raise KeyConflict(key)
            return Decided(earlier.id, earlier.case_id, True)
        now = clock.now()
        # What is asked of a new decision only: a replay is answered, also after a rule was dropped.
        rules.check_rule(rule, book.house_rules)
        until = rules.check_silence(action, silence_until, now=now, house=book.moderation)
        case = await _waiting(tx, case_id, moderator_id)
        if case.state != "open":
            raise await _decided_before(tx, case.id, moderator_id)
        text = await _text(tx, case)
        decision_id = ids.new_id()
        await send(tx, told, await _letters(tx, case, text, decision_id, action, rule, book.number, until))
        after = rules.state_after(action)
        month = key_of("month", local_date(now, book.timezone))
        row = (
            decision_id, case.id, moderator_id, key, asked, action, rule, book.number, said, until, text.state, after,
            month, now,
        )  # fmt: skip
        await tx.insert(DecisionTable, _COLUMNS, [row])
        await community.set_state(tx, case.ref, after, why=f"case:{case.id}")
        if action in ("warn", "silence"):
            kind = "warning" if action == "warn" else "silence"
            await tx.insert(
                SanctionTable, ("id", "member_id", "decision_id", "kind", "until", "imposed_at"),
                [(ids.new_id(), case.author_id, decision_id, kind, until, now)],
            )  # fmt: skip
        await close(tx, told, case)
        return Decided(decision_id, case.id)

    return await committed(work)


async def undo(moderator_id: Id, decision_id: Id) -> Decided:
    """Puts back everything that a decision changed, and the case into the queue. Undone before: the same answer.

    Raises NotFound, AlreadyDecided where an appeal was heard, TimeIsOver, CaseClaimed, NotYours."""

    async def work(tx: Tx, told: Told) -> Decided:
        decision, case = await locked(tx, decision_id)
        if decision.undone_at is not None:
            return Decided(decision.id, case.id, True)
        if case.author_id == moderator_id:
            raise own_text()
        appeal = (await records.appeals_of([decision.id], via=tx)).get(decision.id)
        if appeal is not None and appeal.state != "waiting":
            raise AlreadyDecided(
                sv="Överklagandet är avgjort. Det beslutet gäller.", en="The appeal has been decided, and that stands."
            )
        now = clock.now()
        ends_at = decision.decided_at + programme.current().moderation.undo_hours * HOUR
        if now > ends_at:
            raise TimeIsOver(ends_at)
        await check_claim(tx, case, moderator_id)
        letters = [  # What they were told is true no more, and what becomes of it nobody knows yet.
            Letter(reporter, "reported", case.id, decision.id, {}) for reporter in await _reporters_told(tx, decision)
        ]
        if await _was_told(tx, decision):
            letters.append(letter_of(case.author_id, "undone", decision))
        await send(tx, told, letters)
        await tx.execute(
            "UPDATE decision SET undone_at = :now, undone_by = :who WHERE id = :id",
            now=now, who=moderator_id, id=decision.id,
        )  # fmt: skip
        if appeal is not None:
            await tx.execute("UPDATE appeal SET state = 'moot' WHERE id = :id", id=appeal.id)
        await put_back(tx, told, case, decision, verdict=False)
        await _reopen(tx, told, case, moderator_id)
        return Decided(decision.id, case.id)

    return await committed(work)


async def silenced_until(tx: Tx, member_id: Id) -> Instant | None:
    """Until when a member may not write; None: they may."""
    until: Instant | None = await tx.value(
        "SELECT max(until) FROM sanction WHERE member_id = :who AND kind = 'silence' AND lifted_at IS NULL "
        "AND until > :now",
        who=member_id, now=clock.now(),
    )  # fmt: skip
    return until


# What deciding an appeal does too


async def locked(tx: Tx, decision_id: Id) -> tuple[Decision, Case]:
    """A decision as it stands once its case is locked. Raises NotFound."""
    case_id = await tx.value("SELECT case_id FROM decision WHERE id = :id", id=decision_id)
    case = await records.lock_case(tx, case_id) if case_id is not None else None
    if case is None:
        raise NotFound("This decision")
    return (await records.decisions_by_id([decision_id], via=tx))[decision_id], case


async def put_back(tx: Tx, told: Told, case: Case, decision: Decision, *, verdict: bool) -> None:
    """The text as it was, and the sanction lifted. What has become of the text since by another's hand stays."""
    text = await _text(tx, case)
    past = await records.past_of(tx, text)
    past[decision.id] = replace(past[decision.id], ended_at=clock.now(), overturned=verdict)
    back = rules.restored_to(
        list(past.values()), list(past).index(decision.id), now_is=text.state,
        read_at_once=text.created_at == text.published_at,
    )  # fmt: skip
    if back is not None:
        await community.set_state(tx, case.ref, back.state, why=f"case:{case.id}", earned=back.earned)
    await tx.execute(
        "UPDATE sanction SET lifted_at = :now WHERE decision_id = :id AND lifted_at IS NULL",
        now=clock.now(), id=decision.id,
    )  # fmt: skip
    told.refs.append(case.ref)


async def close(tx: Tx, told: Told, case: Case) -> None:
    """The case leaves the queue."""
    await tx.execute(
        "UPDATE moderation_case SET state = 'decided', waits = 0, claimed_by = NULL, claimed_until = NULL, "
        "decided_at = :now WHERE id = :id",
        now=clock.now(), id=case.id,
    )  # fmt: skip
    told.cases.append(case.id)
    told.refs.append(case.ref)


async def check_claim(tx: Tx, case: Case, moderator_id: Id) -> None:
    """Raises CaseClaimed while another moderator looks at the case."""
    by = case.claimed_at(clock.now())
    if by is not None and by != moderator_id:
        raise CaseClaimed(by=await _name(tx, by), until=case.claimed_until or 0)


def letter_of(member_id: Id, kind: Any, decision: Decision, **more: Any) -> Letter:
    data = {
        "action": decision.action, "rule": decision.rule, "version": decision.version,
        "until": decision.silence_until, **more,
    }  # fmt: skip
    return Letter(member_id, kind, decision.case_id, decision.id, data)


async def _waiting(tx: Tx, case_id: Id, moderator_id: Id) -> Case:
    """A case that waits and that this moderator may take, locked."""
    case = await records.lock_case(tx, case_id)
    if case is None:
        raise NotFound("This case")
    if case.author_id == moderator_id:
        raise own_text()
    if case.state == "closed":
        raise nothing_left()
    if case.state == "decided":
        raise await _decided_before(tx, case.id, moderator_id)
    await check_claim(tx, case, moderator_id)
    return case


async def _text(tx: Tx, case: Case) -> Content:
    text = (await community.content([case.ref], via=tx)).get(case.ref)
    if text is None:
        raise NotFound("This text")
    return text


async def _letters(
    tx: Tx,
    case: Case,
    text: Content,
    decision_id: Id,
    action: Action,
    rule: int,
    version: int,
    until: Instant | None,
) -> Sequence[Letter]:
    data = {"action": action, "rule": rule, "version": version, "until": until}
    theirs = {**data, "action": rules.told_of(action), "until": None}
    letters = [
        Letter(reporter, "reported", case.id, decision_id, theirs)
        for reporter in await records.reporters_of(tx, case.id)
    ]
    # An author who never heard of the case hears nothing of its ending well.
    if action in rules.AGAINST or text.state in ("held", "hidden"):
        letters.append(Letter(case.author_id, "decided", case.id, decision_id, data))
    return letters


async def _was_told(tx: Tx, decision: Decision) -> bool:
    return bool(
        await tx.value("SELECT 1 FROM notice WHERE decision_id = :id AND kind = 'decided' LIMIT 1", id=decision.id)
    )


async def _reporters_told(tx: Tx, decision: Decision) -> Sequence[Id]:
    rows = await tx.rows(
        "SELECT DISTINCT member_id FROM notice WHERE decision_id = :id AND kind = 'reported' ORDER BY member_id",
        id=decision.id,
    )
    return [row[0] for row in rows]


async def _reopen(tx: Tx, told: Told, case: Case, moderator_id: Id) -> None:
    """Back into the queue, and for a while the one's who undid it; unless the text has an open case by now, or its
    author deleted it."""
    if (await _text(tx, case)).state == "deleted" and await close_unasked(tx, told, case):
        return
    if not await tx.value(
        "SELECT 1 FROM moderation_case WHERE target_id = :target AND state = 'open' LIMIT 1", target=case.ref[1]
    ):
        now = clock.now()
        await tx.execute(
            "UPDATE moderation_case SET state = 'open', waits = 1, decided_at = NULL, queued_at = :now, "
            "claimed_by = :who, claimed_until = :until WHERE id = :id",
            now=now, who=moderator_id, until=now + LEASE, id=case.id,
        )  # fmt: skip
        told.cases.append(case.id)
    else:
        await close(tx, told, case)


async def _decided_before(tx: Tx, case_id: Id, moderator_id: Id) -> AlreadyDecided:
    decided = (await records.decisions_of([case_id], via=tx)).get(case_id)
    if decided and decided[-1].moderator_id == moderator_id:
        return decided_here()
    return decided_before(await _name(tx, decided[-1].moderator_id) if decided else "?")


async def _name(tx: Tx, member_id: Id) -> str:
    member = await members.member_of(member_id, via=tx)
    return member.display_name if member is not None else "?"


def _digest(*asked: Any) -> str:
    return hashlib.blake2b(json.dumps(asked).encode(), digest_size=16).hexdigest()
