"""At the till: what staff need to see of whoever shows a card, and what they may record. Nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import strawberry

from schema.access import HasRole, access
from schema.catalogue import Goal, goal_of, gone_by_member
from schema.context import Info
from schema.currencies import Balance, balances_of
from schema.hints import sized
from schema.ledger import LedgerEntry, entry_of
from schema.partners import places
from schema.perks import MemberPerk, perks_of_member
from schema.rung_up import RUNG_UP_LIMIT, RungUp, rung_up_at
from schema.said import said
from schema.tiers import Tier, progress_of, tier_of_code
from server import activities, ledger, members, programme, rewards, tiers
from server.kernel import clock, periods
from server.kernel.errors import Forbidden
from server.members import Principal
from server.programme import rulebook, words
from server.programme.rulebook import Language, Rulebook
from server.tiers import Holding

TODAY_LIMIT = 20

_LINES: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "goal": "{name} har {left} kvar till {what}.", "reached": "{name} har poäng nog till {what}.",
        "tier": "{name} har {left} kvar till {what}.", "welcome": "Välkommen, {name}. Första köpet ger ett märke.",
        "top": "{name} är {what}.",
    },
    "en": {
        "goal": "{name} has {left} to go to {what}.", "reached": "{name} has points enough for {what}.",
        "tier": "{name} has {left} to go to {what}.", "welcome": "Welcome, {name}. The first purchase gives a badge.",
        "top": "{name} is {what}.",
    },
}  # fmt: skip


@strawberry.type(description="What a kind of activity asks for.")
class TillFact:
    name: str = strawberry.field(description="Its name in `facts`.")
    label: str = strawberry.field(description="What people call it.")
    type: str = strawberry.field(description="money, decimal, integer, text, boolean or date.")
    unit: str | None = strawberry.field(description="What it is counted in, such as kg.")
    required: bool = strawberry.field(description="Whether it must be given.")
    choices: list[str] = strawberry.field(description="What a text may be; empty: anything.")
    most: str | None = strawberry.field(description="The most that may be recorded by hand, in words; null: no limit.")


@strawberry.type(description="What staff may record by hand.")
class TillKind:
    code: str = strawberry.field(description="Its code, for `recordActivity`.")
    name: str = strawberry.field(description="What people call it.")
    facts: list[TillFact] = strawberry.field(description="What to ask for.", metadata=sized(2))


@strawberry.type(description="Whoever shows a card, as the till sees them.")
class TillMember:
    card: str = strawberry.field(description="The card's sixteen digits.")
    display_name: str = strawberry.field(description="What to call them.")
    balances: list[Balance] = strawberry.field(description="What they have to spend.", metadata=sized(1))
    tier: Tier | None = strawberry.field(description="Their level.")
    next_tier: Tier | None = strawberry.field(description="The level above; null at the top.")
    level_line: str | None = strawberry.field(description="How far it is to that, in words; null at the top.")
    goal: Goal | None = strawberry.field(description="What they save for, or come to next.")
    line: str = strawberry.field(description="Something kind to say.")
    perks: list[MemberPerk] = strawberry.field(
        description="What their level can be used for at a till, and how often more.", metadata=sized(3)
    )
    today: list[LedgerEntry] = strawberry.field(
        description="What this partner's tills brought them today, newest first.", metadata=sized(5)
    )


@strawberry.type(description="A partner's till, for its staff.")
class Till:
    principal: strawberry.Private[Principal]

    @strawberry.field(description="Where one stands: the shop's name, else the partner's.")
    async def place(self) -> str:
        await places.ready([self.principal.partner_id])
        return places.name(self.principal.partner_id, self.principal.shop_code) or ""

    @strawberry.field(description="What may be recorded by hand, purchases first.", metadata=sized(8))
    def kinds(self, info: Info) -> list[TillKind]:
        kinds = [kind for kind in programme.current().kinds.values() if _by_hand(kind)]
        kinds.sort(key=lambda kind: not any(fact.type == "money" for fact in kind.facts.values()))
        return [_kind(kind, info.context.language) for kind in kinds]

    @strawberry.field(
        description="What was rung up by hand lately in the asker's shop, newest first: ten at most.",
        metadata=sized(RUNG_UP_LIMIT),
    )
    async def rung_up(self, info: Info) -> list[RungUp]:
        return await rung_up_at(self.principal, info.context.language)

    @strawberry.field(description="Whoever shows this card; null where nobody has it. BAD_INPUT: a digit is wrong.")
    async def member(
        self, info: Info, card: Annotated[str, strawberry.argument(description="Its number, spaces or not.")]
    ) -> TillMember | None:
        digits = members.card.check(card)
        for member_id in (await members.resolve([("card", digits)], self.principal)).values():
            row = await members.member_of(member_id)
            return await _at_the_till(info, row, self.principal) if row is not None else None
        return None


@strawberry.type
class StaffQuery:
    @strawberry.field(description="The till at which the asker works.", metadata=access(HasRole("staff")))
    def till(self, info: Info) -> Till:
        principal = info.context.principal
        if principal.partner_id is None:
            raise Forbidden("You are staff, but of no partner: ask whoever runs the programme to name yours.")
        return Till(principal=principal)


def _kind(kind: rulebook.Kind, language: Language) -> TillKind:
    return TillKind(
        code=kind.code,
        name=said(kind.texts, language, "name"),
        facts=[
            TillFact(
                name=fact.name,
                label=str(fact.texts.get(language, {}).get("name", fact.name)),
                type=fact.type,
                unit=fact.unit,
                required=fact.required,
                choices=list(fact.choices or ()),
                most=programme.by_hand_in_words(fact, programme.current(), language),
            )
            for fact in kind.facts.values()
            if fact.filled_by is None and fact.type != "lines"
        ],
    )


def _by_hand(kind: rulebook.Kind) -> bool:
    """Whether staff may record it: nobody types a receipt's lines."""
    return "staff" in kind.senders and not any(fact.type == "lines" and fact.required for fact in kind.facts.values())


async def _at_the_till(info: Info, row: members.Member, principal: Principal) -> TillMember:
    book, language = programme.current(), info.context.language
    balances = (await ledger.balances_of([row.id])).get(row.id, {})
    holding = (await tiers.holdings_of([row.id], book.ladder, book.timezone)).get(row.id) if book.ladder else None
    progress = progress_of(book, holding, language) if holding is not None else None
    goal = await _goal(info, row.id, balances, holding, book)
    level_line = None
    if progress is not None and progress.next is not None and progress.left is not None:
        left = words.points(progress.left, book.currencies[progress.currency.code], language)
        level_line = _LINES[language]["tier"].format(name=_first_name(row), left=left, what=progress.next.name)
    return TillMember(
        card=row.card,
        display_name=row.display_name,
        balances=[one for one in balances_of(book, balances, language) if one.currency.redeemable],
        tier=tier_of_code(book, holding.tier, language) if holding is not None else None,
        next_tier=progress.next if progress is not None else None,
        level_line=level_line,
        goal=goal,
        line=_line(row, balances, goal, level_line, progress.tier if progress is not None else None, book, language),
        perks=[one for one in await perks_of_member(info.context, row.id) if one.gives is None],
        today=await _today(row.id, principal, book, language),
    )


async def _goal(
    info: Info, member_id: int, balances: Mapping[str, int], holding: Holding | None, book: Rulebook
) -> Goal | None:
    pinned = (await rewards.goals_of([member_id])).get(member_id)
    reward = book.rewards.get(pinned.reward) if pinned is not None else None
    if reward is None:
        tier = holding.tier if holding is not None else None
        gone = await info.context.load(gone_by_member, member_id) or ()
        reward, pinned = rewards.nearest(book.rewards.values(), balances, tier, book.ladder, gone), None
    return goal_of(info.context, reward, balances, pinned) if reward is not None else None


def _line(
    row: members.Member, balances: Mapping[str, int], goal: Goal | None, level_line: str | None, tier: Tier | None,
    book: Rulebook, language: Language,
) -> str:  # fmt: skip
    """What they save for; to somebody new, welcome; else the level that comes next."""
    told, name = _LINES[language], _first_name(row)
    pinned = goal is not None and goal.pinned_at is not None
    if not any(balances.values()) and not pinned:
        return told["welcome"].format(name=name)
    if goal is not None:
        reward = book.rewards[goal.reward.code]
        left = words.points(goal.left, book.currencies[reward.currency], language)
        return told["goal" if goal.left else "reached"].format(name=name, left=left, what=goal.reward.name)
    return level_line or told["top"].format(name=name, what=tier.name if tier is not None else name)


async def _today(member_id: int, principal: Principal, book: Rulebook, language: Language) -> list[LedgerEntry]:
    """By the programme's day. What other partners recorded is none of this till's business."""
    spendable = [code for code, currency in book.currencies.items() if currency.redeemable]
    page = await activities.entries_recorded_by(
        principal.partner_id or 0, member_id, spendable, first=TODAY_LIMIT, after=None
    )
    began = periods.start_of(periods.local_date(clock.now(), book.timezone), book.timezone)
    return [entry_of(entry, language) for entry in page.items if entry.posted_at >= began]


def _first_name(row: members.Member) -> str:
    return row.display_name.split()[0]
