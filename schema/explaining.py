"""`explainActivity`: what an activity would earn, and why the other rules would not fire."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.access import HasRole, access
from schema.activities import name_of_kind
from schema.badges import Badge, badge_of_code
from schema.challenges import Challenge, challenge_of_code
from schema.context import Context, Info
from schema.currencies import Balance, Currency, balances_of, currency_of
from schema.hints import sized
from schema.ledger import line_of
from schema.limited import LimitedRule, limited_rules
from schema.members import MemberRef
from schema.problems import (
    BadInputProblem,
    BeforeProgrammeProblem,
    FactProblem,
    InFutureProblem,
    MemberNotFoundProblem,
    NotAllowedProblem,
    OwnWordFullProblem,
    TooLateProblem,
    UnknownKindProblem,
)
from schema.rewards import Charity, Reward, charity_of, reward_of_code
from schema.said import said
from schema.scalars import JSON, DateTime, Points
from schema.tiers import Tier, tier_of_code
from server import activities, partners, programme
from server.activities import Bestowed, Explained
from server.kernel.errors import BadInput
from server.ledger import Entry
from server.programme import Hindrance, Line
from server.programme.rulebook import EarningRule, Kind, Language, Multiplier, Rulebook


@strawberry.input(description="Something that a member could do.")
class ExplainActivityInput:
    member: MemberRef = strawberry.field(description="Who would do it.")
    kind: str = strawberry.field(description="Its kind's code, such as purchase.")
    facts: JSON | None = strawberry.field(description="What the kind asks for, as a sender sends it.", default=None)
    occurred_at: DateTime | None = strawberry.field(description="When; left out: now.", default=None)
    partner: str | None = strawberry.field(description="At which partner, by its code.", default=None)
    shop: str | None = strawberry.field(description="In which of its shops, by its code.", default=None)


@strawberry.type(description="A value that a fact may have.")
class FactChoice:
    value: str = strawberry.field(description="As it is sent.")
    name: str = strawberry.field(description="What people call it.")


@strawberry.type(description="A fact of a kind.")
class KindFact:
    name: str = strawberry.field(description="Its name in `facts`.")
    label: str = strawberry.field(description="What people call it.")
    type: str = strawberry.field(description="money, decimal, integer, text, boolean, date or lines.")
    required: bool = strawberry.field(description="Whether it must be sent.")
    choices: list[FactChoice] = strawberry.field(
        description="What it may be; empty: anything of its type.", metadata=sized(4)
    )


@strawberry.type(description="A kind of activity, as the programme declares it.")
class DeclaredKind:
    code: str = strawberry.field(description="Its name in the document.")
    name: str = strawberry.field(description="What people call it.")
    facts: list[KindFact] = strawberry.field(description="What it carries.", metadata=sized(3))


@strawberry.type(description="Points that a rule would give.")
class ExplainedEntry:
    rule: str = strawberry.field(description="The rule's code; before a colon what kind of rule it is.")
    points: Points = strawberry.field(description="How many, in minor units.")
    currency: Currency = strawberry.field(description="Of what.")
    why: str = strawberry.field(description="The rule in a few words.")


@strawberry.type(description="A rule that would bring nothing.")
class UnfiredRule:
    code: str = strawberry.field(description="The rule's code in the document.")
    name: str = strawberry.field(description="What people call it.")
    reason: str = strawberry.field(
        description="only, except, lines, condition, draw, cap, absent, row, nothing; of what makes more also dates, "
        "base and beaten."
    )
    why: str = strawberry.field(description="The same in words, with what the activity says.")


@strawberry.type(description="A voucher that would be given.")
class ExplainedVoucher:
    reward: Reward = strawberry.field(description="For what.")
    good_until: DateTime = strawberry.field(description="The instant from which it is good no more.")


@strawberry.type(description="What a club or charity would get that the member has chosen.")
class ExplainedBestowal:
    charity: Charity = strawberry.field(description="Who.")
    rule: str = strawberry.field(description="The rule's code.")
    points: Points = strawberry.field(description="How many, in minor units.")
    currency: Currency = strawberry.field(description="Of what.")
    why: str = strawberry.field(description="The rule in a few words.")


@strawberry.type(description="What would come of it. Nothing was written.")
class ActivityExplained:
    kind_name: str = strawberry.field(description="What people call it.")
    version: int = strawberry.field(description="By which version of the programme.")
    entries: list[ExplainedEntry] = strawberry.field(description="What it would earn.", metadata=sized(3))
    unfired: list[UnfiredRule] = strawberry.field(
        description="The rules for such activities that would bring nothing.", metadata=sized(5)
    )
    badges: list[Badge] = strawberry.field(description="The badges that it would give.", metadata=sized(2))
    challenges: list[Challenge] = strawberry.field(
        description="The challenges that it would complete.", metadata=sized(2)
    )
    vouchers: list[ExplainedVoucher] = strawberry.field(
        description="The vouchers that it would give.", metadata=sized(2)
    )
    bestowed: list[ExplainedBestowal] = strawberry.field(
        description="What others than the member would get, by rules that earn for whom the member has chosen.",
        metadata=sized(2),
    )
    limited: list[LimitedRule] = strawberry.field(
        description="What a cap or an empty budget would leave out of it.", metadata=sized(2)
    )
    tier: Tier | None = strawberry.field(description="The level that it would lead to; null: none other than before.")
    balances: list[Balance] = strawberry.field(
        description="What the member would have after it.", metadata=sized(3)
    )


ExplainActivityResult = Annotated[
    ActivityExplained | MemberNotFoundProblem | UnknownKindProblem | FactProblem | OwnWordFullProblem
    | NotAllowedProblem | BeforeProgrammeProblem | InFutureProblem | TooLateProblem | BadInputProblem,
    strawberry.union("ExplainActivityResult", description="What would come of an activity, or why it is not taken."),
]  # fmt: skip


@strawberry.type
class ExplainingQuery:
    @strawberry.field(
        description="Every kind of activity that the programme declares now, with its facts.",
        metadata=access(HasRole("manager")) | sized(10),
    )
    def declared_kinds(self, info: Info) -> list[DeclaredKind]:
        return [_kind(kind, info.context.language) for kind in programme.current().kinds.values()]

    @strawberry.field(
        description="What an activity would earn, and why other rules would not fire. Nothing is written.",
        metadata=access(HasRole("manager")),
    )
    async def explain_activity(
        self, info: Info, input: Annotated[ExplainActivityInput, strawberry.argument(description="What and who.")]
    ) -> ExplainActivityResult:
        if input.facts is not None and not isinstance(input.facts, dict):
            raise BadInput("facts", 'facts must be an object, such as {"amount": "214.50"}.')
        partner_id = await _partner(input.partner, input.shop)
        explained = await activities.explain_activity(
            info.context.principal, member=input.member.ref(), kind=input.kind, facts=input.facts or {},
            occurred_at=input.occurred_at, partner_id=partner_id, shop=input.shop,
        )  # fmt: skip
        return _told(explained, info.context)


def _kind(kind: Kind, language: Language) -> DeclaredKind:
    return DeclaredKind(
        code=kind.code,
        name=said(kind.texts, language, "name"),
        facts=[
            KindFact(
                name=fact.name,
                label=said(fact.texts, language, "name") or fact.name,
                type=fact.type,
                required=fact.required,
                choices=[
                    FactChoice(value=choice, name=str(fact.names.get(language, {}).get(choice, choice)))
                    for choice in fact.choices or ()
                ],
            )
            for fact in kind.facts.values()
        ],
    )


async def _partner(code: str | None, shop: str | None) -> int | None:
    """Raises BadInput."""
    if code is None:
        if shop is not None:
            raise BadInput("shop", "A shop is a partner's: name the partner, too.")
        return None
    found = await partners.partner_of_code(code)
    if found is None:
        raise BadInput("partner", f"There is no partner “{code[:40]}”.")
    if shop is not None and shop not in {one.code for one in await partners.shops_of(found.id)}:
        raise BadInput("shop", f"There is no shop “{shop[:40]}” of that partner.")
    return found.id


def _told(explained: Explained, context: Context) -> ActivityExplained:
    outcome, book, language = explained.outcome, explained.book, context.language
    kind = outcome.activity.kind
    return ActivityExplained(
        kind_name=name_of_kind(book, kind, language),
        version=book.number,
        entries=[_entry(entry, book, language) for entry in outcome.entries],
        unfired=[_unfired(one, hindrance, kind, book, language) for one, hindrance in explained.unfired],
        badges=[badge_of_code(book, award.badge, language) for award in outcome.badges],
        challenges=[challenge_of_code(book, code, language) for code in outcome.completed],
        vouchers=[
            ExplainedVoucher(
                reward=reward_of_code(book, one.reward, language), good_until=DateTime(one.good_until)
            )
            for one in explained.vouchers
        ],
        bestowed=[_bestowed(one, book, language) for one in explained.bestowed],
        limited=limited_rules(outcome, language),
        tier=tier_of_code(book, outcome.tier, language) if outcome.tier is not None else None,
        balances=balances_of(book, outcome.balances, language),
    )


def _entry(entry: Entry, book: Rulebook, language: Language) -> ExplainedEntry:
    return ExplainedEntry(
        rule=entry.rule, points=Points(entry.points), currency=currency_of(book, entry.currency, language),
        why=programme.why(line_of(entry), book, language),
    )  # fmt: skip


def _bestowed(one: Bestowed, book: Rulebook, language: Language) -> ExplainedBestowal:
    return ExplainedBestowal(
        charity=charity_of(book, one.charity, language), rule=one.rule, points=Points(one.points),
        currency=currency_of(book, one.currency, language),
        why=programme.why(Line("earned", one.rule, one.currency, one.points, one.arithmetic), book, language),
    )  # fmt: skip


def _unfired(
    one: EarningRule | Multiplier, hindrance: Hindrance, kind: str, book: Rulebook, language: Language
) -> UnfiredRule:
    return UnfiredRule(
        code=one.code, name=said(one.texts, language, "name"), reason=hindrance.what,
        why=programme.why_not(one, hindrance, kind, book, language),
    )  # fmt: skip
