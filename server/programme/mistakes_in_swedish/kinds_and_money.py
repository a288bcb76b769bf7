"""Kinds of activities with their facts, and currencies."""

from __future__ import annotations

from collections.abc import Mapping

SWEDISH: Mapping[str, str] = {
    "{what}: choices has “{value}” twice.": "{what}: choices har ”{value}” två gånger.",
    "Keep one of them.": "Behåll en av dem.",
    "{what}: facts must be tables, at most {most}.": "{what}: facts ska vara tabeller, högst {most}.",
    'Write facts.amount = {{ type = "money" }}.': 'Skriv facts.amount = {{ type = "money" }}.',
    "{what} has two facts that list lines, “{fact}” and “{fact2}”.":
        "{what} har två uppgifter som är rader, ”{fact}” och ”{fact2}”.",
    "Keep one of them: a receipt has one list.": "Behåll en av dem: ett kvitto har en lista.",
    "{what}: staff_max limits “{fact}” for staff, who may not report it.":
        "{what}: staff_max begränsar ”{fact}” för kassan, som inte får rapportera den.",
    'Add "staff" to the senders, or remove staff_max.': 'Lägg till "staff" i senders, eller ta bort staff_max.',
    "{what}: days_back is for members' own word, and members may not report it.":
        "{what}: days_back gäller medlemmars eget ord, och medlemmar får inte rapportera den.",
    'Add "member" to the senders, or remove days_back.': 'Lägg till "member" i senders, eller ta bort days_back.',
    "“{name}” cannot be the name of a fact.": "”{name}” kan inte vara namnet på en uppgift.",
    "{what} is filled by a shop's code, a text.": "{what} fylls i med en butiks kod, en text.",
    'Write type = "text".': 'Skriv type = "text".',
    "{what} has choices, but is no text.": "{what} har choices men är ingen text.",
    'Write type = "text", or remove choices.': 'Skriv type = "text", eller ta bort choices.',
    "{what}: max is less than min.": "{what}: max är mindre än min.",
    "Swap them.": "Byt plats på dem.",
    "{what} is no number, and has no staff_max.": "{what} är inget tal och har inget staff_max.",
    "Remove staff_max.": "Ta bort staff_max.",
    "{what}: staff_max is not between min and max.": "{what}: staff_max ligger inte mellan min och max.",
    "Write a number between them, or remove it.": "Skriv ett tal mellan dem, eller ta bort det.",
    'Write [kind.facts.lines.fields.amount] with type = "money".':
        'Skriv [kind.facts.lines.fields.amount] med type = "money".',
    "{what} lists lines, and they must have 1 to {most} fields.": "{what} är rader, och de ska ha 1 till {most} fält.",
    "{what}: “{field}” lists lines within lines.": "{what}: ”{field}” är rader inuti rader.",
    "Give the lines fields that are values.": "Ge raderna fält som är värden.",
    "{what}: a line's field has no filled_by and no staff_max.":
        "{what}: ett fält på en rad har varken filled_by eller staff_max.",
    "Remove them, or move the field to the kind's facts.": "Ta bort dem, eller flytta fältet till aktivitetens facts.",
    "{what} has names for choices, but no choices.": "{what} har namn på val men inga choices.",
    'Write choices = ["…", "…"], or remove names.': 'Skriv choices = ["…", "…"], eller ta bort names.',
    "{what} is no number and no text, and has no {key}.": "{what} är varken tal eller text och har ingen {key}.",
    "{what}: a date has no default.": "{what}: ett datum har ingen default.",
    "Remove default.": "Ta bort default.",
    "{what} is not spent, so it does not expire.": "{what} löses inte in, så den går inte ut.",
    "Remove expires_months: the ladder's within says for how long it counts. Or write expires = {{ at_end_of = "
    '"year" }}: it is shown as 0 from then on.':
        "Ta bort expires_months: within i [ladder] säger hur länge den räknas. Eller skriv expires = {{ at_end_of = "
        '"year" }}: därefter visas den som 0.',
    "{what} says twice when it expires.": "{what} säger två gånger när den går ut.",
    "Keep expires, and write months = … inside it.": "Behåll expires, och skriv months = … i den.",
    "{what}: a lifetime has no end at which points could expire.":
        "{what}: lifetime har inget slut då poäng kan gå ut.",
    'Write "month", "year" or "membership_year".': 'Skriv "month", "year" eller "membership_year".',
    "Write months = 24.": "Skriv months = 24.",
    "{what} does not say when.": "{what} säger inte när.",
    'Write {{ months = 24 }}, {{ months = 36, at_end_of = "month" }}, {{ at_end_of = "year" }} or {{ idle_months = '
    "12 }}.":
        'Skriv {{ months = 24 }}, {{ months = 36, at_end_of = "month" }}, {{ at_end_of = "year" }} eller {{ '
        "idle_months = 12 }}.",
    "{what}: kept_by says what ends idleness, and nothing here asks for activity.":
        "{what}: kept_by säger vad som håller poängen vid liv, men här krävs ingen aktivitet.",
    "{what} is not spent: it counts in a period, whose end nobody can put off.":
        "{what} går inte att lösa in: den räknas i en period, och dess slut kan ingen skjuta upp.",
    "Remove {key}.": "Ta bort {key}.",
    "Write {key} = 3.": "Skriv {key} = 3.",
    "Add idle_months = 12, or remove kept_by.": "Lägg till idle_months = 12, eller ta bort kept_by.",
    "{what} is not spent, so it does not expire with age or idleness.":
        "{what} löses inte in, så den går inte ut av ålder eller för att inget händer.",
    "Write expires = {{ at_end_of = \"year\" }}, or remove expires: the ladder's within says for how long it counts.":
        'Skriv expires = {{ at_end_of = "year" }}, eller ta bort expires: within i [ladder] säger hur länge den '
        "räknas.",
    "{what}: never_for names every tier, so nothing ever expires.":
        "{what}: never_for har med alla nivåer, så inget går någonsin ut.",
    "Leave out the tiers whose members' points expire, or remove expires.":
        "Stryk nivåerna vars medlemmars poäng ska gå ut, eller ta bort expires.",
    "{what} is not spent, so members cannot give it to each other.":
        "{what} löses inte in, så medlemmar kan inte ge den till varandra.",
    "Remove transfer.": "Ta bort transfer.",
    "{what}: the least at once is more than the most in a year.":
        "{what}: det minsta på en gång är mer än det mesta på ett år.",
    "Write least below most_a_year.": "Skriv least lägre än most_a_year.",
}  # fmt: skip
