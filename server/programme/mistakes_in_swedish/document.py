"""The file as a whole, its versions, who may join, the house's rules, households."""

from __future__ import annotations

from collections.abc import Mapping

SWEDISH: Mapping[str, str] = {
    "The file is larger than {most} kB.": "Filen är större än {most} kB.",
    "Remove what is not needed.": "Ta bort det som inte behövs.",
    "The file nests tables too deeply.": "Filen har tabeller för djupt i varandra.",
    "Use at most {most} levels.": "Ha högst {most} nivåer.",
    "This is not valid TOML: {toml}.": "Det här är inte giltig TOML: {toml}.",
    "This is not valid TOML: {detail}.": "Det här är inte giltig TOML.",
    "Check the quotation marks, brackets and equals signs on this line and the one before.":
        "Se över citattecken, parenteser och likhetstecken på den här raden och den före.",
    "What stands in {{ }} is whole: write the rest inside it, or all of it under a [ ] of its own.":
        "Det som står inom {{ }} är helt: skriv resten där inne, eller allt under en egen [ ].",
    "Write a point instead: 2.5.": "Skriv en punkt i stället: 2.5.",
    "Write a day of the calendar, such as 2026-02-28.": "Skriv en dag som finns, till exempel 2026-02-28.",
    "A text here holds a character that nobody sees (U+{code}).":
        "En text här har ett tecken som ingen ser (U+{code}).",
    "Take it out: write the text anew instead of pasting it.":
        "Ta bort det: skriv texten på nytt i stället för att klistra in den.",
    "The same key or table stands twice: keep one of them.":
        "Samma nyckel eller tabell står två gånger: behåll en av dem.",
    "The file is not UTF-8.": "Filen är inte UTF-8.",
    "Save it as UTF-8.": "Spara den som UTF-8.",
    "The file cannot be read: {unreadable}.": "Filen går inte att läsa: {unreadable}.",
    "The file cannot be read: {detail}.": "Filen går inte att läsa.",
    "Check its name.": "Se över namnet.",
    "The parameters must be a table.": "Parametrarna ska vara en tabell.",
    'Write [parameters] and under it name = "value".': 'Skriv [parameters] och under det namn = "värde".',
    "“{name}” cannot be the name of a parameter.": "”{name}” kan inte vara namnet på en parameter.",
    "Versions must be a list of tables.": "Versioner ska vara en lista med tabeller.",
    "Write at most {most} [[version]].": "Skriv högst {most} [[version]].",
    "A version has no holds_from.": "En version saknar holds_from.",
    "Add holds_from = 2026-03-01.": "Lägg till holds_from = 2026-03-01.",
    "A version changes the {section} “{code}”, and there is none before it.":
        "En version ändrar ”{code}” i [[{section}]], som inte finns före den.",
    "{sentence} A new one says all, texts too.": "{sentence} Är den ny ska allt stå här, även texterna.",
    "What a version removes must be a table.": "Det som en version tar bort ska vara en tabell.",
    'Write remove = {{ earn = ["…"] }}.': 'Skriv remove = {{ earn = ["…"] }}.',
    "remove: there is no {section} “{code}”.": "remove: ”{code}” finns inte i [[{section}]].",
    "There is no [programme].": "Avsnittet [programme] saknas.",
    'Add [programme] with code, timezone and currency = "SEK".':
        'Lägg till [programme] med code, timezone och currency = "SEK".',
    "A programme has no “{key}”.": "Ett program har inget avsnitt ”{key}”.",
    "The programme has no {no}.": "Programmet har {no}.",
    "Add [[{section}]].": "Lägg till [[{section}]].",
    "“{zone}” is not a time zone.": "”{zone}” är ingen tidszon.",
    "“{code}” is not a currency of money.": "”{code}” är ingen valuta för pengar.",
    "Write three letters, such as SEK.": "Skriv tre bokstäver, till exempel SEK.",
    "The versions are not in the order of their dates.": "Versionerna står inte i datumordning.",
    "Put the earliest first.": "Sätt den tidigaste först.",
    "The programme's code changes, from “{before}” to “{after}”.":
        "Programmets kod ändras, från ”{before}” till ”{after}”.",
    "Keep the code.": "Behåll koden.",
    "The money changes from {before} to {after}.": "Pengarna ändras från {before} till {after}.",
    "Keep the programme's currency.": "Behåll programmets valuta.",
    "The currency “{code}” is gone, and members may have some of it.":
        "Valutan ”{code}” är borta, och medlemmar kan ha något kvar av den.",
    "Write its [[currency]] as it stands today; the rules that earn it may go.":
        "Skriv dess [[currency]] som den står i dag; reglerna som ger den får gå.",
    "The currency “{code}” changes its decimals or whether it can be spent.":
        "Valutan ”{code}” ändrar sina decimaler eller om den kan lösas in.",
    "Keep both, or add another currency.": "Behåll båda delarna, eller lägg till en valuta till.",
    "The board “{code}”: its season from {day} ends on another day than before.":
        "Topplistan ”{code}”: säsongen från {day} slutar en annan dag än förut.",
    "Keep the day that was published, and let what is new begin after it.":
        "Behåll dagen som är publicerad, och låt det nya börja efter den.",
    "This version changes nothing.": "Den här versionen ändrar inget.",
    "Remove it, or say under it what is new.": "Ta bort den, eller skriv under den vad som är nytt.",
    "This version would begin before the one above it.": "Den här versionen skulle börja före den som står ovanför.",
    "Put the earliest first, and give each a date.": "Sätt den tidigaste först, och ge var och en ett datum.",
    "This version would hold from {instant}, which is too soon.":
        "Den här versionen skulle gälla från {instant}, och det är för tidigt.",
    "Write a holds_from that is at least a minute ahead: what members have earned stays as it was.":
        "Skriv ett holds_from som är minst en minut bort: det som medlemmar har tjänat in står kvar.",
    "Write holds_from = {day} or later: the programme promises its members notice.":
        "Skriv holds_from = {day} eller senare: programmet lovar medlemmarna besked i förväg.",
    "The house rules must be a list.": "Husets regler ska vara en lista.",
    "Write at most {most} [[rule]].": "Skriv högst {most} [[rule]].",
    "There are two rules {number}.": "Det finns två regler {number}.",
    "Give one of them another number.": "Ge en av dem ett annat nummer.",
    "{what}: {key} must be a list of words.": "{what}: {key} ska vara en lista med ord.",
    'Write {key} = ["…"] with at most {most} words of 2 to {length} characters.':
        'Skriv {key} = ["…"] med högst {most} ord på 2 till {length} tecken.',
    "{what}: with_guardian is not below age.": "{what}: with_guardian är inte lägre än age.",
    "Write age = 18 and with_guardian = 16: from 16 a guardian must agree, from 18 nobody need.":
        "Skriv age = 18 och with_guardian = 16: från 16 ska en vårdnadshavare säga ja, från 18 behövs ingen.",
    "{what} asks for nothing.": "{what} kräver inget.",
    'Add age = 18 or countries = ["SE"].': 'Lägg till age = 18 eller countries = ["SE"].',
    'Write countries = ["SE"].': 'Skriv countries = ["SE"].',
    "Write with_guardian = 16.": "Skriv with_guardian = 16.",
    "{what}: countries must be a list of 1 to {most} codes.":
        "{what}: countries ska vara en lista med 1 till {most} koder.",
    'Write countries = ["SE", "NO"].': 'Skriv countries = ["SE", "NO"].',
    "Write two capital letters, such as SE.": "Skriv två stora bokstäver, till exempel SE.",
    "{what}: “{code}” is no country's code.": "{what}: ”{code}” är inget lands kod.",
    "Write members = 6.": "Skriv members = 6.",
    'Write currencies = ["points"].': 'Skriv currencies = ["points"].',
    "{what}: expires = “owner” changes nothing: none of what is shared ends with a period of the member's own.":
        "{what}: expires = ”owner” ändrar inget: inget som delas slutar med en period som är medlemmens egen.",
    "Write at_end_of = \"membership_year\" in the currency's expires, or leave expires out here.":
        'Skriv at_end_of = "membership_year" i valutans expires, eller stryk expires här.',
    "Write most = 4.": "Skriv most = 4.",
    "The section [beneficiaries] says how many are chosen, and no charity can be.":
        "Avsnittet [beneficiaries] säger hur många man väljer, men ingen mottagare går att välja.",
    "Write chosen = true in a [[charity]], or remove the section.":
        "Skriv chosen = true i en [[charity]], eller ta bort avsnittet.",
}  # fmt: skip
