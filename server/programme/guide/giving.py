"""What comes by itself: at a sum that is reached, when a period closes, and on a day."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from server.programme import words
from server.programme.rulebook import Bracket, Closing, Language, Milestone, Occasion

from .sections import Table
from .telling import Telling

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "every_points": "Var {nth} {one} ger {gifts}", "every": "För varje {sum} får du {gifts}",
        "turn": "i tur och ordning {gifts}", "at": "vid {sum} får du {gifts}", "counted": "räknat över {window}",
        "for": "Det gäller {levels}.", "on": "på {levels}",
        "most": "Högst {times} {per}.", "most_ever": "Högst {times}.",
        "undone": "Går det du gjorde tillbaka, så att du hamnar under, går det som du fick också tillbaka. Har du "
        "redan använt det behåller du det, och nästa gång får du inget nytt.",
        "closing": "När {period} är slut räknas dina {many} ihop.",
        "between": "{low}–{high}", "above": "{low} eller mer",
        "in_a_row": "{sum} {n} i rad", "bracket": "{sum} ger {gifts}.", "nothing": "Annars ger det inget.",
        "head_sum": "Sammanlagt", "head_gifts": "Du får",
        "birthday": "På din födelsedag får du {gifts}",
        "anniversary": "Varje år på dagen då du blev medlem får du {gifts}",
        "date": "Den {day} får du {gifts}", "idle": "Har det gått {days} utan {kinds} får du {gifts}",
        "anything": "att något hänt på ditt kort", "good": "Det gäller i {days}", "good_row": "{days} {levels}",
        "good_else": "{days} annars", "included": "dagen själv inräknad",
        "one_day": "Det gäller bara den dagen.",
        "holdout": "{share} av medlemmarna, lottade, får det inte, så att vi kan se om det gör någon nytta.",
        "late": "Det som registreras i efterhand räknas också, men bara till din fördel.",
        "closed_undone": "Går det du gjorde tillbaka räknas perioden om, och det som du fick för mycket går också "
        "tillbaka. Har du redan använt det behåller du det, och nästa gång får du inget nytt.",
    },
    "en": {
        "every_points": "Every {sum} give {gifts}", "every": "For every {sum} you get {gifts}",
        "turn": "{gifts} in turn", "at": "at {sum} you get {gifts}", "counted": "counted over {window}",
        "for": "It holds {levels}.", "on": "at {levels}",
        "most": "At most {times} {per}.", "most_ever": "At most {times}.",
        "undone": "If what you did is returned, so that you fall below, what you were given goes back too. If you have "
        "used it you keep it, and the next time brings nothing new.",
        "closing": "When {period} ends your {many} are added up.",
        "between": "{low}–{high}", "above": "{low} or more",
        "in_a_row": "{sum} {n} in a row", "bracket": "{sum} gives {gifts}.", "nothing": "Otherwise it gives nothing.",
        "head_sum": "In all", "head_gifts": "You get",
        "birthday": "On your birthday you get {gifts}",
        "anniversary": "Every year, on the day you joined, you get {gifts}",
        "date": "On {day} you get {gifts}", "idle": "After {days} with no {kinds} you get {gifts}",
        "anything": "activity on your card", "good": "It is good for {days}", "good_row": "{days} {levels}",
        "good_else": "{days} otherwise", "included": "the day itself included",
        "one_day": "It is good on that day only.",
        "holdout": "{share} of the members, drawn by lot, do not get it, so that we can see whether it does any good.",
        "late": "What is recorded afterwards counts too, but only in your favour.",
        "closed_undone": "If what you did is returned, the period is counted again, and what you were given too much "
        "goes back too. If you have used it you keep it, and the next time brings nothing new.",
    },
}  # fmt: skip


def giving(telling: Telling) -> Iterator[str | Table]:
    book, said = telling.book, _WORDS[telling.language]
    for milestone in book.milestones.values():
        yield f"{telling.text(milestone.texts)}: {' '.join(of_milestone(telling, milestone))}"
    if book.milestones:
        yield said["undone"]
    for closing in book.closings.values():
        yield _of_closing(telling, closing)
    if book.closings:
        yield said["late"]
        yield said["closed_undone"]
    for occasion in book.occasions.values():
        yield f"{telling.text(occasion.texts)}: {' '.join(of_occasion(telling, occasion))}"


def of_milestone(telling: Telling, milestone: Milestone) -> Iterator[str]:
    """“Var 10 000:e poäng ger i tur och ordning 35 % och 50 %.”"""
    said, language = _WORDS[telling.language], telling.language
    if milestone.every is not None:
        gifts = telling.gifts(milestone.gives)
        if len(milestone.gives) > 1:
            gifts = said["turn"].format(gifts=gifts)
        told = _each(telling, milestone.unit, milestone.every, gifts)
    else:
        told = telling.joined([
            said["at"].format(sum=telling.points(least, milestone.unit), gifts=telling.gift(gift))
            for least, gift in zip(milestone.at, itertools.cycle(milestone.gives))
        ])  # fmt: skip
    if words.unit_of(milestone.within) != "lifetime":
        told = f"{told}, {said['counted'].format(window=words.within(milestone.within, language))}"
    yield words.sentence(told)
    if milestone.tiers:
        yield said["for"].format(levels=said["on"].format(levels=telling.levels(milestone.tiers)))
    if milestone.times is not None:
        times, per = telling.so_many(milestone.times, "time"), words.per_period(milestone.within, language)
        ever = words.unit_of(milestone.within) == "lifetime"
        yield said["most_ever" if ever else "most"].format(times=times, per=per)


def of_bracket(telling: Telling, closing: Closing, bracket: Bracket) -> str:
    """The sums that it holds: “2 000–3 999 poäng”, “8 000 poäng eller mer”, “… två månader i rad”."""
    said, unit = _WORDS[telling.language], closing.unit
    if bracket.below is None:
        shown = said["above"].format(low=telling.points(bracket.least, unit))
    else:
        low, high = telling.bare(bracket.least, unit), telling.points(bracket.below - 1, unit)
        shown = said["between"].format(low=low, high=high)
    if bracket.in_a_row > 1:
        periods = telling.so_many(bracket.in_a_row, words.unit_of(closing.period))
        shown = said["in_a_row"].format(sum=shown, n=periods)
    return shown


def of_occasion(telling: Telling, occasion: Occasion) -> Iterator[str]:
    said = _WORDS[telling.language]
    named = {
        "gifts": telling.gifts(occasion.gives),
        "days": telling.so_many(occasion.idle_days, "day"),
        "kinds": telling.kinds(occasion.kinds) if occasion.kinds else said["anything"],
        "day": words.day_of_year(occasion.month, occasion.day, telling.language) if occasion.on == "date" else "",
    }
    yield words.sentence(said[occasion.on].format(**named))
    if occasion.tiers:
        yield said["for"].format(levels=said["on"].format(levels=telling.levels(occasion.tiers)))
    if any(gift.type == "reward" for gift in occasion.gives):
        yield from _good(telling, occasion)
    if occasion.holdout:
        yield said["holdout"].format(share=telling.percent(occasion.holdout * 100))


def _each(telling: Telling, unit: str, every: int, gifts: str) -> str:
    said, currency = _WORDS[telling.language], telling.currency(unit)
    scale = 10**currency.decimals
    one = telling.text(currency.texts, "one")
    if not currency.counter and every % scale == 0 and every > scale and _is_common(one):
        nth = words.ordinal(every // scale, telling.language)
        return said["every_points"].format(nth=nth, one=one, sum=telling.points(every, unit), gifts=gifts)
    return said["every"].format(sum=telling.points(every, unit), gifts=gifts)


def _is_common(one: str) -> bool:
    """Whether Swedish counts it with “var” for sure, not “vart”: poäng, stjärna."""
    return one.lower().endswith(("poäng", "a", "point", "points")) or not one


def _of_closing(telling: Telling, closing: Closing) -> Table:
    said, language = _WORDS[telling.language], telling.language
    period = words.the_period(closing.period, language)
    start = said["closing"].format(period=period, many=telling.many(closing.unit))
    rows, sentences = [], [f"{telling.text(closing.texts)}: {start}"]
    for bracket in closing.brackets:
        sums, gifts = of_bracket(telling, closing, bracket), telling.gifts(bracket.gives)
        rows.append((sums, words.capital(gifts)))
        sentences.append(said["bracket"].format(sum=words.capital(sums), gifts=gifts))
    sentences.append(said["nothing"])
    heads = (said["head_sum"], said["head_gifts"])
    return Table(telling.text(closing.texts), heads, tuple(rows), tuple(sentences), (start, said["nothing"]))


def _good(telling: Telling, occasion: Occasion) -> Iterator[str]:
    """How long the voucher is good, by level where that differs."""
    said = _WORDS[telling.language]
    if not occasion.days:
        return
    if len(occasion.days) == 1 and occasion.days[0].days == 1 and not occasion.days[0].tiers:
        yield said["one_day"]
        return
    parts = []
    for row in occasion.days:
        days = telling.so_many(row.days, "day")
        if row.tiers:
            levels = said["on"].format(levels=telling.levels(row.tiers))
            parts.append(said["good_row"].format(days=days, levels=levels))
        else:
            parts.append(said["good_else"].format(days=days) if len(occasion.days) > 1 else days)
    yield words.sentence(f"{said['good'].format(days=telling.joined(parts))}, {said['included']}")
