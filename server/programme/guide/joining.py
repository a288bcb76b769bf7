"""Who may be a member, from when the rules hold, and what happens where something was wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.programme import words
from server.programme.rulebook import Language

from .countries import country
from .telling import Telling

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "age": "Du ska ha fyllt {age} år.", "guardian": "Du ska ha fyllt {age} år, eller {young} om din vårdnadshavare "
        "säger ja.",
        "countries": "Programmet är för dig som bor i {countries}.",
        "since": "De här reglerna gäller från {day}. Det du fick före dess ändras inte av dem.",
        "notice": "Nya regler sägs till minst {days} innan de börjar gälla.",
        "undo": "Lämnar du tillbaka ett köp går det du fick för det tillbaka.",
        "owed": "Har du för lite kvar dras resten från det du får härnäst.",
        "unpaid": "Har du för lite kvar går också det tillbaka som du löste in men inte har använt. Det som ändå "
        "fattas dras från det du får härnäst.",
        "ungiven": "Presenter och annat som köpet gav går också tillbaka. En kod som du redan har använt behåller du, "
        "och nästa gång får du ingen ny.",
        "counted_anew": "{what} räknas om utan det.", "levels": "nivåer", "challenges": "utmaningar",
        "why": "Varje rad i historiken svarar på varför.",
        "hand": "Ledningen kan rätta ditt saldo för hand, och då läser du skälet. Mer än {points} tar två personer.",
    },
    "en": {
        "age": "You have to be {age}.", "guardian": "You have to be {age}, or {young} if your guardian agrees.",
        "countries": "The programme is for those who live in {countries}.",
        "since": "These rules hold from {day}. What you got before that is not changed by them.",
        "notice": "New rules are told at least {days} before they begin to hold.",
        "undo": "If you return a purchase, what you got for it goes back.",
        "owed": "If you have too little left, the rest is taken from what you get next.",
        "unpaid": "If you have too little left, what you redeemed and have not used goes back too. What is still "
        "missing is taken from what you get next.",
        "ungiven": "What else the purchase gave, such as presents, goes back too. A code that you have used you "
        "keep, and the next time brings no new one.",
        "counted_anew": "{what} are counted again without it.", "levels": "levels", "challenges": "challenges",
        "why": "Every line of your history answers why.",
        "hand": "The managers can correct your balance by hand, and then you read the reason. More than {points} takes "
        "two people.",
    },
}  # fmt: skip


def joining(telling: Telling) -> Iterator[str]:
    said, asked = _WORDS[telling.language], telling.book.eligibility
    if asked.age is not None and asked.with_guardian is not None:
        yield said["guardian"].format(age=asked.age, young=asked.with_guardian)
    elif asked.age is not None:
        yield said["age"].format(age=asked.age)
    if asked.countries:
        named = sorted(country(code, telling.language) for code in asked.countries)
        yield said["countries"].format(countries=telling.joined(named, "or"))


def changes(telling: Telling) -> Iterator[str]:
    book, said = telling.book, _WORDS[telling.language]
    if book.holds_from > book.begins_at:  # A first version has changed nothing.
        yield said["since"].format(day=telling.day(book.holds_from))
    if book.notice_days:
        yield said["notice"].format(days=telling.so_many(book.notice_days, "day"))
    yield " ".join(_undone(telling))
    yield said["why"]
    first = next((currency for currency in book.currencies.values() if currency.redeemable), None)
    if first is not None:
        yield said["hand"].format(points=telling.points(book.adjust_limit * 10**first.decimals, first.code))


def _undone(telling: Telling) -> Iterator[str]:
    """What a return takes with it; what milestones and closings gave is told beside them."""
    book, said = telling.book, _WORDS[telling.language]
    yield said["undo"]
    if any(reward.points and reward.charity is None for reward in book.rewards.values()):
        yield said["unpaid"]
    elif any(currency.redeemable for currency in book.currencies.values()):
        yield said["owed"]
    if any(gift.type != "points" for rules in book.earning.values() for rule in rules for gift in rule.gives):
        yield said["ungiven"]
    anew = [said["levels"]] if book.ladder is not None and len(book.ladder.tiers) > 1 else []
    anew += [said["challenges"]] if book.challenges else []
    if anew:
        yield words.sentence(said["counted_anew"].format(what=telling.joined(anew)))
