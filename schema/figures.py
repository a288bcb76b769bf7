"""The four numbers in words: what each is, what it is made of, and what is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from schema.insights_types import Figure, FigureCode
from schema.said import said
from server import insights
from server.insights import MemberRow
from server.kernel import clock, money
from server.programme import words
from server.programme.rulebook import Language, Rulebook

_NAMES: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "members": "Medlemmar", "active": "Aktiva den här veckan", "outstanding": "Utestående poäng",
        "second": "Andra köp",
    },
    "en": {
        "members": "Members", "active": "Active this week", "outstanding": "Outstanding points",
        "second": "Second purchases",
    },
}  # fmt: skip
_DEFINITIONS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "members": "Alla som har ett kort, även de som gick med i kassan och inte har gjort klart sitt konto. "
        "Avslutade konton räknas inte.",
        "active": "Medlemmar som har gjort något sedan i måndags som programmet räknar: ett köp, en cykeltur, ett "
        "svar. Det som har tagits tillbaka räknas inte.",
        "outstanding": "Alla poäng som medlemmar kan lösa in, också de som väntar i en kod, värda det som den belöning "
        "ger som ger mest per poäng: så mycket kan de kosta som mest.",
        "second": "Av dem som köpte för första gången för 60 dagar till 425 dagar sedan: hur många som köpte igen inom "
        "60 dagar. Köp som har tagits tillbaka räknas inte.",
    },
    "en": {
        "members": "Everybody with a card, also those who joined at a till and have not completed their account. "
        "Closed accounts are not counted.",
        "active": "Members who since Monday did something that the programme counts: a purchase, a ride, an answer. "
        "What was taken back is not counted.",
        "outstanding": "All points that members can redeem, also those that wait in a code, at what the reward gives "
        "that gives the most for a point: so much they can cost at most.",
        "second": "Of those who bought for the first time 60 to 425 days ago: how many bought again within 60 days. "
        "Purchases that were taken back are not counted.",
    },
}
_TOLD: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "one": "medlem", "many": "medlemmar", "joined": "Gick med", "times_one": "gång", "times": "gånger",
        "rate": "{points} hos {members}, {worth} styck som i ”{reward}”", "no_rate": "{points} hos {members}",
        "of": "{n} av {all} kom tillbaka", "nobody": "Ingens 60 dagar har gått än", "none": "–",
        "again": "Köpte igen efter {days}", "not_again": "Har inte köpt igen i tid", "day": "dag", "days": "dagar",
        "of_members": "av {all} med kort",
    },
    "en": {
        "one": "member", "many": "members", "joined": "Joined", "times_one": "time", "times": "times",
        "rate": "{points} held by {members}, {worth} each as in “{reward}”", "no_rate": "{points} held by {members}",
        "of": "{n} of {all} came back", "nobody": "Nobody's 60 days are over yet", "none": "–",
        "again": "Bought again after {days}", "not_again": "Has not bought again in time", "day": "day",
        "days": "days", "of_members": "of {all} with a card",
    },
}  # fmt: skip


async def figures_of(book: Rulebook, codes: Sequence[FigureCode], language: Language) -> list[Figure]:
    makers = {
        FigureCode.MEMBERS: _members, FigureCode.ACTIVE_THIS_WEEK: _active, FigureCode.OUTSTANDING: _outstanding,
        FigureCode.SECOND_PURCHASES: _second,
    }  # fmt: skip
    return [await makers[code](book, language) for code in codes]


async def _members(book: Rulebook, language: Language) -> Figure:
    count, told = await insights.members_count(), _TOLD[language]
    return Figure(
        **_named(FigureCode.MEMBERS, language),
        value=words.number(count, language),
        number=Decimal(count),
        detail="",
        behind=lambda first, after: insights.members_rows(first=first, after=after),
        tell=lambda row: told["joined"],
    )


async def _active(book: Rulebook, language: Language) -> Figure:
    count, told = await insights.active_count(book), _TOLD[language]
    everybody = await insights.members_count()
    return Figure(
        **_named(FigureCode.ACTIVE_THIS_WEEK, language),
        value=words.number(count, language),
        number=Decimal(count),
        detail=told["of_members"].format(all=words.number(everybody, language)),
        behind=lambda first, after: insights.active_rows(book, first=first, after=after),
        tell=lambda row: words.counted(row.number, told["times_one"], told["times"], language),
    )


async def _outstanding(book: Rulebook, language: Language) -> Figure:
    """Of the programme's first currency that can be spent."""
    told = _TOLD[language]
    found = (await insights.outstanding(book))[:1]
    if not found:
        return Figure(
            **_named(FigureCode.OUTSTANDING, language), value=told["none"], number=None, detail="",
            behind=lambda first, after: insights.outstanding_rows(book, "", first=first, after=after),
            tell=lambda row: "",
        )  # fmt: skip
    (one,) = found
    currency = book.currencies[one.currency]
    shown = words.points(one.points, currency, language)
    people = words.counted(one.members, told["one"], told["many"], language)
    if one.worth is None or one.best is None:
        value, number = shown, None
        detail = told["no_rate"].format(points=shown, members=people)
    else:
        whole = one.worth // 10**book.money_decimals * 10**book.money_decimals
        value = words.sum_of_money(whole, book.money_decimals, book.money, language)
        number = Decimal(money.from_minor(one.worth, book.money_decimals))
        each = Fraction(one.best.face * 10**currency.decimals, one.best.points)
        detail = told["rate"].format(
            points=shown, members=people, worth=words.sum_of_money(
                round(each), book.money_decimals, book.money, language
            ),
            reward=said(one.best.texts, language, "name"),
        )  # fmt: skip
    return Figure(
        **_named(FigureCode.OUTSTANDING, language),
        value=value,
        number=number,
        detail=detail,
        behind=lambda first, after: insights.outstanding_rows(book, one.currency, first=first, after=after),
        tell=lambda row: words.points(row.number, currency, language),
    )


async def _second(book: Rulebook, language: Language) -> Figure:
    told, found = _TOLD[language], await insights.returning(book)
    share = found.returned * 1_000_000 // found.buyers if found.buyers else None
    counts = {"n": words.number(found.returned, language), "all": words.number(found.buyers, language)}

    def tell(row: MemberRow) -> str:
        if row.until is None or row.at is None:
            return told["not_again"]
        days = (row.until - row.at) // clock.DAY
        return told["again"].format(days=words.counted(days, told["day"], told["days"], language))

    return Figure(
        **_named(FigureCode.SECOND_PURCHASES, language),
        value=words.share(share, language) if share is not None else told["none"],
        number=Decimal(share) / 10_000 if share is not None else None,
        detail=told["of"].format(**counts) if share is not None else told["nobody"],
        behind=lambda first, after: insights.returning_rows(book, first=first, after=after),
        tell=tell,
    )


def _named(code: FigureCode, language: Language) -> dict[str, Any]:
    key = str(code.value)
    return {"code": code, "name": _NAMES[language][key], "definition": _DEFINITIONS[language][key]}
