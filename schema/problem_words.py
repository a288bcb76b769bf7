"""What problems say in Swedish, where the error itself speaks English only; by the error's name.

What stands in braces are the error's own attributes.
"""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "Forbidden": "Det här får du inte göra.",
    "NotFound": "Det finns inte, eller är inte ditt.",
    "MemberNotFound": "Den medlemmen finns inte, eller går inte att nå så. Inget ändrades.",
    "NotAllowed": "“{kind}” registreras av andra än dig. Inget ändrades.",
    "KeyConflict": "Nyckeln “{key}” är använd för något annat. Inget ändrades; skicka det nya med en ny nyckel.",
    "TooLate": "Det hände för länge sedan för att räknas. Inga poäng ändrades.",
    "UndoneTooLate": "Det gäller en tidigare dag. Det du själv har sagt kan du ta tillbaka samma dag.",
    "InFuture": "Tiden ligger i framtiden. Kontrollera avsändarens klocka.",
    "UnknownCurrency": "Det finns ingen valuta “{currency}”. De som finns: {listed}.",
    "BudgetExhausted": "Budgeten räcker inte: {left} finns kvar. Inga poäng ändrades.",
    "ActivityNotFound": "Ni har inte registrerat något med nyckeln “{key}”.",
    "ShareExceeded": "Så mycket finns inte kvar att ta tillbaka. Inga poäng ändrades.",
    "UnknownKind": "Programmet har ingen händelse “{kind}”. De som finns: {listed}.",
    "BeforeProgramme": "Det hände innan programmet började.",
    "Overloaded": "Just nu är det mer att registrera än som ryms. Skicka samma igen om en stund.",
    "StorageFull": "Databasens disk är full. Inget ändrades; skicka samma igen när det finns plats.",
    "LessThanThat": "Så mycket finns inte att ta: det finns {balance}. Inget ändrades.",
    "AlreadyJoined": "Du är redan med i den utmaningen.",
    "NotJoined": "Du är inte med i den utmaningen, eller är redan klar.",
    "RewardNotFound": "Den belöningen finns inte. Inga poäng ändrades.",
    "GivenAway": "Den belöningen finns inte på det sättet. Inga poäng ändrades.",
    "NotEnoughPoints": "Det fattas {points} poäng. Inga poäng ändrades.",
    "LevelRequired": "Den här väntar på en nivå som du är på väg mot. Inga poäng ändrades.",
    "LimitReached": "Så ofta som man kan ({limit}) har du redan löst in den. Inga poäng ändrades.",
    "VoucherNotFound": "Koden finns inte hos oss. Inget ändrades.",
    "VoucherMisspelt": "Koden stämmer inte. Kontrollera varje tecken; de är tio. Inget ändrades.",
    "VoucherUsed": "Koden är redan använd, {when}. Inget ändrades.",
    "VoucherExpired": "Koden gällde till {when}, och poängen har gått tillbaka. Inget ändrades.",
    "VoucherCancelled": "Koden drogs tillbaka {when}, och poängen har gått tillbaka. Inget ändrades.",
    "VoucherElsewhere": "Koden gäller inte här, utan hos: {listed}. Inget ändrades.",
}
