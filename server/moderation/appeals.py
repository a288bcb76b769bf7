"""The second look: an author asks for it once, and another moderator than the one who decided takes it."""

from __future__ import annotations

from dataclasses import dataclass

from server import programme
from server.kernel import clock, ids
from server.kernel.clock import DAY
from server.kernel.errors import NotFound
from server.kernel.ids import Id
from server.storage import Tx

from . import records, rules
from .committing import Told, committed, send
from .deciding import check_claim, close, letter_of, locked, put_back
from .errors import AlreadyDecided, KeyConflict, TimeIsOver, own_decision, own_text
from .models import Appeal as AppealTable
from .reporting import ask_again
from .rules import Verdict


@dataclass(frozen=True, slots=True)
class Appealed:
    appeal_id: Id
    decision_id: Id
    case_id: Id
    replayed: bool = False


async def appeal(member_id: Id, *, key: str, decision_id: Id, words: str) -> Appealed:
    """The author of a text asks another moderator to look again.

    Raises NotFound where the decision is not about them, BadInput, KeyConflict, AlreadyDecided, TimeIsOver."""
    rules.check_key(key)
    said = rules.check_words(words, "words", most=rules.WORDS_LIMIT, required=True) or ""

    async def work(tx: Tx, told: Told) -> Appealed:
        decision, case = await locked(tx, decision_id)
        if case.author_id != member_id or decision.action not in rules.AGAINST:
            raise NotFound("This decision")
        earlier = (await records.appeals_of([decision.id], via=tx)).get(decision.id)
        if earlier is not None and earlier.key == key:
            if earlier.words != said:
                raise KeyConflict(key)
            return Appealed(earlier.id, decision.id, case.id, True)
        if await tx.value("SELECT 1 FROM appeal WHERE member_id = :who AND key = :key", who=member_id, key=key):
            raise KeyConflict(key)
        if earlier is not None:
            raise AlreadyDecided(
                sv="Du har redan överklagat det här beslutet.", en="You have appealed this decision already."
            )
        if decision.undone_at is not None:
            raise AlreadyDecided(
                sv="Beslutet är redan ogjort. Inget finns kvar att överklaga.",
                en="The decision was undone. There is nothing left to appeal.",
            )
        now = clock.now()
        ends_at = decision.decided_at + programme.current().moderation.appeal_days * DAY
        if now > ends_at:
            raise TimeIsOver(ends_at)
        appeal_id = ids.new_id()
        columns = ("id", "decision_id", "case_id", "member_id", "key", "words", "state", "appealed_at")
        await tx.insert(
            AppealTable, columns, [(appeal_id, decision.id, case.id, member_id, key, said, "waiting", now)]
        )
        await tx.execute(
            "UPDATE moderation_case SET state = 'appealed', waits = 1, queued_at = :now, claimed_by = NULL, "
            "claimed_until = NULL WHERE id = :id",
            now=now, id=case.id,
        )  # fmt: skip
        told.cases.append(case.id)
        return Appealed(appeal_id, decision.id, case.id)

    return await committed(work)


async def decide_appeal(moderator_id: Id, *, key: str, appeal_id: Id, verdict: Verdict, reason: str) -> Appealed:
    """Another moderator upholds a decision, or overturns it: then the text, its place, what it earned and its author's
    voice are back.

    Raises NotFound, BadInput, KeyConflict, NotYours, AlreadyDecided, CaseClaimed."""
    rules.check_key(key)
    said = rules.check_words(reason, "reason", most=rules.REASON_LIMIT, required=True) or ""

    async def work(tx: Tx, told: Told) -> Appealed:
        earlier = await records.appeal_under(tx, moderator_id, key)
        if earlier is not None:
            if (earlier.id, earlier.state, earlier.reason) != (appeal_id, verdict, said):
                raise KeyConflict(key)
            return Appealed(earlier.id, earlier.decision_id, earlier.case_id, True)
        decision_id = await tx.value("SELECT decision_id FROM appeal WHERE id = :id", id=appeal_id)
        if decision_id is None:
            raise NotFound("This appeal")
        decision, case = await locked(tx, decision_id)
        waiting = (await records.appeals_by_id([appeal_id], via=tx))[appeal_id]
        if waiting.state != "waiting":
            raise AlreadyDecided(sv="Överklagandet är redan avgjort.", en="The appeal has been decided already.")
        if decision.moderator_id == moderator_id:
            raise own_decision()
        if case.author_id == moderator_id:
            raise own_text()
        await check_claim(tx, case, moderator_id)
        letters = [letter_of(case.author_id, "appeal", decision, verdict=verdict)]
        if verdict == "overturned":
            letters += [
                letter_of(
                    reporter, "reported", decision, action=rules.told_of(decision.action), verdict=verdict, until=None
                )
                for reporter in await records.reporters_of(tx, case.id)
            ]
        await send(tx, told, letters)
        await tx.execute(
            "UPDATE appeal SET state = :verdict, decided_by = :who, decided_key = :key, reason = :reason, "
            "decided_at = :now WHERE id = :id",
            verdict=verdict, who=moderator_id, key=key, reason=said, now=clock.now(), id=appeal_id,
        )  # fmt: skip
        if verdict == "overturned":
            await put_back(tx, told, case, decision, verdict=True)
            await ask_again(tx, told, case.ref)
        await close(tx, told, case)
        return Appealed(appeal_id, decision.id, case.id)

    return await committed(work)
