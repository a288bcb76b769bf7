"""What is wrong with a condition."""

from __future__ import annotations

from collections.abc import Mapping

SWEDISH: Mapping[str, str] = {
    "This is no CEL expression: {detail}.": "Det här är inget CEL-uttryck.",
    "Check parentheses and quotation marks.": "Se över parenteser och citattecken.",
    "The condition cannot be asked: {detail}.": "Villkoret går inte att pröva.",
    "Write it more simply.": "Skriv det enklare.",
    "The condition does not answer true or false.": "Villkoret svarar inte true eller false.",
    "Compare something.": "Jämför något.",
    "{side} has too many digits.": "{side} har för många siffror.",
    "Write at most {most} digits.": "Skriv högst {most} siffror.",
    "{lines} lists a receipt's lines, which a condition cannot look into.":
        "{lines} är ett kvittos rader, och dem kan ett villkor inte se in i.",
    "Ask whether there are any, {lines} != null, or choose among them with only and except.":
        "Fråga om det finns några, {lines} != null, eller välj bland dem med only och except.",
    "{sign} joins questions, and {side} is {a}.": "{sign} binder ihop frågor, och {side} är {a}.",
    "Compare it first: {side} == …": "Jämför först: {side} == …",
    "{side} and {side2} are not both dates.": "{side} och {side2} är inte båda datum.",
    "Write the date as '2026-03-01'.": "Skriv datumet som '2026-03-01'.",
    "{side} is {a}, and {side2} is {a2}.": "{side} är {a}, och {side2} är {a2}.",
    "Compare it with a text in quotation marks.": "Jämför med en text inom citattecken.",
    "Compare it with {a}.": "Jämför med {a}.",
    "The condition is longer than {most} characters.": "Villkoret är längre än {most} tecken.",
    "Split it into two rules.": "Dela upp det på två regler.",
    "The condition is {a}, not true or false.": "Villkoret är {a}, inte true eller false.",
    "Compare it with something, such as {example}.": "Jämför med något, till exempel {example}.",
    "“{token}” cannot be read here.": "”{token}” går inte att läsa här.",
    "Conditions have facts, numbers such as 99.50, texts in quotation marks, == != < <= > >= in && || ! and "
    "parentheses.":
        "Villkor har uppgifter, tal som 99.50, texter inom citattecken, == != < <= > >= in && || ! och parenteser.",
    "“{side}” is not expected there.": "”{side}” passar inte där.",
    "Join two questions with && (and) or || (or).": "Bind ihop två frågor med && (och) eller || (eller).",
    "“in” needs a list.": "”in” behöver en lista.",
    'Write {side} in ["a", "b"].': 'Skriv {side} in ["a", "b"].',
    "“{sign}” reckons with {side}, which is {a}.": "”{sign}” räknar med {side}, som är {a}.",
    "A condition compares; only whole numbers may be reckoned with. Rates belong in rate.":
        "Ett villkor jämför; det går bara att räkna med heltal. Det som ger poäng per enhet skrivs i rate.",
    "Write something such as {example}.": "Skriv något i stil med {example}.",
    "A list may hold numbers and texts only.": "En lista får bara ha tal och texter.",
    'Write ["a", "b"] or [1, 2].': 'Skriv ["a", "b"] eller [1, 2].',
    "There is no fact “{name}”.": "Det finns ingen uppgift ”{name}”.",
    "“{name}” alone is no question.": "”{name}” för sig själv är ingen fråga.",
    "Write {name}.{part}.": "Skriv {name}.{part}.",
    "There is no {name}.{part}.": "{name}.{part} finns inte.",
    "{side} has no “{name}”.": "{side} har ingen ”{name}”.",
    "{name} asks a text for a text, not {a} for {side}.": "{name} söker en text i en text, inte {side} i {a}.",
    'Write it of a fact that is a text: name.{name}("…").':
        'Skriv det om en uppgift som är en text: uppgift.{name}("…").',
    "A list cannot be compared.": "En lista går inte att jämföra.",
    'Ask what is in it: shop in ["a", "b"].': 'Fråga vad den innehåller: shop in ["a", "b"].',
    "{side} is {a}; {sign} compares numbers and dates.": "{side} är {a}; {sign} jämför tal och datum.",
    "Use == or !=.": "Använd == eller !=.",
    "{side} is never “{value}”.": "{side} är aldrig ”{value}”.",
    "“{sign}” is missing before “{side}”.": "”{sign}” saknas före ”{side}”.",
    "Add {sign}.": "Lägg till {sign}.",
    "The condition nests too deeply.": "Villkoret har för många parenteser i varandra.",
}  # fmt: skip
