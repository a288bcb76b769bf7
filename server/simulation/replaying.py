"""Living through a history once more, on a temporary database, by the recorder: every activity at the instant at which
it was posted, with everything that falls due between them.

What was posted within the same quarter of an hour may share a batch. No local midnight lies inside one, and nothing
that time brings comes between: there the batch is cut.
"""

from __future__ import annotations

import resource
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from server import activities, groups, jobs, members, partners, programme, storage
from server.activities import Answer, Intent, Outcome, Source, TooLate, Unrecordable
from server.jobs import Handler
from server.kernel import clock
from server.kernel.clock import MINUTE, Instant, Stepper
from server.kernel.errors import DomainError
from server.kernel.ids import Id
from server.kernel.money import POINTS_LIMIT
from server.members import NewMember, Principal
from server.programme import Standing
from server.programme.rulebook import Sender

from .intents import OF_THE_MOMENT, Unlived, intent_of, looks_back
from .measuring import measured
from .stepping import next_due, pass_until
from .wire import Begin, Event, Happened, Housed, Joined, LeftOut, Summary

QUARTER = 15 * MINUTE
BATCH_LIMIT = 256
BUDGET = POINTS_LIMIT // 2  # A partner's, in each currency: what was given had been granted.


class Replay:
    """A history that is being lived. `handlers` are the server's jobs."""

    def __init__(self, steps: Stepper, begin: Begin, handlers: Mapping[str, Handler]) -> None:
        self._steps, self._begin, self._handlers = steps, begin, handlers
        self._together: list[Happened] = []
        self._joining: list[Joined] = []
        self._partners: dict[Id, Id] = {}
        self._granted: set[tuple[Id, str]] = set()
        self._refused: Counter[str] = Counter()
        self._left_out: Counter[tuple[str, str]] = Counter()
        self.lived = 0

    async def begin(self) -> None:
        """The programme as it was before, and the draft from its date on. Raises ProgrammeErrors."""
        begin = self._begin
        self._steps.to(begins_at(begin))
        await programme.stand(
            [Standing(version.text, version.file, version.part, version.holds_from) for version in begin.versions],
            text=begin.draft, file=begin.file, since=begin.since,
        )  # fmt: skip
        for shop in begin.partners:
            async with storage.transaction() as tx:
                made = await partners.create_partner(tx, code=shop.code, name=shop.code)
                for code in shop.shops:
                    await partners.add_shop(tx, partner_id=made.id, code=code, name=code)
            self._partners[shop.partner_id] = made.id

    async def take(self, events: Sequence[Event]) -> None:
        """The next events, in their order. Some may wait until those that follow are known."""
        for event in events:
            if isinstance(event, Joined):
                await self._happen()
                self._joining.append(event)
                continue
            await self._join()
            if isinstance(event, Housed):
                await self._happen()
                await self._move_in(event)
                continue
            if self._together and not self._shares(event):
                await self._happen()
            self._together.append(event)

    async def end(self) -> Summary:
        """What waits, and time until the end."""
        await self._happen()
        await self._join()
        await pass_until(self._steps, self._begin.until, self._handlers)
        side = await measured(self._begin.since, self._begin.until)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        left_out = [LeftOut(kind, reason, count) for (kind, reason), count in sorted(self._left_out.items())]
        return Summary(side, dict(self._refused), left_out, peak)

    def _shares(self, event: Happened) -> bool:
        """In a batch things are worked out in the order in which they occurred; ids tell in which they really were."""
        before = self._together[-1]
        return (
            event.posted_at // QUARTER == self._together[0].posted_at // QUARTER
            and event.occurred_at >= before.occurred_at
            and (before.kind not in OF_THE_MOMENT or event.kind in OF_THE_MOMENT)
            and len(self._together) < BATCH_LIMIT
            and not looks_back(event)
            and not looks_back(before)
        )

    # Who

    async def _join(self) -> None:
        waiting, self._joining = self._joining, []
        while waiting:
            at = waiting[0].at
            together = [one for one in waiting if one.at == at]
            waiting = [one for one in waiting if one.at != at]
            await pass_until(self._steps, at, self._handlers)
            await self._add(together)

    async def _add(self, joining: Sequence[Joined]) -> None:
        new = [
            NewMember(
                id=one.member_id, display_name="–", language="sv", timezone=one.timezone, birthday=one.birthday,
                country=one.country, source="simulation",
            )
            for one in joining
        ]  # fmt: skip
        async with storage.transaction() as tx:
            await members.add_members(tx, new)

    async def _move_in(self, event: Housed) -> None:
        await pass_until(self._steps, event.at, self._handlers)
        async with storage.transaction() as tx:
            await groups.settle(
                tx, event.member_id, household_id=event.household_id, owner_id=event.owner_id, at=event.at
            )

    # What

    async def _happen(self) -> None:
        """What waits, in batches between which everything that falls due has its turn."""
        waiting, self._together = self._together, []
        while waiting:
            await pass_until(self._steps, waiting[0].posted_at, self._handlers)
            due = await next_due()
            count = next((i for i, one in enumerate(waiting) if due is not None and one.posted_at >= due), len(waiting))
            batch, waiting = waiting[: max(1, count)], waiting[max(1, count) :]
            self._steps.to(max(clock.now(), batch[-1].posted_at))
            await self._record(batch)
            self.lived += len(batch)

    async def _record(self, batch: Sequence[Happened]) -> None:
        intents: list[Intent] = []
        for event in batch:
            try:
                intents.append(await self._intent(event))
            except Unlived as why:
                self._left_out[event.kind, why.reason] += 1
            except DomainError as refusal:
                self._count([refusal])
        answers = await activities.record_many(intents) if intents else []
        late = [intent for intent, answer in zip(intents, answers, strict=True) if isinstance(answer, TooLate)]
        if late:  # An import may tell of what is long past, and nothing that is recorded says what was one.
            answers = [answer for answer in answers if not isinstance(answer, TooLate)]
            answers += await activities.record_many(
                [replace(intent, source=replace(intent.source, imports=True)) for intent in late]
            )
        self._count(answers)
        await jobs.work_off(self._handlers)

    def _count(self, answers: Sequence[Answer]) -> None:
        for answer in answers:
            if isinstance(answer, Unrecordable) or not isinstance(answer, Outcome | DomainError):
                raise answer  # A fault of ours is no refusal.
            if isinstance(answer, DomainError):
                self._refused[type(answer).__name__] += 1

    async def _intent(self, event: Happened) -> Intent:
        source = self._source(event)
        if event.kind == "@award":
            await self._grant(source.principal.partner_id or 0, event.facts["currency"])
        return await intent_of(event, source)

    def _source(self, event: Happened) -> Source:
        """Who sent it, with the reach of the house: whom a sender may name was decided when it was recorded."""
        partner_id = self._partners.get(event.partner_id or 0)
        principal = Principal(
            kind="person", roles=frozenset({"manager"}), partner_id=partner_id, shop_code=event.shop,
            client_id=event.client_id,
        )  # fmt: skip
        return Source(event.sender, _kind_of(event.sender), principal)

    async def _grant(self, partner_id: Id, currency: str) -> None:
        if partner_id and (partner_id, currency) not in self._granted:
            self._granted.add((partner_id, currency))
            async with storage.transaction() as tx:
                await partners.grant_budget(tx, partner_id=partner_id, currency=currency, points=BUDGET)


def _kind_of(sender: str) -> Sender:
    kinds: Mapping[str, Sender] = {"partner": "partner", "member": "member", "staff": "staff"}
    return kinds.get(sender.partition(":")[0], "system")


def begins_at(begin: Begin) -> Instant:
    """When the first of its versions begins to hold."""
    return min([begin.since, *(version.holds_from for version in begin.versions)])
