"""Levels: by which paths each is reached, for how long it is held, what it brings, and what it can be used for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.programme import words
from server.programme.rulebook import Ladder, Language, Path, Period, Perk, Tier

from .sections import Table
from .telling import Telling

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "counts": "Nivåer räknas över {window}. Det som räknas är det du har tjänat in; att lösa in sänker ingen nivå.",
        "counts_one": "Nivåer räknas i {many} över {window}. Att lösa in poäng sänker ingen nivå.",
        "from": "{name} från {what}", "reach": "{name} nås med {paths}", "inside": "{needs} inom {window}",
        "inside_period": "{needs} under {window}",
        "everybody": "{name} är alla från början", "given": "{name} får du på inbjudan eller som gåva",
        "perks": "{start}: {perks}.", "plain": "{start}.",
        "for_good": "{name} är din för alltid efter {paths}.", "or_after": ", eller efter ",
        "years": "{years} på nivån eller högre",
        "in_a_row": "{years} i rad på nivån eller högre", "given_years": "Nivåer som du har fått räknas inte som år.",
        "lands": "När {name} tar slut har du {lands} en period till.",
        "validity": "En nivå gäller från att du når den {until}.",
        "to_end": "tills {period} är slut", "next": "hela nästa {one}", "next_many": "{periods} till",
        "grace": "{months} till", "rolling": "så länge du har det som krävs inom {window}",
        "rolling_keeps": "i {months} från att du senast hade det som krävs",
        "forever": "En nivå som du har nått är din.", "again": "Når du den igen gäller den längre.",
        "perk": "{name}: {text} {uses} {levels}.", "perk_gives": "Den används genom att ge en annan medlem {level}, "
        "och den som får den tackar ja.",
        "uses": "Högst {times} {per}", "on": "på {levels}",
        "title": "Nivåer", "head_level": "Nivå", "head_reach": "Så når du den", "head_perks": "Det ger",
        "all": "Alla", "invited": "Inbjudan eller gåva", "nothing": "–",
    },
    "en": {
        "counts": "Levels count over {window}. What counts is what you earned; redeeming lowers no level.",
        "counts_one": "Levels count {many} over {window}. Redeeming points lowers no level.",
        "from": "{name} from {what}", "reach": "{name} is reached with {paths}", "inside": "{needs} within {window}",
        "inside_period": "{needs} in {window}",
        "everybody": "{name} is everybody's from the start", "given": "{name} is by invitation or as a gift",
        "perks": "{start}: {perks}.", "plain": "{start}.",
        "for_good": "{name} is yours for good after {paths}.", "or_after": ", or after ",
        "years": "{years} at the level or above",
        "in_a_row": "{years} in a row at the level or above", "given_years": "Levels that you were given count as no "
        "years.",
        "lands": "When {name} ends you have {lands} for one more period.",
        "validity": "A level holds from when you reach it {until}.",
        "to_end": "to the end of {period}", "next": "the whole next {one}", "next_many": "{periods} more",
        "grace": "{months} more", "rolling": "for as long as you have what it takes within {window}",
        "rolling_keeps": "for {months} from when you last had what it takes",
        "forever": "A level that you have reached is yours.", "again": "Reach it again and it holds longer.",
        "perk": "{name}: {text} {uses} {levels}.", "perk_gives": "It is used by giving another member {level}, who "
        "accepts it.",
        "uses": "At most {times} {per}", "on": "at {levels}",
        "title": "Levels", "head_level": "Level", "head_reach": "How you reach it", "head_perks": "It gives",
        "all": "Everybody", "invited": "By invitation or as a gift", "nothing": "–",
    },
}  # fmt: skip


def levels(telling: Telling) -> Iterator[str | Table]:
    ladder = telling.book.ladder
    if ladder is None:
        return
    yield _counted(telling, ladder)
    yield _table(telling, ladder)
    if len(ladder.tiers) > 1:
        yield validity(telling, ladder)
    for tier in ladder.tiers:
        yield from _lasting(telling, tier)
    if any(path.years for tier in ladder.tiers for path in tier.lifetime):
        yield _WORDS[telling.language]["given_years"]
    for perk in telling.book.perks.values():
        yield _perk(telling, perk)


def validity(telling: Telling, ladder: Ladder) -> str:
    """“En nivå gäller från att du når den tills kalenderåret är slut, hela nästa år och 3 månader till.”"""
    said, language = _WORDS[telling.language], telling.language
    window, keeps = ladder.window, ladder.validity
    if not isinstance(window, Period):
        until = (said["rolling_keeps"].format(months=telling.so_many(keeps.months, "month")) if keeps.months
                 else said["rolling"].format(window=words.within(window, language)))
        return said["validity"].format(until=until)
    parts = [said["to_end"].format(period=words.the_period(window, language))]
    unit = words.unit_of(window)
    if keeps.periods == 1:
        parts.append(said["next"].format(one=words.so_many(1, unit, language).partition(words.HARD_SPACE)[2]))
    elif keeps.periods:
        parts.append(said["next_many"].format(periods=telling.so_many(keeps.periods, unit)))
    if keeps.months:
        parts.append(said["grace"].format(months=telling.so_many(keeps.months, "month")))
    if window.calendar == "lifetime" and not window.months:
        return said["forever"]
    return f"{said['validity'].format(until=telling.joined(parts))} {said['again']}"


def path(telling: Telling, way: Path, ladder: Ladder) -> str:
    """“45 000 nivåpoäng”, “100 nätter och 23 000 kr”, “8 nätter inom 3 månader”."""
    said, language = _WORDS[telling.language], telling.language
    parts = [telling.points(least, unit) for unit, least in way.needs.items()]
    if way.years:
        key = "in_a_row" if way.in_a_row else "years"
        parts.append(said[key].format(years=telling.so_many(way.years, "year")))
    needs = telling.joined(parts)
    if way.within == ladder.window or not way.needs or way.within == Period():
        return needs
    if isinstance(way.within, Period):
        return said["inside_period"].format(needs=needs, window=words.within(way.within, language))
    unit = "day" if way.within.days else "month"
    return said["inside"].format(needs=needs, window=telling.so_many(way.within.days or way.within.months, unit))


def _counted(telling: Telling, ladder: Ladder) -> str:
    said = _WORDS[telling.language]
    units = {unit for tier in ladder.tiers for way in tier.reach for unit in way.needs}
    window = words.within(ladder.window, telling.language)
    if len(units) == 1:
        return said["counts_one"].format(many=telling.many(units.pop()), window=window)
    return said["counts"].format(window=window)


def _table(telling: Telling, ladder: Ladder) -> Table:
    said = _WORDS[telling.language]
    rows, sentences = [], []
    for place, tier in enumerate(ladder.tiers):
        name, perks = telling.text(tier.texts), _perks(telling, tier)
        reach = _ways(telling, tier, ladder)
        if tier.given_only or (place and not tier.reach):
            start, cell = said["given"].format(name=name), said["invited"]
        elif not place and not tier.threshold:
            start, cell = said["everybody"].format(name=name), said["all"]
        elif len(tier.reach) == 1 and len(tier.reach[0].needs) == 1:
            start, cell = said["from"].format(name=name, what=reach), reach
        else:
            start, cell = said["reach"].format(name=name, paths=reach), reach
        told = said["perks" if perks else "plain"].format(start=start, perks=", ".join(map(words.inside, perks)))
        sentences.append(told)
        rows.append((name, words.capital(cell), "\n".join(perks) or said["nothing"]))
    having = any(_perks(telling, tier) for tier in ladder.tiers)
    heads = (said["head_level"], said["head_reach"], said["head_perks"])
    width = 3 if having else 2
    return Table(said["title"], heads[:width], tuple(row[:width] for row in rows), tuple(sentences))


def _ways(telling: Telling, tier: Tier, ladder: Ladder) -> str:
    """Its paths, any of which will do: told apart where one of them asks for several things."""
    ways = [path(telling, way, ladder) for way in tier.reach]
    several = any(len(way.needs) + bool(way.years) > 1 for way in tier.reach)
    return words.either(ways, telling.language) if several else telling.joined(ways, "or")


def _perks(telling: Telling, tier: Tier) -> list[str]:
    return [str(perk) for perk in tier.texts[telling.language].get("perks", ())]


def _lasting(telling: Telling, tier: Tier) -> Iterator[str]:
    said, name = _WORDS[telling.language], telling.text(tier.texts)
    ladder = telling.book.ladder
    if tier.lifetime and ladder is not None:
        ways = said["or_after"].join(path(telling, way, ladder) for way in tier.lifetime)
        yield said["for_good"].format(name=name, paths=ways)
    if tier.lands_on is not None:
        yield said["lands"].format(name=name, lands=telling.tier(tier.lands_on))


def _perk(telling: Telling, perk: Perk) -> str:
    said = _WORDS[telling.language]
    uses = said["uses"].format(
        times=telling.so_many(perk.uses, "time"), per=words.per_period(perk.period, telling.language)
    )
    told = said["perk"].format(
        name=telling.text(perk.texts), text=words.sentence(telling.text(perk.texts, "text")), uses=uses,
        levels=said["on"].format(levels=telling.levels(perk.tiers)),
    )  # fmt: skip
    if perk.gives_tier is None:
        return told
    return f"{told} {said['perk_gives'].format(level=telling.levels([perk.gives_tier]))}"
