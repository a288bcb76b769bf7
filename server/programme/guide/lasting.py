"""How long points last, when they are a member's, and how they may be passed on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.programme import words
from server.programme.rulebook import Currency, Expiry, Language

from .telling import Telling
from .together import together

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "forever": "{name} går inte ut.",
        "months": "{name} gäller i {months}{since}.",
        "months_end": "{name} gäller i {months}{since}, och sedan tills {period} är slut.",
        "at_end": "{name} gäller tills {period} som {came} är slut.",
        "since": " från dagen du fick dem", "came": "du fick dem i",
        "since_waiting": ", räknat från den dag de blev dina", "came_waiting": "de blev dina i",
        "counts_end": "{name} börjar om från noll när {period} är slut. Det du har nått ändras inte av det.",
        "idle": "{name} går ut när det har gått {months} sedan din senaste aktivitet.",
        "idle_kinds": "{name} går ut när det har gått {months} utan {kinds}.",
        "idle_too": "Har det gått {months} sedan din senaste aktivitet går de ut redan då.",
        "idle_kinds_too": "Har det gått {months} utan {kinds} går de ut redan då.",
        "never": "{levels} går {many} inte ut. Lämnar du nivån börjar tiden om från den dagen.",
        "freeze": "Är du borta ett tag kan du frysa dina {many}, i högst {months} om året. Då gäller alla som du har "
        "så mycket längre.",
        "on": "På {levels}", "end": "Sista dagen gäller de hela dagen, till midnatt.",
        "first": "De som går ut först används först.",
        "waits": "{name} som du får väntar i {days} innan de är dina. Ändras köpet under tiden tas de därifrån.",
        "transfer": "Du kan ge {many} till en annan medlem, minst {least} åt gången{most}. De behåller sin sista dag.",
        "most": " och högst {points} om året",
    },
    "en": {
        "forever": "{name} do not expire.",
        "months": "{name} last for {months}{since}.",
        "months_end": "{name} last for {months}{since}, and then to the end of {period}.",
        "at_end": "{name} last to the end of {period} in which {came}.",
        "since": " from the day you got them", "came": "you got them",
        "since_waiting": ", counted from the day they became yours", "came_waiting": "they became yours",
        "counts_end": "{name} begin again from nothing at the end of {period}. What you have reached stays as it is.",
        "idle": "{name} expire {months} after the last thing you did.",
        "idle_kinds": "{name} expire after {months} with no {kinds}.",
        "idle_too": "They expire sooner if {months} have passed since the last thing you did.",
        "idle_kinds_too": "They expire sooner after {months} with no {kinds}.",
        "never": "{levels} {many} do not expire. If you leave the level, time begins afresh from that day.",
        "freeze": "If you are away for a while you can freeze your {many}, for at most {months} a year. All that you "
        "have then last so much longer.",
        "on": "At {levels}", "end": "On the last day they are good all day, until midnight.",
        "first": "Those that expire first are used first.",
        "waits": "{name} that you get wait for {days} before they are yours. If the purchase changes meanwhile, they "
        "are taken from there.",
        "transfer": "You can give {many} to another member, at least {least} at a time{most}. They keep their "
        "last day.",
        "most": " and at most {points} a year",
    },
}  # fmt: skip


def lasting(telling: Telling) -> Iterator[str]:
    said = _WORDS[telling.language]
    shown = [currency for currency in telling.book.currencies.values() if not currency.counter]
    for currency in shown:
        if currency.expires is not None or currency.redeemable:
            yield from of_currency(telling, currency)
    if any(currency.expires is not None for currency in shown):
        yield said["end"]
    if any(currency.redeemable and currency.expires is not None for currency in shown):
        yield said["first"]
    for currency in shown:
        yield from _moving(telling, currency)


def of_currency(telling: Telling, currency: Currency) -> Iterator[str]:
    """“Poäng gäller i 36 månader, och sedan tills månaden är slut. På nivån Guld går poäng inte ut.”"""
    said, expires = _WORDS[telling.language], currency.expires
    name = telling.text(currency.texts)
    if expires is None:
        yield said["forever"].format(name=name)
        return
    yield from _expires(telling, currency, expires)
    if expires.never_for:
        levels = said["on"].format(levels=telling.levels(expires.never_for))
        yield said["never"].format(levels=levels, many=telling.many(currency.code))
    if expires.freeze_months:
        months = telling.so_many(expires.freeze_months, "month")
        yield said["freeze"].format(many=telling.many(currency.code), months=months)


def _expires(telling: Telling, currency: Currency, expires: Expiry) -> Iterator[str]:
    """By age or with a period, and by idleness: whichever comes first, so both are told where there are both."""
    said, waiting = _WORDS[telling.language], "_waiting" if _waits(telling, currency) else ""
    period = words.the_period(expires.at_end_of, telling.language) if expires.at_end_of is not None else ""
    named = {
        "name": telling.text(currency.texts), "period": period,
        "since": said[f"since{waiting}"], "came": said[f"came{waiting}"],
    }  # fmt: skip
    if expires.months is not None:
        months = telling.so_many(expires.months, "month")
        yield said["months_end" if period else "months"].format(months=months, **named)
    elif period:
        yield said["at_end" if currency.redeemable else "counts_end"].format(**named)
    if expires.idle_months is not None:
        key = "idle_kinds" if expires.kept_by else "idle"
        too = "_too" if expires.months is not None or period else ""
        months, kinds = telling.so_many(expires.idle_months, "month"), telling.kinds(expires.kept_by)
        yield said[f"{key}{too}"].format(months=months, kinds=kinds, **named)


def _waits(telling: Telling, currency: Currency) -> bool:
    """Whether its points, or those of some rule, wait before they are the member's: their age begins then."""
    rules = (rule for rules in telling.book.earning.values() for rule in rules)
    return bool(currency.pending_days) or any(rule.currency == currency.code and rule.pending_days for rule in rules)


def _moving(telling: Telling, currency: Currency) -> Iterator[str]:
    said = _WORDS[telling.language]
    if currency.pending_days:
        days = telling.so_many(currency.pending_days, "day")
        yield said["waits"].format(name=telling.text(currency.texts), days=days)
    if currency.transfer is not None:
        yearly = currency.transfer.most_a_year
        most = said["most"].format(points=telling.points(yearly, currency.code)) if yearly is not None else ""
        least = telling.points(currency.transfer.least, currency.code)
        yield said["transfer"].format(many=telling.many(currency.code), least=least, most=most)
    yield from together(telling, currency)
