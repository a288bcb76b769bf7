"""The partner's portal: what its programs do, for the people who own them or build them.

A member has a seat at a partner, or none; every read here begins with the seat. The owner sees everything. A developer
sees what it takes to build a till: calls, programs, secrets' ages, the guide, and what was recorded, but not whose it
was, nor the budget.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import timedelta
from typing import Annotated, cast

import strawberry

from schema.access import SignedIn, access
from schema.activities import name_of_kind
from schema.context import Context, Info
from schema.currencies import currency_of
from schema.errors import Refusal
from schema.hints import sized
from schema.ledger import line_of
from schema.partners import Partner, partners_by_id, places
from schema.portal_programs import clients_told
from schema.portal_types import (
    BUDGET_DAYS,
    LIVE_AWARDS,
    PartnerAwards,
    PartnerSeat,
    PortalAward,
    PortalBudget,
    PortalBudgetDay,
    PortalChange,
    PortalClient,
    PortalMember,
    PortalPerson,
    PortalPoints,
    PortalRequest,
    PortalShop,
    RequestOutcome,
)
from schema.relay import After, Connection, First, connection
from schema.rewards import reward_of_code
from schema.said import book_of
from schema.scalars import DateTime, Points
from server import activities, ledger, live, members, oauth, partners, programme, rewards
from server.activities import Recorded
from server.kernel import clock, periods
from server.kernel.errors import NotFound
from server.kernel.paging import Page, page_size
from server.ledger import Entry
from server.partners import AuditLine, Budget, BudgetDay, Person, Request, Sought
from server.programme.rulebook import Language


@strawberry.type(description="A partner, for one of its people.")
class Portal:
    seat: PartnerSeat = strawberry.field(description="What the asker is to the partner.")
    person: strawberry.Private[Person]

    @strawberry.field(description="The partner.")
    async def partner(self, info: Info) -> Partner:
        found = await info.context.load(partners_by_id, self.person.partner_id)
        assert found is not None  # Whoever has a seat has it somewhere.
        return found

    @strawberry.field(description="Its places.", metadata=sized(5))
    async def shops(self) -> list[PortalShop]:
        return [PortalShop(code=shop.code, name=shop.name) for shop in await partners.shops_of(self.person.partner_id)]

    @strawberry.field(description="Its people, in the order in which they came.", metadata=sized(5))
    async def people(self) -> list[PortalPerson]:
        people = await partners.people_of(self.person.partner_id)
        known = await members.members_by_id([person.member_id for person in people])
        return [
            PortalPerson(name=known[person.member_id].display_name, seat=PartnerSeat(person.seat))
            for person in people
            if person.member_id in known
        ]

    @strawberry.field(description="What its programs and staff recorded, newest first.")
    async def awards(self, info: Info, first: First = None, after: After = None) -> Connection[PortalAward]:
        page = await activities.recorded_by(self.person.partner_id, first=page_size(first), after=after)
        told = await _awards(page.items, self.person, info.context.language)
        return connection(Page(told, page.cursors, page.has_next, page.has_previous), lambda award: award)

    @strawberry.field(
        description="The calls of its programs, newest first, kept for 30 days. A search by verb or program looks "
        "through the newest 20,000 of each outcome."
    )
    async def requests(
        self,
        first: First = None,
        after: After = None,
        outcome: Annotated[RequestOutcome | None, strawberry.argument(description="Only those.")] = None,
        verb: Annotated[str | None, strawberry.argument(description="Only this verb.")] = None,
        client_id: Annotated[str | None, strawberry.argument(description="Only this program.")] = None,
        key: Annotated[str | None, strawberry.argument(description="Only this key: a receipt's number.")] = None,
    ) -> Connection[PortalRequest]:
        wanted = None if outcome is None else cast("partners.requests.Outcome", outcome.value)
        sought = Sought(wanted, verb or None, client_id or None, key or None)
        page = await partners.requests_of(self.person.partner_id, sought, first=page_size(first), after=after)
        names = {client.client_id: client.name for client in await oauth.clients_of(self.person.partner_id)}
        told = [
            _request(request, cursor, names) for request, cursor in zip(page.items, page.cursors, strict=True)
        ]
        return connection(Page(told, page.cursors, page.has_next, page.has_previous), lambda line: line)

    @strawberry.field(description="What it may give outside the rules. For owners.", metadata=sized(1))
    async def budgets(self, info: Info) -> list[PortalBudget]:
        if self.person.seat != "owner":
            raise Refusal("FORBIDDEN", "The budget is for the partner's owners.")
        book = programme.current()
        today = periods.local_date(clock.now(), book.timezone)
        dates = [(today - timedelta(days=back)).isoformat() for back in reversed(range(BUDGET_DAYS))]
        budgets = await partners.budget_of(self.person.partner_id)
        moved = await partners.budget_days_of(self.person.partner_id, since=dates[0])
        return [_budget(budget, dates, moved, info.context.language) for budget in budgets.values()]

    @strawberry.field(description="The programs that may speak for it, oldest first.", metadata=sized(5))
    async def clients(self) -> list[PortalClient]:
        return await clients_told(await oauth.clients_of(self.person.partner_id))

    @strawberry.field(description="What was changed about its programs and people, newest first.")
    async def changes(self, first: First = None, after: After = None) -> Connection[PortalChange]:
        page = await partners.audit_of(self.person.partner_id, first=page_size(first), after=after)
        who = await members.members_by_id({line.member_id for line in page.items if line.member_id is not None})

        def told(line: AuditLine) -> PortalChange:
            person = who.get(line.member_id or 0)
            return PortalChange(
                at=DateTime(line.at), who=person.display_name if person is not None else None, act=line.act,
                about=line.about, hours=line.hours,
            )  # fmt: skip

        return connection(page, told)


@strawberry.type
class PortalQuery:
    @strawberry.field(
        description="The partners where the asker has a seat; empty for nearly everybody.",
        metadata=access(SignedIn()) | sized(2),
    )
    async def portals(self, info: Info) -> list[Portal]:
        return [_portal(person) for person in await _seats(info.context)]

    @strawberry.field(
        description="A partner where the asker has a seat; null for any other.", metadata=access(SignedIn())
    )
    async def portal(
        self, info: Info, partner: Annotated[str, strawberry.argument(description="The partner's code.")]
    ) -> Portal | None:
        person = await _seat_at(info.context, partner)
        return _portal(person) if person is not None else None


@strawberry.type
class PortalSubscription:
    @strawberry.subscription(
        description="The latest that a partner's programs and staff recorded: now, and whenever there is more, at most "
        "five times a second. For its people.",
        metadata=access(SignedIn()),
    )
    async def partner_awards(
        self, info: Info, partner: Annotated[str, strawberry.argument(description="The partner's code.")]
    ) -> AsyncIterator[PartnerAwards]:
        context, language = info.context, info.context.language
        person = await _seat_at(context, partner)
        if person is None:
            raise NotFound("The partner")
        messages = live.subscribe(partners.topic_of(person.partner_id))
        try:
            yield await _latest(person, language)
            async for _ in messages:
                person = await _seat_at(context, partner)  # Who lost the seat meanwhile hears no more.
                if person is None:
                    return
                yield await _latest(person, language)
        finally:
            messages.close()


async def _seats(context: Context) -> Sequence[Person]:
    return await partners.seats_of(context.principal.member_id or 0)


async def _seat_at(context: Context, code: str) -> Person | None:
    """The asker's seat at the partner of a code."""
    seats = await _seats(context)
    await places.ready([person.partner_id for person in seats])
    for person in seats:
        partner = places.partner(person.partner_id)
        if partner is not None and partner.code == code:
            return person
    return None


def _portal(person: Person) -> Portal:
    return Portal(seat=PartnerSeat(person.seat), person=person)


async def _latest(person: Person, language: Language) -> PartnerAwards:
    page = await activities.recorded_by(person.partner_id, first=LIVE_AWARDS)
    return PartnerAwards(awards=await _awards(page.items, person, language))


async def _awards(rows: Sequence[Recorded], person: Person, language: Language) -> list[PortalAward]:
    moved = await ledger.entries_of_activities([row.id for row in rows])
    who = await members.members_by_id({row.member_id for row in rows}) if person.seat == "owner" else {}
    used = {row.id: int(row.facts["voucher"]) for row in rows if row.kind == "@confirm"}
    vouchers = await rewards.vouchers_by_id(list(used.values()))
    await places.ready([person.partner_id])
    return [
        _award(row, moved.get(row.id, ()), who.get(row.member_id), vouchers.get(used.get(row.id, 0)), language)
        for row in rows
    ]


def _award(
    row: Recorded, moved: Collection[Entry], member: members.Member | None, voucher: rewards.Voucher | None,
    language: Language,
) -> PortalAward:  # fmt: skip
    book = book_of(row.version)
    return PortalAward(
        key=row.key,
        kind=row.kind,
        kind_name=name_of_kind(book, row.kind, language),
        reward=reward_of_code(book_of(voucher.version), voucher.reward, language).name if voucher is not None else None,
        shop=places.shop(row.partner_id, row.shop),
        recorded_at=DateTime(row.posted_at),
        occurred_at=DateTime(row.occurred_at),
        member=PortalMember(name=member.display_name, card=member.card) if member is not None else None,
        points=[
            PortalPoints(
                points=Points(entry.points),
                currency=currency_of(book, entry.currency, language),
                why=programme.why(line_of(entry), book_of(entry.version), language),
            )
            for entry in moved
        ],
    )


def _request(request: Request, cursor: str, names: dict[str, str]) -> PortalRequest:
    return PortalRequest(
        cursor=cursor,
        at=DateTime(request.at),
        client_id=request.client_id,
        client_name=names.get(request.client_id, request.client_id),
        verb=request.verb,
        key=request.key,
        calls=request.calls,
        items=request.items,
        refused=request.refused,
        milliseconds=request.micros / 1000,
        outcome=RequestOutcome(request.outcome),
        answer=request.answer,
        why=request.why,
    )


def _budget(budget: Budget, dates: Sequence[str], moved: Sequence[BudgetDay], language: Language) -> PortalBudget:
    by_day = {day.day: day for day in moved if day.currency == budget.currency}
    still = BudgetDay(budget.currency, "", 0, 0)
    return PortalBudget(
        currency=currency_of(programme.current(), budget.currency, language),
        granted=Points(budget.granted),
        remaining=Points(budget.remaining),
        days=[
            PortalBudgetDay(day=date, drawn=Points(day.drawn), returned=Points(day.returned))
            for date in dates
            for day in [by_day.get(date, still)]
        ],
    )
