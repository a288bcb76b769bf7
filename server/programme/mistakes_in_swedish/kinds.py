"""English inside a sentence: what a reader calls its table, types, nouns, caps, another sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .templates import Kind, words, words_or_codes

# By the noun of a section's entries: with its article, the plural, “none of it”.
NOUNS: Mapping[str, tuple[str, str, str]] = {
    "action": ("Vardagsvalet", "vardagsval", "inget vardagsval"),
    "badge": ("Märket", "märken", "inget märke"),
    "board": ("Topplistan", "topplistor", "ingen topplista"),
    "cap": ("Taket", "tak", "inget tak"),
    "challenge": ("Utmaningen", "utmaningar", "ingen utmaning"),
    "charity": ("Mottagaren", "mottagare", "ingen mottagare"),
    "closing": ("Avslutet", "avslut", "inget avslut"),
    "counter": ("Räknaren", "räknare", "ingen räknare"),
    "currency": ("Valutan", "valutor", "ingen valuta"),
    "currency or counter": ("Valutan eller räknaren", "valutor eller räknare", "ingen valuta eller räknare"),
    "earning rule": ("Intjäningsregeln", "intjäningsregler", "ingen intjäningsregel"),
    "kind": ("Aktiviteten", "aktiviteter", "ingen aktivitet"),
    "milestone": ("Milstolpen", "milstolpar", "ingen milstolpe"),
    "multiplier": ("Kampanjen", "kampanjer", "ingen kampanj"),
    "occasion": ("Tillfället", "tillfällen", "inget tillfälle"),
    "perk": ("Förmånen", "förmåner", "ingen förmån"),
    "redeemable currency": ("Valutan som kan lösas in", "valutor som kan lösas in", "ingen valuta att lösa in"),
    "reward": ("Belöningen", "belöningar", "ingen belöning"),
    "tier": ("Nivån", "nivåer", "ingen nivå"),
    "topic": ("Ämnet", "ämnen", "inget ämne"),
}
TYPES: Mapping[str, str] = {
    "a text": "en text", "a text in quotation marks": "en text inom citattecken", "a number": "ett tal",
    "a whole number": "ett heltal", "a number with decimals": "ett tal med decimaler", "a table": "en tabell",
    "a list": "en lista", "a date": "ett datum", "a time": "en tidpunkt", "a time of day": "ett klockslag",
    "true or false": "true eller false", "this": "det här", "null": "null", "a receipt's lines": "ett kvittos rader",
    'a sum such as "12.50"': 'en summa som "12.50"', 'a number such as "2.5"': 'ett tal som "2.5"',
    "a date such as 2026-03-01": "ett datum som 2026-03-01",
    "a text, a date or a whole number": "en text, ett datum eller ett heltal",
}
LIMITS: Mapping[str, str] = {"cap": "taket", "budget": "budgeten"}
CALENDARS: Mapping[str, str] = {
    "day": "om dagen", "week": "i veckan", "month": "i månaden", "quarter": "i kvartalet", "year": "om året",
    "lifetime": "någonsin",
}
SINGLE: Mapping[str, str] = {
    "The programme": "Programmet", "The ladder": "Avsnittet [ladder]", "The estimates": "Avsnittet [estimates]",
    "This rule": "Den här regeln",
}
TOML: Mapping[str, str] = {
    "a text has no closing quotation mark": "en text saknar citattecken på slutet",
    "a text holds an unprintable character": "en text har ett tecken som inte går att skriva",
    "a table stands twice": "en tabell står två gånger", "a key stands twice": "en nyckel står två gånger",
    "a list is not closed": "en lista är inte avslutad", "a table is not closed": "en tabell är inte avslutad",
    "a table's name is not closed": "en tabells namn är inte avslutat",
    "a key has no equals sign": "en nyckel saknar likhetstecken",
    "something follows a value on its line": "något står efter ett värde på samma rad",
    "a backslash in a text stands alone": "ett bakstreck i en text står ensamt",
    "a character's number is none": "ett teckens nummer finns inte",
    "there is no such day": "dagen finns inte", "a number has a comma": "ett tal har ett komma",
    "a table in { } is added to further down": "en tabell inom { } får mer längre ner",
    "a key begins with a character that it may not have": "en nyckel börjar med ett tecken som den inte får ha",
    "a value cannot be read": "ett värde går inte att läsa", "a line cannot be read": "en rad går inte att läsa",
}
FACTOR_UNITS: Mapping[str, str] = {
    "bag": "kasse", "item": "plagg", "kg": "kilo", "pack": "förpackning", "pair": "par",
    "passenger-km": "personkilometer", "vehicle-km": "fordonskilometer",
}
BOUNDARIES: Mapping[str, str] = {
    "use": "endast körning", "life_cycle": "hela livscykeln", "system": "systemets eget genomsnitt",
}
UNREADABLE: Mapping[str, str] = {
    "No such file or directory": "den finns inte", "Permission denied": "du får inte läsa den",
    "Is a directory": "det är en mapp",
}

_QUOTED = re.compile(r"“(.*)”", re.DOTALL)
_PARTS: Mapping[str, str] = {
    r"season (\d+)": r"säsong \1", r"row (\d+) of (\w+)": r"rad \1 i \2", r"gift (\d+)": r"gåva \1",
    r"the fact (“.*?”)": r"uppgiften \1", r"bracket (\d+)": r"intervall \1", r"step (\d+)": r"steg \1",
    r"way (\d+)": r"väg \1", r"days, row (\d+)": r"days, rad \1", r"(\w+)": r"\1",
}  # After a colon: where in an entry something stands. The last is a key.
_ANY_NOUN = "|".join(re.escape(noun) for noun in sorted(NOUNS, key=len, reverse=True))
_ENTRY = re.compile(
    rf"The (?P<named>{_ANY_NOUN}) (?P<code>“.*?”)|This (?P<unnamed>{_ANY_NOUN})|The section (?P<section>\[\w+\])"
    rf"|The rule (?P<rule>\d+)|(?P<single>{'|'.join(SINGLE)})", re.DOTALL,
)  # fmt: skip
_WITHIN = re.compile(f"(?:{'|'.join(_PARTS)})", re.DOTALL)


def place(text: str) -> str | None:
    """What a reader calls its table: “The tier “gold”: reach: way 2” is “Nivån ”gold”: reach: väg 2”."""
    for end in (*(found.start() for found in re.finditer(": ", text)), len(text)):
        entry = _ENTRY.fullmatch(text, 0, end)
        if entry is not None:
            parts = [_part(part) for part in _split(text[end + 2 :])]
            if None not in parts:
                return ": ".join([_entry(entry), *(part for part in parts if part is not None)])
    return None


def quoted(text: str) -> str:
    """“x” as Swedish quotes it: ”x”."""
    return _QUOTED.sub(r"”\1”", text)


def _entry(found: re.Match[str]) -> str:
    if found["named"]:
        return f"{NOUNS[found['named']][0]} {quoted(found['code'])}"
    if found["unnamed"]:
        noun, _, none = NOUNS[found["unnamed"]]
        return f"{'Det' if none.startswith('inget') else 'Den'} här {noun[:1].lower()}{noun[1:]}"
    if found["section"]:
        return f"Avsnittet {found['section']}"
    return f"Regel {found['rule']}" if found["rule"] else SINGLE[found["single"]]


def _split(text: str) -> list[str]:
    """At its colons, but for those inside quotation marks."""
    return re.split(r": (?![^“]*”)", text) if text else []


def _part(text: str) -> str | None:
    for pattern, said in _PARTS.items():
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return quoted(found.expand(said))
    return None


def _points(text: str) -> str | None:
    """“100 points”."""
    return f"{text.removesuffix(' points')} poäng" if text.endswith(" points") else None


def _cap(text: str) -> str | None:
    """“100 points per day”, “3 times per lifetime”."""
    most, _, calendar = text.rpartition(" per ")
    said = _points(most) or (f"{most.removesuffix(' times')} gånger" if most.endswith(" times") else None)
    return f"{said} {CALENDARS[calendar]}" if said is not None and calendar in CALENDARS else None


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


_BARE = re.sub(r"\?P<\w+>", "?:", _ENTRY.pattern)
_BARE_PART = re.sub(r"(?<!\\)\((?!\?)", "(?:", _WITHIN.pattern)
WHAT = Kind(f"(?:{_BARE})(?:: {_BARE_PART})*", place)
KINDS: Mapping[str, Kind] = {
    "what": WHAT,
    "no": words({noun: none for noun, (_, _, none) in NOUNS.items()}),
    "many": words({_plural(noun): many for noun, (_, many, _) in NOUNS.items()}),
    "counting": words({noun: NOUNS[noun][0] for noun in ("milestone", "closing")}),
    "a": words(TYPES),
    "things": words({"km": "km", "kg": "kg", "whole things": "hela saker"}),
    "sort": words({"an emission": "ett utsläpp", "a saving": "en besparing", "a share": "en andel"}),
    "factor_unit": words(FACTOR_UNITS),
    "boundary": words(BOUNDARIES),
    "tongue": words({"Swedish": "svensk", "English": "engelsk"}),
    "limit": words(LIMITS),
    "points": Kind(r"[\d.]+ points", _points),
    "cap": Kind(r"[\d.]+ (?:points|times) per \w+", _cap),
    "either": Kind(".*?", lambda text: text.replace(" or ", " eller ")),
    "side": words_or_codes({"the list": "listan", "the end": "slutet"}),
    "when": Kind("when", lambda text: text),  # The key of a condition.
    "toml": words(TOML),
    "unreadable": words(UNREADABLE),
}
