"""What each activity gives: rates, tables of rates, fixed points, gifts; for what, and for what not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from server.programme import words
from server.programme.explainer import spending
from server.programme.rulebook import Cap, EarningRule, FactSpec, Language, RateRow, Rulebook

from . import asking
from .sections import Table
from .telling import Telling, fact_of

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "get": "Du får {what}", "counts": "Varje {one} räknas", "when": "Det gäller {phrase}.",
        "fixed": "{points} varje gång", "first": "{points} första gången", "once": "{points}, en gång {per}",
        "per_one": "{points} per {one}",
        "per": "{points} för varje {quantity}", "by_name": "{points} gånger {name}",
        "row": "{rate} {phrase}", "else": "{rate} annars", "nothing_else": "Annat ger inget.",
        "only": "Det gäller bara {phrases}.", "not": "{things} räknas inte.", "except": "Det gäller alltid, {phrases}.",
        "lines": "Varje vara på kvittot räknas för sig.", "draw": "Det lottas: chansen är {share} varje gång.",
        "waits": "De väntar i {days} innan de är dina.", "head_for": "För vad", "head_rate": "Du får",
        "any": "Allt annat", "all": "Allt",
        "rounding": "{how} till {unit}, en gång för varje händelse.", "numbers": "hela tal",
        "nearest": "Det avrundas till {unit}, uppåt eller nedåt till det närmaste, en gång för varje händelse.",
        "whole": "hela {many}", "decimals": "{n} decimaler", "decimal": "en decimal", "mixed": "{how}: {names}.",
        "down": "Det avrundas nedåt", "up": "Det avrundas uppåt", "half_up": "Det avrundas till det närmaste",
        "half_even": "Det avrundas till det närmaste", "counter": "{name}: {what}.",
        "share": "{share} av det du handlar för går till föreningen du valt, i {many}",
        "others": "{what} går till föreningen du valt",
        "several": "Du kan välja upp till {most}, och de delar lika.",
        "otherwise": "Har du inte valt någon går det till {charity}.",
        "nobody": "Har du inte valt någon ger det inget.",
        "counts_each": "varje {kind} räknas", "counts_of": "antalet vid varje {kind} läggs ihop",
    },
    "en": {
        "get": "You get {what}", "counts": "Every {one} counts", "when": "It holds {phrase}.",
        "fixed": "{points} each time", "first": "{points} the first time", "once": "{points}, once {per}",
        "per_one": "{points} per {one}",
        "per": "{points} for every {quantity}", "by_name": "{points} times {name}",
        "row": "{rate} {phrase}", "else": "{rate} otherwise", "nothing_else": "Anything else gives nothing.",
        "only": "It holds only {phrases}.", "not": "You get nothing for {things}.",
        "except": "It always holds, {phrases}.",
        "lines": "Each item on the receipt counts by itself.", "draw": "It is drawn: the chance is {share} each time.",
        "waits": "They wait for {days} before they are yours.", "head_for": "For what", "head_rate": "You get",
        "any": "Anything else", "all": "Everything",
        "rounding": "{how} to {unit}, once for each thing that happens.", "numbers": "whole numbers",
        "nearest": "It is rounded to {unit}, up or down to the nearest, once for each thing that happens.",
        "whole": "whole {many}", "decimals": "{n} decimals", "decimal": "one decimal", "mixed": "{how}: {names}.",
        "down": "It is rounded down", "up": "It is rounded up", "half_up": "It is rounded to the nearest",
        "half_even": "It is rounded to the nearest", "counter": "{name}: {what}.",
        "share": "{share} of what you spend goes to the club you chose, in {many}",
        "others": "{what} go to the club you chose",
        "several": "You can choose up to {most}, and they share alike.",
        "otherwise": "If you have chosen none it goes to {charity}.",
        "nobody": "If you have chosen none it gives nothing.",
        "counts_each": "each {kind} counts", "counts_of": "the number at each {kind} is added up",
    },
}  # fmt: skip


def rules_of(book: Rulebook) -> Iterator[EarningRule]:
    """The rules that give something that members see, in the order of the file within a kind."""
    for rules in book.earning.values():
        yield from (rule for rule in rules if not is_counting(rule, book))


def is_counting(rule: EarningRule, book: Rulebook) -> bool:
    """Whether it only moves a counter."""
    currency = book.currencies.get(rule.currency)
    return currency is not None and currency.counter


def earning(telling: Telling) -> Iterator[str | Table]:
    rules = list(rules_of(telling.book))
    for rule in rules:
        name = telling.text(rule.texts)
        told = f"{name}: {' '.join(of_rule(telling, rule))}"
        table = _rates(telling, rule, told)
        yield table if table is not None else told
    yield from _rounding(telling, [rule for rule in rules if rule.of is not None])


def of_rule(telling: Telling, rule: EarningRule) -> Iterator[str]:
    """What a rule gives, when, and what does not count: a sentence each."""
    said, kind = _WORDS[telling.language], telling.book.kinds[rule.kind]
    phrase = asking.condition(telling, kind, rule.condition.source, None) if rule.condition is not None else ""
    gives = _gives(telling, rule)
    if phrase is None or not gives:  # The condition says more than can be said simply: the rule's own words do.
        yield words.sentence(telling.text(rule.texts, "why"))
    else:
        plain = not rule.rates and not rule.gives and "," not in phrase
        mirrored = _mirrored(telling, rule)
        told = said["counts"].format(one=mirrored) if mirrored else said["get"].format(what=gives)
        if rule.to_beneficiary:
            told = _for_others(telling, rule, gives)
        yield words.sentence(f"{told} {phrase}".strip() if plain else told)
        if rule.rates and not _is_open(rule.rates[-1]) and not _covers(telling, rule):
            yield said["nothing_else"]
        if phrase and not plain:
            yield said["when"].format(phrase=phrase)
    if rule.to_beneficiary:
        yield from _to_whom(telling, rule)
    if phrase is None and rule.gives:
        yield words.sentence(said["get"].format(what=telling.gifts(rule.gives)))
    yield from _terms(telling, rule)


def counting(telling: Telling) -> Iterator[str]:
    """What counters count: they are no points, and levels and gifts may ask for them."""
    said = _WORDS[telling.language]
    book = telling.book
    for code, currency in book.currencies.items():
        rules = [rule for rules in book.earning.values() for rule in rules if rule.currency == code]
        if not currency.counter or not rules:
            continue
        whats = []
        for rule in rules:
            kind, spec = telling.kinds([rule.kind]), fact_of(book.kinds[rule.kind], rule.of or "", rule.lines)
            phrases = asking.values(telling, book.kinds[rule.kind], rule.only, rule.lines)
            if rule.condition is not None:
                simple = asking.condition(telling, book.kinds[rule.kind], rule.condition.source)
                phrases += [simple] if simple else []
            base = (said["counts_each"].format(kind=kind) if spec is None
                    else said["counts_of"].format(kind=kind))
            whats.append(" ".join([base, *phrases]))
        yield said["counter"].format(name=telling.text(currency.texts), what=telling.joined(whats))


def rate(telling: Telling, value: Decimal, code: str, spec: FactSpec | None) -> str:
    """“1 poäng per krona”, “1 poäng för varje 10 kr”, “15 poäng gånger antal plagg”."""
    said = _WORDS[telling.language]
    each = _one_for(value)
    if spec is not None and each is not None:
        quantity = telling.quantity(spec, each)
        return said["per"].format(points=telling.amount(Decimal(1), code), quantity=quantity)
    one, _ = telling.unit(spec) if spec is not None else ("", "")
    if spec is None or not one:
        name = telling.fact(spec) if spec is not None else ""
        return said["by_name"].format(points=telling.amount(value, code), name=name)
    return said["per_one"].format(points=telling.amount(value, code), one=one)


def rows_in_words(telling: Telling, rule: EarningRule, rows: tuple[RateRow, ...]) -> list[tuple[str, RateRow]]:
    """Each row's phrase, empty for one that always holds."""
    kind = telling.book.kinds[rule.kind]
    return [(" ".join(asking.values(telling, kind, row.where, rule.lines)), row) for row in rows]


def row_head(telling: Telling, row: RateRow, phrase: str) -> str:
    """A row's phrase without the word that joins it to a verb: “för standard” is “Standard” at its row's head, “på
    nivån Guld” is “Guld”."""
    if set(row.where) == {"tier"}:
        return telling.level_names(str(tier) for tier in row.where["tier"])
    first, _, rest = phrase.partition(" ")
    return words.capital(rest if first in ("för", "for") and rest else phrase)


def _gives(telling: Telling, rule: EarningRule) -> str:
    spec = fact_of(telling.book.kinds[rule.kind], rule.of or "", rule.lines)
    parts = []
    if rule.rates:
        parts.append(_rows(telling, rule, spec))
    elif rule.rate is not None:
        parts.append(rate(telling, rule.rate, rule.currency, spec))
    elif rule.fixed:
        parts.append(_so_often(telling, rule, telling.points(rule.fixed, rule.currency)))
    elif rule.gives:
        return _so_often(telling, rule, telling.gifts(rule.gives))
    return telling.joined([*parts, *(telling.gift(gift) for gift in rule.gives)])


def _for_others(telling: Telling, rule: EarningRule, gives: str) -> str:
    """“3 % av det du handlar för går till föreningen du valt, i poäng”."""
    said = _WORDS[telling.language]
    spec = fact_of(telling.book.kinds[rule.kind], rule.of or "", rule.lines)
    if rule.rate is not None and rule.rate < 1 and spec is not None and spec.type == "money":
        return said["share"].format(share=telling.percent(rule.rate * 100), many=telling.many(rule.currency))
    return said["others"].format(what=gives)


def _to_whom(telling: Telling, rule: EarningRule) -> Iterator[str]:
    said, book = _WORDS[telling.language], telling.book
    if book.beneficiaries > 1:
        yield said["several"].format(most=telling.number(book.beneficiaries))
    if rule.otherwise is None:
        yield said["nobody"]
    else:
        yield said["otherwise"].format(charity=spending.charity_name(book, rule.otherwise, telling.language))


def _so_often(telling: Telling, rule: EarningRule, what: str) -> str:
    """“10 poäng varje gång”, or once a day, or the first time, where a cap says so."""
    said = _WORDS[telling.language]
    for cap in rule.own_caps:
        if cap.each == {"member"} and (cap.times == 1 or cap.points == rule.fixed) and not is_shared(cap):
            per = words.per(cap.period, telling.language)
            return said["first" if cap.period == "lifetime" else "once"].format(points=what, per=per)
    return said["fixed"].format(points=what)


def is_shared(cap: Cap) -> bool:
    return cap.code.startswith("cap:")


def _mirrored(telling: Telling, rule: EarningRule) -> str:
    """What a rule only hands on: a night counts as a night. Empty where it does more than that."""
    spec = fact_of(telling.book.kinds[rule.kind], rule.of or "", rule.lines)
    if spec is None or rule.rate != 1 or rule.gives:
        return ""
    one = telling.text(telling.currency(rule.currency).texts, "one")
    return one if one == telling.unit(spec)[0] else ""


def _rows(telling: Telling, rule: EarningRule, spec: FactSpec | None) -> str:
    """“10 poäng per dollar för standard, 5 för lägenheter och 1 annars”."""
    said = _WORDS[telling.language]
    parts = []
    rows = _told_apart(rule.rates)
    for place, (phrase, row) in enumerate(rows_in_words(telling, rule, rows)):
        shown = (rate(telling, row.rate, rule.currency, spec) if place == 0
                 else telling.number(words.plain(row.rate)))
        whole = len(rows) == 1 or place == 0
        parts.append(said["row"].format(rate=shown, phrase=phrase) if phrase
                     else shown if whole else said["else"].format(rate=shown))
    return telling.joined(parts)


def _terms(telling: Telling, rule: EarningRule) -> Iterator[str]:
    said, kind = _WORDS[telling.language], telling.book.kinds[rule.kind]
    if rule.only:
        yield said["only"].format(phrases=telling.joined(asking.values(telling, kind, rule.only, rule.lines)))
    things, phrases = asking.excluded(telling, kind, rule.unless, rule.lines)
    if things:
        yield words.sentence(said["not"].format(things=telling.joined(things)))
    if phrases:
        yield said["except"].format(phrases=telling.joined(phrases))
    if rule.lines is not None:
        yield said["lines"]
    if rule.chance is not None:
        yield said["draw"].format(share=telling.percent(rule.chance * 100))
    if rule.pending_days:
        yield said["waits"].format(days=telling.so_many(rule.pending_days, "day"))


def _rates(telling: Telling, rule: EarningRule, told: str) -> Table | None:
    """A table of rates beside its sentences, where there are several."""
    shown = _told_apart(rule.rates)
    if len(shown) < 2 or rule.condition is not None or rule.gives:
        return None
    said = _WORDS[telling.language]
    spec = fact_of(telling.book.kinds[rule.kind], rule.of or "", rule.lines)
    rows = tuple(
        (row_head(telling, row, phrase) or said["any"], rate(telling, row.rate, rule.currency, spec))
        for phrase, row in rows_in_words(telling, rule, shown)
    )
    return Table(telling.text(rule.texts), (said["head_for"], said["head_rate"]), rows, (told,),
                 tuple(_terms(telling, rule)))


def _rounding(telling: Telling, rules: list[EarningRule]) -> Iterator[str]:
    said = _WORDS[telling.language]
    ways = {said[rule.rounding] for rule in rules}
    if len(ways) == 1:
        key = "nearest" if rules[0].rounding.startswith("half") else "rounding"
        yield said[key].format(how=ways.pop(), unit=_whole(telling, {rule.currency for rule in rules}))
        return
    for way in sorted(ways):
        names = telling.joined([telling.text(rule.texts) for rule in rules if said[rule.rounding] == way])
        yield said["mixed"].format(how=way, names=names)


def _whole(telling: Telling, currencies: set[str]) -> str:
    """What is left after rounding: “hela poäng”, “2 decimaler”."""
    said = _WORDS[telling.language]
    decimals = {telling.currency(code).decimals for code in currencies}
    if len(currencies) == 1:
        code = next(iter(currencies))
        if not telling.currency(code).decimals:
            return said["whole"].format(many=telling.many(code))
    if decimals == {0}:
        return said["numbers"]
    return said["decimal"] if max(decimals) == 1 else said["decimals"].format(n=max(decimals))


def _told_apart(rows: tuple[RateRow, ...]) -> tuple[RateRow, ...]:
    """Without those just before the last, for all, that say the same as it."""
    if not rows or not _is_open(rows[-1]):
        return rows
    before = len(rows) - 1
    while before and rows[before - 1].rate == rows[-1].rate:
        before -= 1
    return (*rows[:before], rows[-1])


def _covers(telling: Telling, rule: EarningRule) -> bool:
    """Whether the rows name all that there is to choose from, one thing at a time."""
    kind, names = telling.book.kinds[rule.kind], {name for row in rule.rates for name in row.where}
    if len(names) != 1 or any(len(row.where) != 1 for row in rule.rates):
        return False
    spec = fact_of(kind, names.pop(), rule.lines)
    chosen = {value for row in rule.rates for values in row.where.values() for value in values}
    always = spec is not None and (spec.required or spec.default is not None)
    return spec is not None and spec.choices is not None and always and chosen >= set(spec.choices)


def _is_open(row: RateRow) -> bool:
    return not row.where


def _one_for(value: Decimal) -> Decimal | None:
    """How much one point takes, where that is a whole number above 1: 0.1 is one for every 10."""
    if not 0 < value < 1:
        return None
    each = (1 / value).normalize()
    return each if each == each.to_integral_value() and each * value == 1 else None
