"""Everyday choices: what members can do, what it is estimated to save, and what that comes to.

Every figure is an estimate and says so: compared with what, by which source, of which year. What members say themselves
and what a partner saw are never added without being shown apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import Enum

import strawberry

from schema.context import Context, Info
from schema.hints import sized
from schema.said import Constant, book_of, once, said
from schema.scalars import DateTime, Decimal, Points, from_micro
from server import programme, sustainability
from server.programme import estimates, rulebook
from server.programme.rulebook import EarningRule, FactSpec, Language, Rulebook
from server.sustainability import Kept, Total


@strawberry.enum(description="Whose word an estimate rests on.")
class Proof(Enum):
    OWN_WORD = strawberry.enum_value("own word", description="The member said so.")
    PARTNER = strawberry.enum_value("partner", description="A partner saw it: weighed the bag, wrote the receipt.")


@strawberry.type(description="A line of the factors' table: how much of what, and who says so.")
class Factor(Constant):
    code: str = strawberry.field(description="Its name in the table.")
    name: str = strawberry.field(description="What people call it.")
    note: str = strawberry.field(description="What to know about it.")
    value: Decimal = strawberry.field(description="Kilograms of CO₂e for a unit; of a share: from 0 to 1.")
    unit: str = strawberry.field(description="What the kilograms are for, such as km; empty for a share.")
    boundary: str = strawberry.field(description="What is counted in; empty for a share.")
    source: str = strawberry.field(description="Who says so.")
    year: int | None = strawberry.field(description="Of which year.")
    region: str = strawberry.field(description="For which region, by ISO 3166 or EU; empty: any.")
    quality: str | None = strawberry.field(description="A, B or C; null: an assumption.")
    evidence: str = strawberry.field(description="The quality in words.")


@strawberry.type(description="How an action's kilograms are estimated: (baseline − chosen) × quantity × displacement.")
class Estimate(Constant):
    kilograms: Decimal = strawberry.field(description="For one unit.")
    unit: str = strawberry.field(description="The unit, such as km.")
    compared_with: str = strawberry.field(description="What it is compared with, by name.")
    boundary: str = strawberry.field(description="The one system boundary of the comparison, in words.")
    source: str = strawberry.field(description="The source and its year, in one line.")
    year: int | None = strawberry.field(description="The year of the source.")
    uncertain: bool = strawberry.field(description="Whether the evidence is poor.")
    edition: str = strawberry.field(description="The edition of the factors' table.")
    arithmetic: str = strawberry.field(description="How one unit is reckoned.")
    factors: list[Factor] = strawberry.field(description="The lines that it is reckoned from.", metadata=sized(3))


@strawberry.type(description="What has to be told of an action: the fact that is counted.")
class Quantity(Constant):
    fact: str = strawberry.field(description="The fact's name.")
    name: str = strawberry.field(description="What people call it.")
    unit: str | None = strawberry.field(description="Its unit, such as km; null: things.")
    least: Decimal = strawberry.field(description="The least that is taken.")
    most: Decimal = strawberry.field(description="The most that is taken.")
    whole: bool = strawberry.field(description="Whether it is a whole number, sent as a number and not as text.")


@strawberry.type(description="An everyday choice that the programme knows.")
class Action(Constant):
    code: str = strawberry.field(description="Its name in the programme's file.")
    kind: str = strawberry.field(description="The kind of activity: what `recordActivity` is told.")
    name: str = strawberry.field(description="What people call it.")
    proof: Proof = strawberry.field(description="Whose word it takes.")
    points: Points | None = strawberry.field(
        description="What one of it earns, in minor units; null where that depends or is nothing."
    )
    earns: str | None = strawberry.field(description="What it earns, in the rule's own words; null: nothing.")
    quantity: Quantity | None = strawberry.field(description="What has to be told of it; null: nothing.")
    estimate: Estimate | None = strawberry.field(description="How its kilograms are estimated; null: none are counted.")
    says: str = strawberry.field(description="The estimate for one unit in words, or why there is none.")


@strawberry.type(description="What one activity was estimated to save, as it was reckoned then.")
class ActivityImpact:
    action: Action = strawberry.field(description="The action.")
    proof: Proof = strawberry.field(description="Whose word it rests on.")
    kilograms: Decimal | None = strawberry.field(
        description="Kilograms of CO₂e; below zero where a reversal took them back; null: none were counted."
    )
    text: str = strawberry.field(description="The estimate in words: how much, compared with what.")
    source: str | None = strawberry.field(description="The source and its year, in one line.")
    year: int | None = strawberry.field(description="The year of the source.")
    edition: str | None = strawberry.field(description="The edition of the factors' table that was used.")
    arithmetic: str = strawberry.field(description="How it was reckoned; empty where nothing was.")


@strawberry.type(description="What one action comes to.")
class ActionImpact:
    action: Action = strawberry.field(description="The action, with its source and what it is compared with.")
    times: int = strawberry.field(description="How often it was done.")
    own: Decimal = strawberry.field(description="Kilograms by members' own word.")
    verified: Decimal = strawberry.field(description="Kilograms that partners saw.")
    editions: list[str] = strawberry.field(description="The editions of the factors that were used.", metadata=sized(2))


@strawberry.type(description="What everyday choices are estimated to save, in kilograms of CO₂e.")
class Impact:
    kilograms: Decimal = strawberry.field(description="Both together.")
    own: Decimal = strawberry.field(description="By members' own word.")
    verified: Decimal = strawberry.field(description="What partners saw.")
    times: int = strawberry.field(description="How many choices it is, also those that no kilograms are counted for.")
    since: DateTime | None = strawberry.field(description="When the first of it happened; null: nothing yet.")
    picture: str | None = strawberry.field(
        description="The same as something one can see, by the factor of the same source; null where it is too little."
    )
    by_action: list[ActionImpact] = strawberry.field(description="By action, the largest first.", metadata=sized(10))


@once
def action_of_code(book: Rulebook, code: str, language: Language) -> Action:
    """An action by its code; one that the version does not know keeps its code as its name."""
    action = book.actions.get(code)
    if action is None:
        return Action(
            code=code, kind=code, name=code, proof=Proof.PARTNER, points=None, earns=None, quantity=None, estimate=None,
            says="",
        )  # fmt: skip
    rules = [rule for rule in book.earning.get(action.kind, ()) if book.currencies[rule.currency].redeemable
             and not rule.to_beneficiary]
    spec = book.kinds[action.kind].facts.get(action.of) if action.of is not None else None
    return Action(
        code=code,
        kind=action.kind,
        name=said(action.texts, language, "name"),
        proof=Proof(action.proof),
        points=_points_for_one(rules[0], book) if len(rules) == 1 else None,
        earns=said(rules[0].texts, language, "why") if rules else None,
        quantity=_quantity_of(spec, language) if spec is not None else None,
        estimate=_estimate_of(action, language),
        says=estimates.for_one(action, _for_one(action), language),
    )


def impact_of_activity(kept: Kept, language: Language) -> ActivityImpact:
    book = book_of(kept.version)
    action, counted = book.actions.get(kept.action), kept.edition != ""
    figure = action.figure if action is not None else None
    return ActivityImpact(
        action=action_of_code(book, kept.action, language),
        proof=_proof(kept.proof),
        kilograms=from_micro(kept.micro_kg) if counted else None,
        text=estimate_text(book, kept.action, kept.micro_kg, language)
        if counted or figure is None
        else estimates.uncounted(language),
        source=estimates.source(action, language) if action is not None and counted else None,
        year=figure.baseline.year if figure is not None and counted else None,
        edition=kept.edition or None,
        arithmetic=estimates.arithmetic(kept.arithmetic, kept.micro_kg, language),
    )


def estimate_text(book: Rulebook, code: str, micro_kg: int, language: Language) -> str:
    """The estimate in words; the code alone where the version does not know the action."""
    action = book.actions.get(code)
    return estimates.estimate(action, micro_kg, language) if action is not None else code


async def impacts_by_activity(context: Context, activity_ids: Sequence[int]) -> Mapping[int, ActivityImpact]:
    """Activities' estimates, whoever asks: the activity's own field has decided who may."""
    kept = await sustainability.impacts_of_activities(activity_ids)
    return {id: impact_of_activity(one, context.language) for id, one in kept.items()}


async def totals_by_member(context: Context, member_ids: Sequence[int]) -> Mapping[int, list[Total]]:
    """Members' sums, whoever asks: the member's own field has decided who may."""
    return await sustainability.totals_of(member_ids)


def impact_of(book: Rulebook, totals: Sequence[Total], language: Language) -> Impact:
    """Sums as they are shown: each action once, and the two proofs apart."""
    own = sum(total.micro_kg for total in totals if total.proof == "own")
    verified = sum(total.micro_kg for total in totals if total.proof == "partner")
    by_action: defaultdict[str, list[Total]] = defaultdict(list)
    for total in totals:
        by_action[total.action].append(total)
    largest = sorted(by_action.items(), key=lambda pair: (-sum(total.micro_kg for total in pair[1]), pair[0]))
    return Impact(
        kilograms=from_micro(own + verified),
        own=from_micro(own),
        verified=from_micro(verified),
        times=sum(total.times for total in totals),
        since=DateTime(min(total.since for total in totals)) if totals else None,
        picture=_picture(book, own + verified, language),
        by_action=[_of_action(book, code, rows, language) for code, rows in largest],
    )


def _of_action(book: Rulebook, code: str, totals: Sequence[Total], language: Language) -> ActionImpact:
    return ActionImpact(
        action=action_of_code(book, code, language),
        times=sum(total.times for total in totals),
        own=from_micro(sum(total.micro_kg for total in totals if total.proof == "own")),
        verified=from_micro(sum(total.micro_kg for total in totals if total.proof == "partner")),
        editions=sorted({total.edition for total in totals if total.edition}),
    )


def _picture(book: Rulebook, micro_kg: int, language: Language) -> str | None:
    if book.picture is None:
        return None
    kilometers = sustainability.as_distance(micro_kg, book.picture.factor)
    return estimates.picture(book.picture, kilometers, language) if kilometers else None


def _proof(proof: str) -> Proof:
    return Proof.OWN_WORD if proof == "own" else Proof.PARTNER


def _points_for_one(rule: EarningRule, book: Rulebook) -> Points | None:
    """What one activity, or one whole unit, earns. None where a condition decides or one unit is less than a point."""
    if rule.condition is not None or rule.only or rule.unless or rule.rates or rule.lines or rule.chance is not None:
        return None
    if rule.rate is None:
        return Points(rule.fixed or 0)
    exact = rule.rate.scaleb(book.currencies[rule.currency].decimals)
    return Points(int(exact)) if exact == exact.to_integral_value() else None


def _quantity_of(spec: FactSpec, language: Language) -> Quantity:
    least, most = programme.bounds_of(spec)
    whole = spec.type == "integer"
    return Quantity(
        fact=spec.name,
        name=str(spec.texts.get(language, {}).get("name", spec.name)),
        unit=spec.unit,
        least=Decimal(least) if whole else from_micro(least),
        most=Decimal(most) if whole else from_micro(most),
        whole=whole,
    )


def _for_one(action: rulebook.Action) -> int:
    return sustainability.saved(action.figure, rulebook.MICRO) if action.figure is not None else 0


def _estimate_of(action: rulebook.Action, language: Language) -> Estimate | None:
    figure = action.figure
    if figure is None:
        return None
    factors = [one for one in (figure.baseline, figure.chosen, figure.displacement) if one is not None]
    each = _for_one(action)
    return Estimate(
        kilograms=from_micro(each),
        unit=estimates.unit(figure.baseline, language),
        compared_with=said(figure.baseline.texts, language, "name"),
        boundary=estimates.boundary(figure.baseline, language),
        source=estimates.source(action, language) or "",
        year=figure.baseline.year,
        uncertain=any(factor.quality == "C" for factor in factors),
        edition=figure.edition,
        arithmetic=estimates.arithmetic(sustainability.arithmetic_of(figure, rulebook.MICRO), each, language),
        factors=[_factor_of(factor, language) for factor in factors],
    )


def _factor_of(factor: rulebook.Factor, language: Language) -> Factor:
    return Factor(
        code=factor.code,
        name=said(factor.texts, language, "name"),
        note=said(factor.texts, language, "note"),
        value=from_micro(factor.value),
        unit=estimates.unit(factor, language),
        boundary=estimates.boundary(factor, language),
        source=said(factor.texts, language, "source") or factor.source,
        year=factor.year,
        region=factor.region,
        quality=factor.quality or None,
        evidence=estimates.evidence(factor, language),
    )


@strawberry.type
class ImpactQuery:
    @strawberry.field(
        description="What everybody's choices together are estimated to save. Sums alone: nobody is named."
    )
    async def impact(self, info: Info) -> Impact:
        return impact_of(programme.current(), await sustainability.everybodys(), info.context.language)
