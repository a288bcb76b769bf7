"""A life on a temporary database: members join, lines are recorded, and between them time passes.

Everything goes the way that it goes on a server: the same recorder, ledger, jobs and due things. Only the clock is in
our hand: it stands still while something happens, and stops at every instant at which something falls due.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server import activities, groups, members, partners, programme, rewards, storage
from server.activities import (
    ActivityNotFound,
    Answer,
    CancelRedemption,
    ChooseBeneficiaries,
    ConfirmVoucher,
    DonatePoints,
    Intent,
    JoinChallenge,
    MemberNotFound,
    Outcome,
    RecordActivity,
    RedeemReward,
    ReverseActivity,
    Source,
    freezing_of,
    transfer_to,
)
from server.jobs import Handler
from server.kernel import clock
from server.kernel.clock import Instant, Stepper
from server.kernel.errors import BadInput, DomainError
from server.kernel.ids import Id
from server.members import NewMember, Principal
from server.programme.rulebook import FactSpec, Kind, Rulebook, Sender

from . import stepping
from .lines import (
    Choosing,
    Deed,
    Freezing,
    Gathering,
    Giving,
    Joining,
    Line,
    Parting,
    Recording,
    Reversing,
    Supporting,
)

PARTNER = "shop"  # Who sends what a line sends that names no partner.
SENDERS: tuple[Sender, ...] = ("partner", "member", "system", "staff")  # The first of these that a kind admits.
BATCH_LIMIT = 256
VOUCHERS_LIMIT = 1_000  # Of one member that wait at once: redeeming ends far below.


@dataclass(slots=True)
class Lived:
    """What became of one line: what it was recorded as, or why it was not."""

    line: Deed
    outcome: Outcome | None = None
    refusal: Exception | None = None


class Life:
    """The members and lines of one programme. `begins`: when its first version begins to hold."""

    def __init__(
        self, steps: Stepper, lines: Sequence[Line], *, begins: Instant, until: Instant, handlers: Mapping[str, Handler]
    ) -> None:
        self.members: dict[str, Id] = {}
        self.zones: dict[Id, str] = {}
        self.refused: dict[str, DomainError] = {}  # Who may not be a member, and why.
        self.lived: list[Lived] = []
        self._steps, self._begins, self._until, self._handlers = steps, begins, until, handlers
        self._zone = programme.current().timezone
        self._joinings = {line.member: line for line in lines if isinstance(line, Joining)}
        self._waiting = sorted(self._joinings.values(), key=self._joins_at)[::-1]  # The next one is last.
        self._deeds = [line for line in lines if isinstance(line, Deed)]
        self._sources: dict[str, Source] = {}  # By the keys of lines that were recorded …
        self._whose: dict[str, str] = {}  # … and the members whose they are.
        self._redeemed: dict[str, Id] = {}  # By the same: the activities that brought a voucher.
        self._partners: dict[str, Id] = {}
        self._shops: set[tuple[str, str]] = set()

    @property
    def names(self) -> list[str]:
        """The members' names in the lines' order."""
        return [name for name in self._joinings if name in self.members]

    @property
    def unlived(self) -> int:
        """How many lines lie after the life's end."""
        return len(self._deeds) - len(self.lived)

    async def live(self) -> None:
        """Lives through the lines in their order, and on to the end."""
        at = occurred_at = self._begins
        together: list[Deed] = []
        for line in self._deeds:
            then = max(at, line.at if line.at is not None else at)
            if then > self._until:
                break
            # What is told of late is worked out before what came earlier in a batch: so it waits for the next one.
            alike = (then, line.at or then) == (at, occurred_at) and not _needs_what_was(line)
            if not alike or len(together) == BATCH_LIMIT:
                await self._happen(at, together)
                together = []
            at, occurred_at = then, line.at or then
            together.append(line)
        await self._happen(at, together)
        await self._pass_until(max(self._begins, self._until))

    async def _happen(self, at: Instant, together: Sequence[Deed]) -> None:
        """Lines of one instant, which may share a batch."""
        if not together:
            return
        await self._pass_until(at)
        asked: list[tuple[Lived, Intent]] = []
        for line in together:
            lived = Lived(line)
            self.lived.append(lived)
            try:
                if isinstance(line, Gathering | Parting):  # No activity: it is done here and now.
                    await self._move(line)
                    continue
                asked.append((lived, await self._intent(line)))
            except DomainError as refusal:
                lived.refusal = refusal
        answers = await activities.record_many([intent for _, intent in asked])
        for (lived, intent), answer in zip(asked, answers, strict=True):
            self._keep(lived, intent, answer)

    def _keep(self, lived: Lived, intent: Intent, answer: Answer) -> None:
        if isinstance(answer, Outcome):
            lived.outcome = answer
            self._sources.setdefault(lived.line.key, intent.source)
            self._whose.setdefault(lived.line.key, lived.line.member)
            if isinstance(intent, RedeemReward):
                self._redeemed[lived.line.key] = answer.activity.id
        else:
            lived.refusal = answer

    async def _pass_until(self, instant: Instant) -> None:
        """Whatever falls due until then happens at its own instant, and whoever joins until then does so at theirs."""
        while self._waiting and self._joins_at(self._waiting[-1]) <= instant:
            here = self._joins_at(self._waiting[-1])
            await stepping.pass_until(self._steps, here, self._handlers)
            await self._let_in(here)
        await stepping.pass_until(self._steps, instant, self._handlers)

    # Who

    def _joins_at(self, line: Joining) -> Instant:
        return max(self._begins, line.at if line.at is not None else self._begins)

    async def _let_in(self, now: Instant) -> None:
        ready: list[Joining] = []
        while self._waiting and self._joins_at(self._waiting[-1]) <= now:
            ready.append(self._waiting.pop())
        if ready:
            await self._add(ready)

    async def _add(self, joining: Sequence[Joining]) -> None:
        """Who may not be a member is none: what happens to them later is refused for the same reason."""
        book, now = programme.current(), clock.now()
        for line in joining:
            try:
                programme.check_may_join(
                    book, birthday=line.birthday, country=line.country, guardian_agrees=line.guardian, at=now
                )
            except DomainError as refusal:
                self.refused[line.member] = refusal
        joining = [line for line in joining if line.member not in self.refused]
        new = [
            NewMember(
                id=_id_of(line.member), display_name=line.member[:40], language="sv", source="run",
                timezone=line.timezone or self._zone, birthday=line.birthday, country=line.country,
                guardian_agrees=line.guardian, terms_version=book.terms_version,
            )
            for line in joining
        ]  # fmt: skip
        async with storage.transaction() as tx:
            made = await members.add_members(tx, new)
        for line, member_id in zip(joining, made, strict=True):
            self.members[line.member] = member_id
            self.zones[member_id] = line.timezone or self._zone

    async def _member(self, name: str) -> Id:
        """Who pays first and joins afterwards is let in already: the recorder says what it thinks of that."""
        if name not in self.members and name not in self.refused and name in self._joinings:
            line, now = self._joinings[name], clock.now()
            self._waiting.remove(line)
            self._steps.to(self._joins_at(line))
            try:
                await self._add([line])
            finally:
                self._steps.to(now)
        if name in self.refused:
            raise self.refused[name]
        if name not in self.members:
            raise MemberNotFound
        return self.members[name]

    # What

    async def _intent(self, line: Deed) -> Intent:
        member_id = await self._member(line.member)
        if isinstance(line, Recording):
            return await self._recording(line, member_id)
        if isinstance(line, Reversing):
            return await self._reversal(line)
        if isinstance(line, Giving):
            return await self._gift(line, member_id)
        assert isinstance(line, Choosing | Freezing | Supporting)
        own = Source.member(Principal(kind="person", member_id=member_id, roles=frozenset({"member"})))
        if isinstance(line, Supporting):
            return ChooseBeneficiaries(source=own, key=line.key, member=("id", member_id), charities=line.charities)
        if isinstance(line, Freezing):
            return freezing_of(own.principal, key=line.key, currency=line.currency, months=line.months)
        if line.verb == "join":
            return JoinChallenge(source=own, key=line.key, member=("id", member_id), challenge=line.code)
        if line.verb == "use":
            till = await self._till(line.partner, line.shop)
            voucher = await _oldest_unused(member_id, line.code)
            return ConfirmVoucher(source=till, key=line.key, member=("id", member_id), voucher_id=voucher)
        reward = programme.current().rewards.get(line.code)
        if reward is not None and reward.charity is not None:
            return DonatePoints(
                source=own, key=line.key, member=("id", member_id), reward=line.code,
                household=await groups.lenders_of(member_id),
            )  # fmt: skip
        return RedeemReward(
            source=own, key=line.key, member=("id", member_id), reward=line.code,
            household=await groups.lenders_of(member_id),
        )  # fmt: skip

    async def _gift(self, line: Giving, member_id: Id) -> Intent:
        found = await members.members_by_id([await self._member(line.to)])
        (receiver,) = found.values()
        by = Principal(kind="person", member_id=member_id, roles=frozenset({"member"}))
        currency = programme.current().currencies.get(line.currency)
        points = line.points.scaleb(currency.decimals if currency is not None else 0)
        if points != points.to_integral_value():
            raise BadInput("points", f"points has more decimals than “{line.currency}” has.")
        return await transfer_to(receiver.card, by=by, key=line.key, currency=line.currency, points=int(points))

    async def _move(self, line: Gathering | Parting) -> None:
        member_id = await self._member(line.member)
        if isinstance(line, Parting):
            await groups.leave(member_id, await self._member(line.who))
            return
        for name in line.mates:
            mate = await self._member(name)
            await groups.invite_member(member_id, mate)
            for asked in await groups.invites_to(mate):
                if asked.owner_id == member_id:
                    await groups.answer(mate, asked.id, comes=True)

    async def _recording(self, line: Recording, member_id: Id) -> Intent:
        at = line.at if line.at is not None else clock.now()
        kind = _kind_at(at, line.kind)
        sender = next((sender for sender in SENDERS if kind is not None and sender in kind.senders), "partner")
        if sender == "member":
            source = Source.member(Principal(kind="person", member_id=member_id, roles=frozenset({"member"})))
        elif sender == "system":
            source = Source.system("run")
        else:
            source = await self._till(line.partner, line.shop)
            if sender == "staff":
                source = Source("staff:0", "staff", source.principal)
        return RecordActivity(
            source=source, key=line.key, member=("id", member_id), kind=line.kind,
            facts=_as_sent(line.facts, kind), occurred_at=at,
        )  # fmt: skip

    async def _reversal(self, line: Reversing) -> Intent:
        source = self._sources.get(line.of)
        if source is None or self._whose[line.of] != line.member:
            raise ActivityNotFound(line.of)
        if line.of in self._redeemed:
            voucher = await rewards.voucher_granted_by(self._redeemed[line.of])
            if voucher is not None:
                return CancelRedemption(
                    source=source, key=line.key, member=("id", voucher.member_id), voucher_id=voucher.id
                )
        return ReverseActivity(
            source=source, key=line.key, activity_key=line.of, share=line.share, reason=line.reason
        )

    async def _till(self, partner: str | None, shop: str | None) -> Source:
        """A program of a partner's, in one of its shops, which are there once somebody names them."""
        code = partner or PARTNER
        if code not in self._partners:
            async with storage.transaction() as tx:
                made = await partners.create_partner(tx, code=code, name=code, id=_id_of(code))
            self._partners[code] = made.id
        partner_id = self._partners[code]
        if shop is not None and (code, shop) not in self._shops:
            async with storage.transaction() as tx:
                await partners.add_shop(tx, partner_id=partner_id, code=shop, name=shop)
            self._shops.add((code, shop))
        return Source.of(Principal(kind="client", partner_id=partner_id, shop_code=shop, client_id="run"))


def _id_of(name: str) -> Id:
    """By their names, members' and partners', so that whatever is drawn is the same in every run: a draw follows from
    the member, the sender and the sender's key."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest()) >> 2 or 1


def _needs_what_was(line: Deed) -> bool:
    """Whether a line is worked out from what the lines before it left."""
    return isinstance(line, Reversing | Gathering | Parting) or (isinstance(line, Choosing) and line.verb == "use")


def _kind_at(at: Instant, code: str) -> Kind | None:
    try:
        book: Rulebook = programme.rulebook_at(at)
    except DomainError:  # The recorder says what is wrong.
        return None
    return book.kinds.get(code)


def _as_sent(facts: Mapping[str, Any], kind: Kind | None) -> dict[str, Any]:
    """A life may write a sum as 12.50 or "12.50" and a count as 3 or "3": both become what a till would send."""
    specs = kind.facts if kind is not None else {}
    return {name: _number_as_sent(value, specs.get(name)) for name, value in facts.items()}


def _number_as_sent(value: Any, spec: FactSpec | None) -> Any:
    if spec is not None and spec.type == "integer" and isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    if isinstance(value, list):
        return [_number_as_sent(one, spec) for one in value]
    if isinstance(value, dict):
        inner: Mapping[str, FactSpec] = getattr(spec, "fields", None) or {}
        return {name: _number_as_sent(one, inner.get(name)) for name, one in value.items()}
    if type(value) is int and (spec is None or spec.type not in ("money", "decimal")):
        return value
    return value if isinstance(value, bool | str) or value is None else str(value)


async def _oldest_unused(member_id: Id, reward: str) -> Id:
    """Raises VoucherNotFound."""
    waiting = await rewards.vouchers_of(member_id, first=VOUCHERS_LIMIT, after=None, waiting=True)
    found = [voucher.id for voucher in waiting.items if voucher.reward == reward]
    if not found:
        raise rewards.VoucherNotFound
    return found[-1]
