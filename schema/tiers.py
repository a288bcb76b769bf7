"""Tiers, and how far a member has come on the ladder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import strawberry

from schema.context import Context
from schema.currencies import Currency, currency_of
from schema.hints import sized
from schema.said import Constant, listed, once, said
from schema.scalars import DateTime, Points
from server import programme, tiers
from server.kernel import periods
from server.kernel.clock import Instant
from server.programme import rulebook, words
from server.programme.rulebook import Language, Rolling, Rulebook
from server.tiers import Holding


@strawberry.type(description="What a way to a level asks for, of one unit.")
class TierNeed(Constant):
    unit: str = strawberry.field(description="The code of the currency or counter.")
    name: str = strawberry.field(description="What people call it.")
    points: Points = strawberry.field(description="How much of it, in minor units.")
    decimals: int = strawberry.field(description="How many of its digits come after the decimal sign.")


@strawberry.type(description="A way to a level: all of its needs together.")
class TierPath(Constant):
    needs: list[TierNeed] = strawberry.field(description="What is needed.", metadata=sized(2))
    within: str = strawberry.field(description="Over which time that counts together, in words.")
    years: int | None = strawberry.field(description="And in so many periods the level was earned; null: not asked.")
    in_a_row: bool = strawberry.field(description="Whether those periods follow each other.")
    line: str = strawberry.field(description="All of it in words: “45 flygningar”.")


@strawberry.type(description="A level of the programme.")
class Tier(Constant):
    code: str = strawberry.field(description="Its name in the programme's file.")
    name: str = strawberry.field(description="What people call it.")
    perks: list[str] = strawberry.field(description="What it brings.")
    from_: Points = strawberry.field(
        name="from", description="The points from which on it holds by its first way, in minor units; else 0."
    )
    given_only: bool = strawberry.field(description="Whether it is only given, by invitation.")
    paths: list[TierPath] = strawberry.field(description="The ways to it: any of them.", metadata=sized(2))
    lifetime: list[TierPath] = strawberry.field(description="The ways to it for good.", metadata=sized(1))


@strawberry.type(description="How far a member has come with one need.")
class NeedProgress:
    unit: str = strawberry.field(description="The code of the currency or counter.")
    points: Points = strawberry.field(description="What counts now, in minor units.")
    needed: Points = strawberry.field(description="What is needed, in minor units.")
    left: Points = strawberry.field(description="What is missing, in minor units.")
    line: str = strawberry.field(description="In words: “3 flygningar kvar av 45”.")


@strawberry.type(description="How far a member has come on one way to a level.")
class PathProgress:
    needs: list[NeedProgress] = strawberry.field(description="What is needed together.", metadata=sized(2))
    within: str = strawberry.field(description="Over which time that counts together, in words.")
    ends_at: DateTime | None = strawberry.field(description="When it begins anew; null: it does not, or it slides.")


@strawberry.type(description="How far a member has come on the ladder.")
class TierProgress:
    tier: Tier | None = strawberry.field(description="The tier that they hold.")
    next: Tier | None = strawberry.field(description="The next one that can be reached; null at the top.")
    points: Points = strawberry.field(description="What counts now of the first way's first need, in minor units.")
    left: Points | None = strawberry.field(description="What is left of that to the next tier; null at the top.")
    currency: Currency = strawberry.field(description="What is counted there.")
    one: str = strawberry.field(description="What one of it is called after a number, such as flight.")
    many: str = strawberry.field(description="What several are called after a number, such as flights.")
    window_days: int | None = strawberry.field(
        description="Over how many days it counts; null: over a period, or months."
    )
    until: str | None = strawberry.field(
        description="The last day on which the tier is held if nothing more is earned, in the programme's zone, as "
        "2027-12-31; null: no end."
    )
    held: str = strawberry.field(description="For how long, and why, in a sentence; empty where nothing ends.")
    paths: list[PathProgress] = strawberry.field(description="Each way to the next tier.", metadata=sized(2))
    keeping: list[PathProgress] = strawberry.field(
        description="Each way that keeps the present tier beyond its day; empty where nothing does or needs to.",
        metadata=sized(2),
    )


_SAID: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "left": "{left} kvar av {needed}", "done": "{need}: klart", "good": "{tier} är din för gott.",
        "until": "{tier} gäller till och med {day}.", "given": "Du har fått {tier}, som gäller till och med {day}.",
        "kept": "{tier} är kvar till och med {day}, som det var sagt innan reglerna ändrades.",
        "slides": "{tier} gäller till och med {day}, och längre om du samlar mer.",
        "years": "{n} år sammanlagt", "row": "{n} år i rad", "year": "1 år",
    },
    "en": {
        "left": "{left} to go of {needed}", "done": "{need}: done", "good": "{tier} is yours for good.",
        "until": "{tier} is yours until {day}.", "given": "You were given {tier}, which is yours until {day}.",
        "kept": "{tier} stays yours until {day}, as was said before the rules changed.",
        "slides": "{tier} is yours until {day}, and longer if you collect more.",
        "years": "{n} years in all", "row": "{n} years in a row", "year": "1 year",
    },
}  # fmt: skip


def tier_of(book: Rulebook, tier: rulebook.Tier, language: Language) -> Tier:
    return Tier(
        code=tier.code,
        name=said(tier.texts, language, "name"),
        perks=listed(tier.texts, language, "perks"),
        from_=Points(tier.threshold),
        given_only=tier.given_only,
        paths=[_path(book, path, language) for path in tier.reach],
        lifetime=[_path(book, path, language) for path in tier.lifetime],
    )


@once
def tier_of_code(book: Rulebook, code: str, language: Language) -> Tier | None:
    known = next((tier for tier in book.ladder.tiers if tier.code == code), None) if book.ladder is not None else None
    return tier_of(book, known, language) if known is not None else None


def needs_in_words(book: Rulebook, tier: rulebook.Tier, language: Language) -> str:
    """The ways to a tier: “1 500 nivåpoäng”, “45 000 nivåpoäng eller 45 flygningar”."""
    return words.joined([_line(book, path, language) for path in tier.reach], language, "or")


def _line(book: Rulebook, path: rulebook.Path, language: Language) -> str:
    parts = [words.points(points, book.currencies[unit], language) for unit, points in path.needs.items()]
    if path.years:
        form = "year" if path.years == 1 else "row" if path.in_a_row else "years"
        parts.append(_SAID[language][form].format(n=path.years))
    return words.joined(parts, language)


def _path(book: Rulebook, path: rulebook.Path, language: Language) -> TierPath:
    return TierPath(
        needs=[
            TierNeed(
                unit=unit, name=said(book.currencies[unit].texts, language, "name"), points=Points(points),
                decimals=book.currencies[unit].decimals,
            )
            for unit, points in path.needs.items()
        ],
        within=words.within(path.within, language),
        years=path.years or None,
        in_a_row=path.in_a_row,
        line=_line(book, path, language),
    )  # fmt: skip


def last_day(until: Instant | None, book: Rulebook) -> str | None:
    """The last local day before an instant."""
    return periods.local_date(until - 1, book.timezone).isoformat() if until is not None else None


def progress_of(book: Rulebook, holding: Holding, language: Language) -> TierProgress | None:
    """None where the programme has no ladder."""
    ladder = book.ladder
    if ladder is None:
        return None
    place = ladder.place(holding.tier)
    above = next((tier for tier in ladder.tiers[place + 1 :] if tier.reach), None)
    first = above.reach[0] if above is not None else None
    unit = next(iter(first.needs)) if first is not None else ladder.currency or next(iter(ladder.windows), "")
    counted = holding.counted(first, unit) if first is not None else holding.qualifying
    needed = first.needs[unit] if first is not None else None
    within = first.within if first is not None else ladder.window
    held = ladder.tiers[place]
    ends = holding.until is not None and not holding.for_good
    return TierProgress(
        tier=tier_of_code(book, holding.tier, language),
        next=tier_of_code(book, above.code, language) if above is not None else None,
        points=Points(counted),
        left=Points(max(0, needed - counted)) if needed is not None else None,
        currency=currency_of(book, unit, language),
        one=said(book.currencies[unit].texts, language, "one") if unit in book.currencies else "",
        many=said(book.currencies[unit].texts, language, "many") if unit in book.currencies else "",
        window_days=within.days or None if isinstance(within, Rolling) else None,
        until=last_day(holding.until, book),
        held=_held(book, held, holding, language) if place else "",
        paths=_progress(book, above, holding, language) if above is not None else [],
        keeping=_progress(book, held, holding, language) if place and ends else [],
    )


def _held(book: Rulebook, tier: rulebook.Tier, holding: Holding, language: Language) -> str:
    name, form = said(tier.texts, language, "name"), "until"
    if holding.for_good:
        return _SAID[language]["good"].format(tier=name)
    if holding.until is None:
        return ""
    if holding.given is not None:
        form = "kept" if holding.given.rule == tiers.KEPT else "given"
    elif holding.slides:
        form = "slides"
    return _SAID[language][form].format(tier=name, day=words.day(holding.until - 1, book.timezone, language))


def _progress(book: Rulebook, tier: rulebook.Tier, holding: Holding, language: Language) -> list[PathProgress]:
    found = []
    for path in tier.reach:
        ends_at = holding.ends_at(path)
        found.append(
            PathProgress(
                needs=[_need(book, unit, points, holding.counted(path, unit), language)
                       for unit, points in path.needs.items()],
                within=words.within(path.within, language),
                ends_at=DateTime(ends_at) if ends_at is not None else None,
            )
        )  # fmt: skip
    return found


def _need(book: Rulebook, unit: str, needed: int, counted: int, language: Language) -> NeedProgress:
    currency, left = book.currencies[unit], max(0, needed - counted)
    line = _SAID[language]["left" if left else "done"].format(
        need=words.points(needed, currency, language), left=words.points(left, currency, language),
        needed=words.plain_points(needed, currency, language),
    )  # fmt: skip
    return NeedProgress(
        unit=unit, points=Points(counted), needed=Points(needed), left=Points(left), line=words.capital(line)
    )


async def holdings_of(context: Context, member_ids: Sequence[int]) -> Mapping[int, Holding]:
    """What members hold, whoever asks: the member's own field has decided who may."""
    ladder = programme.current().ladder
    return await tiers.holdings_of(member_ids, ladder, programme.current().timezone) if ladder is not None else {}
