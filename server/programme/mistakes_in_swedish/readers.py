"""What any table can have wrong: keys, types, texts, dates, windows."""

from __future__ import annotations

from collections.abc import Mapping

SWEDISH: Mapping[str, str] = {
    "{what} must be a table, not {a}.": "{what} ska vara en tabell, inte {a}.",
    "Write it in {{ }} or under [ ].": "Skriv den inom {{ }} eller under [ ].",
    "“{value}” cannot be a code.": "”{value}” kan inte vara en kod.",
    "Use small letters a–z, digits and _, beginning with a letter, at most 40 characters.":
        "Skriv små bokstäver a–z, siffror och _, med en bokstav först, högst 40 tecken.",
    "{what}: {key} is empty or too long.": "{what}: {key} är tom eller för lång.",
    "{what}: {key} = “{value}” has a comma.": "{what}: {key} = ”{value}” har ett komma.",
    'Write {key} = "{value}".': 'Skriv {key} = "{value}".',
    "{what}: {key} = “{value}” is not written as a number is here.":
        "{what}: {key} = ”{value}” är inte skrivet som tal skrivs här.",
    "Write at most {most} digits and a point, without spaces, + or exponent.":
        "Skriv högst {most} siffror och en punkt, utan mellanslag, + eller exponent.",
    "{what}: {key} must be a number, not nan or inf.": "{what}: {key} ska vara ett tal, inte nan eller inf.",
    "The {section} “{code}” is removed here, and line {line} still names it: {what}.":
        "”{code}” i [[{section}]] tas bort här, och rad {line} nämner den fortfarande: {what}.",
    "Keep it, or in the same version remove or change what names it.":
        "Behåll den, eller ta i samma version bort eller ändra det som nämner den.",
    "Write 1 to {most} characters.": "Skriv 1 till {most} tecken.",
    "{what}: {key} is {value}.": "{what}: {key} är {value}.",
    "Write a whole number from {least} to {most}.": "Skriv ett heltal från {least} till {most}.",
    "{what}: {key} must be a number, not {a}.": "{what}: {key} ska vara ett tal, inte {a}.",
    "{what}: {key} = {value} has more than {decimals} decimals.":
        "{what}: {key} = {value} har fler än {decimals} decimaler.",
    "Write at most {decimals} digits after the point.": "Skriv högst {decimals} siffror efter punkten.",
    "{what}: {key} = {value} is no whole number.": "{what}: {key} = {value} är inget heltal.",
    "Write it without decimals.": "Skriv den utan decimaler.",
    "Remove it.": "Ta bort den.",
    "Write a number from {least} to {most}.": "Skriv ett tal från {least} till {most}.",
    "{what}: {key} cannot be “{value}”.": "{what}: {key} kan inte vara ”{value}”.",
    "{what}: {key} is an empty list.": "{what}: {key} är en tom lista.",
    "{what}: there is no {no} “{value}”.": "{what}: det finns {no} ”{value}”.",
    "{what}: {key} must be a date, not {a}.": "{what}: {key} ska vara ett datum, inte {a}.",
    "Write {key} = 2026-03-01, or a time with its zone: 2026-03-01T08:00:00+01:00.":
        "Skriv {key} = 2026-03-01, eller en tidpunkt med sin zon: 2026-03-01T08:00:00+01:00.",
    "{what} has no {tongue} text.": "{what} har ingen {tongue} text.",
    "{what}: {language} has no {name}, but {other} has.": "{what}: {language} har ingen {name}, men det har {other}.",
    'Write {name} = "…" there too, or in neither.': 'Skriv {name} = "…" där också, eller i ingen av dem.',
    "{what}: {key} must be a list of texts.": "{what}: {key} ska vara en lista med texter.",
    'Write {key} = ["…", "…"] with 1 to {most} texts of at most {length} characters.':
        'Skriv {key} = ["…", "…"] med 1 till {most} texter på högst {length} tecken.',
    "Nothing is filled in here: write it without {{ }}.": "Här fylls inget i: skriv utan {{ }}.",
    "{what}: {key} has {{{name}}}, which nothing fills in.": "{what}: {key} har {{{name}}}, som inget fyller i.",
    "{what} has no “{key}”.": "{what} har ingen nyckel ”{key}”.",
    "{what}: {key} must be {a}, not {a2}.": "{what}: {key} ska vara {a}, inte {a2}.",
    "Write {key} = {example}.": "Skriv {key} = {example}.",
    "{what} has no {key}.": "{what} saknar {key}.",
    "Add {key} = {example}.": "Lägg till {key} = {example}.",
    "There is no parameter “{name}”.": "Det finns ingen parameter ”{name}”.",
    "The parameter “{name}” stands for another one, “${other}”.":
        "Parametern ”{name}” står för en annan, ”${other}”.",
    "A parameter has a value of its own: write it here.": "En parameter har ett eget värde: skriv det här.",
    "Did you mean “{close}”?": "Menade du ”{close}”?",
    "It may have: {known}.": "De som finns: {known}.",
    "The file has none yet: add it, or leave this out.": "Filen har ingen än: lägg till den, eller stryk det här.",
    "Did you mean “{close}”? Write one of: {known}.": "Menade du ”{close}”? Skriv någon av: {known}.",
    "Write one of: {known}.": "Skriv någon av: {known}.",
    "Add {language} = {{ {inside} }}.": "Lägg till {language} = {{ {inside} }}.",
    "“{section}” must be a list.": "”{section}” ska vara en lista.",
    "Write [[{section}]] with two brackets.": "Skriv [[{section}]] med två hakparenteser.",
    "There are {count} {many}.": "Det finns {count} {many}.",
    "Have at most {most}.": "Ha högst {most}.",
    "There are two {many} “{code}” (the other is on line {line}).":
        "Det finns två {many} ”{code}” (den andra står på rad {line}).",
    "Give one of them another code.": "Ge en av dem en annan kod.",
    "{what}: “{code}” is a counter, which nobody sees as points.":
        "{what}: ”{code}” är en räknare, och ingen ser den som poäng.",
    "{what}: {when}: {condition}": "{what}: {when}: {condition}",
    'Write "week", {{ days = 365 }} or {{ from = 2026-03-01, until = 2026-05-31 }}.':
        'Skriv "week", {{ days = 365 }} eller {{ from = 2026-03-01, until = 2026-05-31 }}.',
    "{what}: {key} must say one thing.": "{what}: {key} ska säga en enda sak.",
    "{what} is not joined, so no days run from joining.":
        "{what} är inget som man går med i, så inga dagar räknas därifrån.",
    'Write {{ days = 30 }}, or join = "choice".': 'Skriv {{ days = 30 }}, eller join = "choice".',
    "{what}: until is before from.": "{what}: until är före from.",
    "Let until be the last day that counts.": "Låt until vara den sista dagen som räknas.",
    "{what} counts, and needs no fact.": "{what} räknar antal och behöver ingen uppgift.",
    'Remove fact, or write measure = "sum" or "distinct".':
        'Ta bort fact, eller skriv measure = "sum" eller "distinct".',
    "{what}: a sequence has 2 to {most} steps.": "{what}: en följd har 2 till {most} steg.",
    'Write [[challenge.steps]] with kind = "…", sv = {{ name = "…" }} and en = {{ name = "…" }}.':
        'Skriv [[challenge.steps]] med kind = "…", sv = {{ name = "…" }} och en = {{ name = "…" }}.',
    "{what}: a sequence has no {key}, its steps say it.": "{what}: en följd har ingen {key}, den står i stegen.",
    "Remove {key}.": "Ta bort {key}.",
    "{what}: “{kind}” has no fact “{fact}”.": "{what}: ”{kind}” har ingen uppgift ”{fact}”.",
    "{what}: {how} needs {a}, and “{fact}” is none.": "{what}: {how} behöver {a}, och det är inte ”{fact}”.",
    'Add such a fact to the kind, or write measure = "count".':
        'Ge aktiviteten en sådan uppgift, eller skriv measure = "count".',
    'Write "month", "year", "membership_year" or {{ months = 12, from = "joining_month" }}.':
        'Skriv "month", "year", "membership_year" eller {{ months = 12, from = "joining_month" }}.',
    'Write "year", "membership_year", {{ days = 365 }}, {{ months = 12 }} or {{ months = 12, from = "joining_month" '
    "}}.":
        'Skriv "year", "membership_year", {{ days = 365 }}, {{ months = 12 }} eller {{ months = 12, from = '
        '"joining_month" }}.',
    "{what}: {key} slides, and has no end at which it begins anew.":
        "{what}: {key} glider, och har inget slut där den börjar om.",
}  # fmt: skip
