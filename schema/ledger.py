"""The ledger's lines, each of which can say why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import strawberry

from schema.activities import Activity, activities_by_id, rows_by_id, theirs
from schema.context import Context, Info
from schema.currencies import Currency, currency_of
from schema.partners import places
from schema.relay import Node, global_id
from schema.said import book_of
from schema.scalars import DateTime, Points
from server import ledger, programme
from server.activities import Recorded
from server.ledger import Entry
from server.programme import Line
from server.programme.rulebook import Language


@strawberry.type(description="The whole answer to “why?”: rule, version, arithmetic.")
class Explanation:
    title: str = strawberry.field(description="The question, as the member would ask it.")
    body: str = strawberry.field(description="The answer in some sentences.")
    rule: str = strawberry.field(description="The rule's code in the programme's file.")
    rule_name: str = strawberry.field(description="What people call the rule.")
    version: int = strawberry.field(description="The version of the programme that priced it.")
    since: DateTime = strawberry.field(description="When that version began to hold.")
    arithmetic: str = strawberry.field(description="How the points came out; empty where nothing was reckoned.")


@strawberry.type(description="A line of a member's account. Lines are added, never changed.")
class LedgerEntry(Node):
    points: Points = strawberry.field(description="Minor units; below zero where they were taken.")
    currency: Currency = strawberry.field(description="Of what.")
    reason: str = strawberry.field(
        description="earned, awarded, challenge, adjusted, reversed, expired, held, released or donated; pending or "
        "dropped where it moves what waits."
    )
    posted_at: DateTime = strawberry.field(description="When the line was written.")
    occurred_at: DateTime = strawberry.field(description="When what caused it happened.")
    balance_after: Points = strawberry.field(description="The member's balance after it, in minor units.")
    row: strawberry.Private[Entry]

    @strawberry.field(description="Why, in one short line.")
    def why(self, info: Info) -> str:
        return programme.why(line_of(self.row), book_of(self.row.version), info.context.language)

    @strawberry.field(description="The whole answer to “why?”.")
    def explanation(self, info: Info) -> Explanation | None:
        told = programme.explain(line_of(self.row), book_of(self.row.version), info.context.language)
        return Explanation(
            title=told.title,
            body=told.body,
            rule=told.rule,
            rule_name=told.rule_name,
            version=told.version,
            since=DateTime(told.since),
            arithmetic=told.arithmetic,
        )

    @strawberry.field(description="What caused it; null where that is not the asker's to see.")
    def activity(self, info: Info) -> Activity | None:
        return info.context.load(activities_by_id, self.row.activity_id)  # type: ignore[return-value]

    @strawberry.field(description="The shop or partner where it happened.")
    async def place(self, info: Info) -> str | None:
        cause = await info.context.load(rows_by_id, self.row.activity_id)
        return await place_of(cause)

    @strawberry.field(description="The line whose points this one takes back.")
    def reverses(self, info: Info) -> LedgerEntry | None:
        if self.row.reason != "reversed":
            return None
        key = (self.row.activity_id, self.row.currency, self.row.rule)
        return info.context.load(reversed_entries, key)  # type: ignore[return-value]


def entry_of(row: Entry, language: Language) -> LedgerEntry:
    return LedgerEntry(
        id=global_id("LedgerEntry", row.id),
        points=Points(row.points),
        currency=currency_of(book_of(row.version), row.currency, language),
        reason=row.reason,
        posted_at=DateTime(row.posted_at),
        occurred_at=DateTime(row.occurred_at),
        balance_after=Points(row.balance_after),
        row=row,
    )


def line_of(row: Entry) -> Line:
    return Line(row.reason, row.rule, row.currency, row.points, row.arithmetic)


async def place_of(cause: Recorded | None) -> str | None:
    if cause is None:
        return None
    await places.ready([cause.partner_id])
    return places.name(cause.partner_id, cause.shop)


async def entries_by_id(context: Context, ids: Sequence[int]) -> Mapping[int, LedgerEntry]:
    """Those that are the asker's own, or that what their partner recorded caused."""
    found = await ledger.entries_by_id(ids)
    seen = await theirs(context, {id: (entry.member_id, entry.activity_id) for id, entry in found.items()})
    return {id: entry_of(entry, context.language) for id, entry in found.items() if id in seen}


Reversed = tuple[int, str, str]  # The reversing activity, and the currency and rule of what it takes back.


async def reversed_entries(context: Context, keys: Sequence[Reversed]) -> Mapping[Reversed, LedgerEntry]:
    """The lines that lines of reversals take back. A challenge's points stand at whatever completed it: null here."""
    reversals = await rows_by_id(context, [activity_id for activity_id, _, _ in keys])
    originals = {id: row.reverses_id for id, row in reversals.items() if row.reverses_id is not None}
    given = await ledger.entries_of_activities(set(originals.values()))
    found: dict[Reversed, LedgerEntry] = {}
    for key in keys:
        for entry in given.get(originals.get(key[0], 0), ()):
            if (entry.currency, entry.rule) == key[1:] and entry.points > 0:
                found[key] = entry_of(entry, context.language)
                break
    return found
