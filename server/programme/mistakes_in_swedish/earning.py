"""Earning rules, caps, what they choose by, multipliers, counters."""

from __future__ import annotations

from collections.abc import Mapping

SWEDISH: Mapping[str, str] = {
    "{what} has an else, and earns for the member.": "{what} har ett else, men ger till medlemmen.",
    'Add to = "beneficiary", or remove else.': 'Lägg till to = "beneficiary", eller ta bort else.',
    "{what} goes to whom the member chose, and no charity can be chosen.":
        "{what} går till den som medlemmen har valt, men ingen mottagare går att välja.",
    "Write chosen = true in a [[charity]].": "Skriv chosen = true i en [[charity]].",
    "{what} goes to whom the member chose: a gift is the member's own.":
        "{what} går till den som medlemmen har valt: en gåva är medlemmens egen.",
    "Remove gives.": "Ta bort gives.",
    "{what} goes to whom the member chose: what others get does not wait.":
        "{what} går till den som medlemmen har valt: det som andra får väntar inte.",
    "Remove pending_days.": "Ta bort pending_days.",
    "{what} has both cap and caps.": "{what} har både cap och caps.",
    "Put them all into caps = [ … ].": "Skriv alla i caps = [ … ].",
    "{what}: {key} must be 1 to {most} caps.": "{what}: {key} ska vara 1 till {most} tak.",
    'Write caps = [{{ points = 100, per = "day" }}, "…"].': 'Skriv caps = [{{ points = 100, per = "day" }}, "…"].',
    "{what}: there is no [[cap]] “{code}”.": "{what}: det finns ingen [[cap]] ”{code}”.",
    "{what}: the cap “{code}” counts “{of}”, and this gives “{currency}”.":
        "{what}: taket ”{code}” räknar ”{of}”, men det här ger ”{currency}”.",
    "Share a cap among rules of one currency.": "Dela ett tak mellan regler för en och samma valuta.",
    "{what} says neither points nor times.": "{what} säger varken points eller times.",
    'Write {{ points = 100, per = "day" }} or {{ times = 1, per = "lifetime" }}.':
        'Skriv {{ points = 100, per = "day" }} eller {{ times = 1, per = "lifetime" }}.',
    'Write {key} = [{{ tier = "…", {value} = 2 }}, {{ {value2} = 1 }}].':
        'Skriv {key} = [{{ tier = "…", {value} = 2 }}, {{ {value2} = 1 }}].',
    "{what}: {key} must be a list of 1 to {most} rows.": "{what}: {key} ska vara en lista med 1 till {most} rader.",
    "{what} is never reached: the row before it always holds.": "{what} nås aldrig: raden före gäller alltid.",
    "Put the row without conditions last.": "Sätt raden utan villkor sist.",
    "{what}: “{of}” is no number.": "{what}: ”{of}” är inget tal.",
    "{what}: “{of}” is no fact of “{kind}”.": "{what}: ”{kind}” har ingen uppgift ”{of}”.",
    "{what} chooses by “{field}” of a receipt's lines, but multiplies a fact of the whole receipt.":
        "{what} väljer efter ”{field}” på kvittots rader, men räknar med en uppgift om hela kvittot.",
    "{what}: {key} must be one value or a list of 1 to {most}.":
        "{what}: {key} ska vara ett värde eller en lista med 1 till {most}.",
    'Write {key} = "…" or {key2} = ["…", "…"].': 'Skriv {key} = "…" eller {key2} = ["…", "…"].',
    "{what}: {key} is named by its code, a text.": "{what}: {key} anges med sin kod, en text.",
    'Write {key} = "…".': 'Skriv {key} = "…".',
    "{what}: there is no tier “{code}”.": "{what}: det finns ingen nivå ”{code}”.",
    "{what}: {fact} is {a}, and “{value}” is none.": "{what}: {fact} är {a}, och det är inte ”{value}”.",
    "Write {a}.": "Skriv {a}.",
    "{what}: {fact} is never “{value}”.": "{what}: {fact} är aldrig ”{value}”.",
    "There is a currency “{code}” already, and a counter is told apart by its code.":
        "Det finns redan en valuta ”{code}”, och en räknare känns igen på sin kod.",
    "A counter adds up a fact as it is: [[earn]] has rates.":
        "En räknare lägger ihop en uppgift som den är: rate hör till [[earn]].",
    "What counts it says for how long: a tier's path, a milestone, a closing.":
        "Det som räknar den säger hur länge: en väg till en nivå, en milstolpe, ett avslut.",
    "{what} must have either a rate of a fact or points.": "{what} ska ha antingen rate på en uppgift eller points.",
    'Write rate = "1" and of = "amount", rates = [ … ] and of, or points = 10; or gives alone.':
        'Skriv rate = "1" och of = "amount", rates = [ … ] och of, eller points = 10; eller bara gives.',
    "{what} gives points, not a rate of something.": "{what} ger ett antal poäng, inte en andel av något.",
    "Remove of, or write rate.": "Ta bort of, eller skriv rate.",
    "{what} gives no points, and its budget is one of points.": "{what} ger inga poäng, och budgeten räknas i poäng.",
    'Write cap = {{ times = 100, per = "lifetime", each = [] }}.':
        'Skriv cap = {{ times = 100, per = "lifetime", each = [] }}.',
    'The currency is written currency = "points".': 'Valutan skrivs currency = "points".',
    "What does not count is written except = {{ … }}.": "Det som inte räknas skrivs except = {{ … }}.",
    'Write of = "lines.amount".': 'Skriv of = "lines.amount".',
    "{what}: except leaves out all that only asks for of “{key}”.":
        "{what}: except tar bort allt som only kräver av ”{key}”.",
    "Take the values out of one of them.": "Stryk värdena i en av dem.",
    "{what} has a seed, but no chance.": "{what} har seed men ingen chance.",
    'Add chance = "0.02", or remove seed.': 'Lägg till chance = "0.02", eller ta bort seed.',
    "{what} could give more points than can be counted.": "{what} kan ge fler poäng än det går att räkna.",
    "Give the fact “{fact}” a max, or lower the rate.": "Ge uppgiften ”{fact}” ett max, eller sänk rate.",
    'Add stack = "best" (the greatest counts), "add" (2 and 3 together make 4) or "multiply" (2 and 3 together make '
    "6).":
        'Lägg till stack = "best" (den största räknas), "add" (2 och 3 blir 4 tillsammans) eller "multiply" (2 och 3 '
        "blir 6 tillsammans).",
    "{what} can hold at the same time as “{other}” on “{rule}”, and does not say what then.":
        "{what} kan gälla samtidigt som ”{other}” på ”{rule}”, men säger inte vad som händer då.",
    "There is an earning rule “{code}” already, and entries are told apart by their codes.":
        "Det finns redan en intjäningsregel ”{code}”, och bokförda poäng känns igen på koden.",
    "Give the multiplier another code.": "Ge kampanjen en annan kod.",
    "{what} multiplies “{currency}”, which no rule earns.": "{what} ökar ”{currency}”, som ingen regel ger.",
    "Name the currency that it is for.": "Ange vilken valuta den gäller.",
    'A multiplier has factor = "2" or factors = [ … ].': 'En kampanj har factor = "2" eller factors = [ … ].',
    "{what}: “{rule}” earns for a beneficiary, and what others get is not multiplied.":
        "{what}: ”{rule}” ger till en mottagare, och det som andra får ökas inte.",
    "Take the rule out, or raise its own rate.": "Stryk regeln, eller höj regelns egen rate.",
    "{what}: no earning rule “{rule}” earns its currency.":
        "{what}: ingen intjäningsregel ”{rule}” ger kampanjens valuta.",
    "{what}: rules is an empty list.": "{what}: rules är en tom lista.",
    "Name rules, or leave it out: then all.": "Ange regler, eller stryk rules: då gäller alla.",
    "{what} must have either a factor or a table of factors.": "{what} ska ha antingen factor eller factors.",
    'Write factor = "2", or factors = [{{ tier = "…", factor = "1.25" }}].':
        'Skriv factor = "2", eller factors = [{{ tier = "…", factor = "1.25" }}].',
    "The multipliers of “{rule}” together could give more points than can be counted.":
        "Kampanjerna på ”{rule}” kan tillsammans ge fler poäng än det går att räkna.",
    "Give the fact “{fact}” a max, or lower the factors.": "Ge uppgiften ”{fact}” ett max, eller sänk faktorerna.",
}  # fmt: skip
