"""What a simulation came to, as GraphQL shows it: figures on both sides, who wins and who loses, what was not taken."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import strawberry

from schema.context import Info
from schema.hints import sized
from schema.members import Member, members_by_id
from schema.said import said
from schema.scalars import DateTime, Points
from server import programme, simulation
from server.programme.rulebook import Currency, Language, Rulebook
from server.simulation import Asked, Change, Comparison, Moved


@strawberry.type(description="A number on both sides.")
class SimulatedFigure:
    code: str = strawberry.field(description="The currency's or level's code in the file; empty: of the whole.")
    name: str = strawberry.field(description="What people call it.")
    decimals: int = strawberry.field(description="How many of the digits come after the decimal sign.")
    real: Points = strawberry.field(description="What really happened.")
    draft: Points = strawberry.field(description="What the draft would have come to.")


@strawberry.type(description="A member whose points change much.")
class SimulatedMember:
    real: Points = strawberry.field(description="What they really earned, in minor units.")
    draft: Points = strawberry.field(description="What they would have earned.")
    row: strawberry.Private[Moved]

    @strawberry.field(description="Who; null: the asker is no manager, or the account is closed.")
    def member(self, info: Info) -> Member | None:
        if not info.context.principal.is_any_of("manager"):
            return None
        return info.context.load(members_by_id, self.row.member_id)  # type: ignore[return-value]


@strawberry.type(description="How what members earned of a currency changes.")
class SimulatedChange:
    code: str = strawberry.field(description="The currency's code.")
    name: str = strawberry.field(description="What people call it.")
    decimals: int = strawberry.field(description="How many of a point's digits come after the decimal sign.")
    winners: int = strawberry.field(description="Members who would have earned more.")
    losers: int = strawberry.field(description="Members who would have earned less.")
    same: int = strawberry.field(description="Members who would have earned the same.")
    spread: list[int] = strawberry.field(
        description="Members by how much changes for them, in whole points: below −1000, −1000 to −501, −500 to −101, "
        "−100 to −11, −10 to −1, none, 1 to 10, 11 to 100, 101 to 500, 501 to 1000, above.",
        metadata=sized(11),
    )
    most_won: list[SimulatedMember] = strawberry.field(
        description="Those who win most, the most first.", metadata=sized(10)
    )
    most_lost: list[SimulatedMember] = strawberry.field(
        description="Those who lose most, the most first.", metadata=sized(10)
    )


@strawberry.type(description="Activities that the draft would not have taken.")
class SimulatedRefusal:
    reason: str = strawberry.field(description="The refusal's name.")
    sentence: str = strawberry.field(description="The same in words.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="Activities that are not lived through again.")
class SimulatedLeftOut:
    kind: str = strawberry.field(description="What was recorded: “@…”, of the house's own kinds.")
    sentence: str = strawberry.field(description="What it is, and why it is left out.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="What a simulation came to.")
class SimulationResult:
    until: DateTime = strawberry.field(description="Where both lives end.")
    activities: int = strawberry.field(description="How many were lived through.")
    issued: list[SimulatedFigure] = strawberry.field(
        description="Points earned since then, by currency, in minor units.", metadata=sized(3)
    )
    liability: list[SimulatedFigure] = strawberry.field(
        description="Points that members may still spend at the end, in minor units.", metadata=sized(2)
    )
    cost: SimulatedFigure = strawberry.field(
        description="What used codes and gifts were worth, in minor units of money."
    )
    vouchers_granted: SimulatedFigure = strawberry.field(description="Codes that members got.")
    vouchers_used: SimulatedFigure = strawberry.field(description="Codes that were used.")
    tiers: list[SimulatedFigure] = strawberry.field(description="Members on each level at the end.", metadata=sized(5))
    changes: list[SimulatedChange] = strawberry.field(description="Who wins and who loses.", metadata=sized(2))
    refused: list[SimulatedRefusal] = strawberry.field(
        description="What the draft would not have taken.", metadata=sized(3)
    )
    left_out: list[SimulatedLeftOut] = strawberry.field(
        description="What is not lived through again, and why; empty: all was.", metadata=sized(2)
    )
    money_currency: str = strawberry.field(description="The money's ISO 4217 code.")


def result_of(row: Asked, found: Comparison, language: Language) -> SimulationResult:
    """Names are the draft's, and what it does not have is named as it is now."""
    drafted = _compiled(row.text)
    now = programme.current()
    known = {**now.currencies, **drafted.currencies}
    tiers = _tier_names(now, language) | _tier_names(drafted, language)
    real, draft = found.real, found.draft
    return SimulationResult(
        until=DateTime(found.until),
        activities=found.activities,
        issued=_by_currency(known, real.issued, draft.issued, language),
        liability=_by_currency(known, real.liability, draft.liability, language),
        cost=_figure("", "", drafted.money_decimals, real.cost, draft.cost),
        vouchers_granted=_figure("", "", 0, real.vouchers_granted, draft.vouchers_granted),
        vouchers_used=_figure("", "", 0, real.vouchers_used, draft.vouchers_used),
        tiers=[
            _figure(code, name, 0, real.tiers.get(code, 0), draft.tiers.get(code, 0))
            for code, name in tiers.items()
            if code in real.tiers or code in draft.tiers
        ],
        changes=[_change(change, known[change.currency], language) for change in found.changes],
        refused=[
            SimulatedRefusal(reason=name, sentence=simulation.refusal(name, language), count=count)
            for name, count in sorted(found.refused.items(), key=lambda item: -item[1])
        ],
        left_out=[
            SimulatedLeftOut(kind=one.kind, sentence=simulation.left_out(one, language), count=one.count)
            for one in found.left_out
        ],
        money_currency=drafted.money,
    )


@lru_cache(maxsize=4)
def _compiled(text: str) -> Rulebook:
    """The last version of a draft, which was sound when it was tried."""
    return programme.compile(programme.parse(text, "draft.toml"), 0, part=-1)


def _by_currency(
    known: Mapping[str, Currency], real: Mapping[str, int], draft: Mapping[str, int], language: Language
) -> list[SimulatedFigure]:
    return [
        _figure(code, said(currency.texts, language, "name"), currency.decimals, real.get(code, 0), draft.get(code, 0))
        for code, currency in known.items()
        if code in real or code in draft
    ]


def _figure(code: str, name: str, decimals: int, real: int, draft: int) -> SimulatedFigure:
    return SimulatedFigure(code=code, name=name, decimals=decimals, real=Points(real), draft=Points(draft))


def _tier_names(book: Rulebook, language: Language) -> dict[str, str]:
    tiers = book.ladder.tiers if book.ladder is not None else ()
    return {tier.code: said(tier.texts, language, "name") for tier in tiers}


def _change(change: Change, currency: Currency, language: Language) -> SimulatedChange:
    return SimulatedChange(
        code=change.currency,
        name=said(currency.texts, language, "name"),
        decimals=currency.decimals,
        winners=change.winners,
        losers=change.losers,
        same=change.same,
        spread=change.spread,
        most_won=[_member(moved) for moved in change.most_won],
        most_lost=[_member(moved) for moved in change.most_lost],
    )


def _member(moved: Moved) -> SimulatedMember:
    return SimulatedMember(real=Points(moved.real), draft=Points(moved.draft), row=moved)
