"""What is refused, in Swedish and English: the two tables, and the one function that reads them.

An error that is raised with `texts` (or `messages`) says both itself. Otherwise `WORDS` has both by the error's name;
what stands in braces are its own attributes, as people write them (`facts_of`). What is raised with an English
sentence alone has its Swedish in `SENTENCES`, by that sentence; a test finds each one that the code can raise.
Operators' commands speak English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from schema.refusals import ROLES, SENTENCES
from server import programme, rewards
from server.kernel.clock import Instant
from server.kernel.errors import DomainError
from server.ledger.errors import NotFreezable, NotTransferable
from server.programme.rulebook import Language
from server.programme.words import HARD_SPACE, capital, counted, day, number, time_of_day

Texts = Mapping[Language, str]
NOTHING: Texts = {"sv": "Det här får du inte göra.", "en": "You may not do this."}

WORDS: Mapping[str, Texts] = {
    "Forbidden": NOTHING,
    "Unauthenticated": {"sv": "Logga in först.", "en": "Sign in first."},
    "NotFound": {"sv": "Det finns inte, eller är inte ditt.", "en": "{what} was not found."},
    "MemberNotFound": {
        "sv": "Den medlemmen finns inte, eller går inte att nå så. Inget ändrades.",
        "en": "There is no such member, or not one that you may reach by this reference. Nothing was changed.",
    },
    "NotAllowed": {
        "sv": "“{kind}” registreras av andra än dig. Inget ändrades.",
        "en": "“{kind}” is recorded by others than you. Nothing was changed.",
    },
    "TooYoung": {
        "sv": "Man behöver ha fyllt {age} år för att gå med. Inget konto skapades.",
        "en": "One needs to be {age} to join. No account was made.",
    },
    "GuardianNeeded": {
        "sv": "Innan du har fyllt {age} år behöver en vårdnadshavare säga ja. Inget konto skapades.",
        "en": "Until you are {age} a guardian needs to agree. No account was made.",
    },
    "NotOfferedThere": {
        "sv": "Det går inte att gå med från landet som du valde. Inget konto skapades.",
        "en": "One cannot join from the country that you chose. No account was made.",
    },
    "ProgrammeErrors": {
        "sv": "Det finns fel att rätta först. Inget ändrades.",
        "en": "There are mistakes to put right first. Nothing was changed.",
    },
    "KeyConflict": {
        "sv": "Nyckeln “{key}” är använd för något annat. Inget ändrades; skicka det nya med en ny nyckel.",
        "en": "The key “{key}” was used for something else. Nothing was changed; send what is new under a new key.",
    },
    "TooLate": {
        "sv": "Det hände för länge sedan för att räknas: inget före {oldest} tas emot längre. Inget ändrades.",
        "en": "It happened too long ago to count: nothing before {oldest} is taken any more. Nothing was changed.",
    },
    "InFuture": {
        "sv": "Tiden ligger i framtiden: här är det {now}. Kontrollera avsändarens klocka.",
        "en": "The time lies ahead: here it is {now}. Check the sender's clock.",
    },
    "BeforeJoining": {
        "sv": "Det hände innan medlemmen gick med, {joined_at}. Ett köp räknas högst ett dygn före. Inget ändrades.",
        "en": "It happened before the member joined, on {joined_at}. A purchase counts at most a day before. "
              "Nothing was changed.",
    },
    "UnknownCurrency": {
        "sv": "Det finns ingen valuta “{currency}”. De som finns: {known}.",
        "en": "There is no currency “{currency}”. There are: {known}.",
    },
    "ActivityNotFound": {
        "sv": "Ni har inte registrerat något med nyckeln “{key}”.",
        "en": "You have recorded nothing under the key “{key}”.",
    },
    "ShareExceeded": {
        "sv": "Så mycket finns inte kvar att ta tillbaka. Inget ändrades.",
        "en": "So much is not left to take back. Nothing was changed.",
    },
    "UnknownKind": {
        "sv": "Programmet har ingen händelse “{kind}”. De som finns: {known}.",
        "en": "The programme has no activity “{kind}”. There are: {known}.",
    },
    "BeforeProgramme": {
        "sv": "Det hände innan programmet började, {begins_at}.",
        "en": "It happened before the programme began, on {begins_at}.",
    },
    "Overloaded": {
        "sv": "Just nu är det mer att registrera än som ryms. Skicka samma igen om en stund.",
        "en": "There is more to record just now than there is room for. Send the same again in a moment.",
    },
    "StorageFull": {
        "sv": "Databasens disk är full. Inget ändrades; skicka samma igen när det finns plats.",
        "en": "The database's disk is full. Nothing was changed; send the same again once there is room.",
    },
    "NotTransferable": {
        "sv": "{many} går inte att ge till en annan medlem. Inget ändrades.",
        "en": "{many} cannot be given to another member. Nothing was changed.",
    },
    "NotFreezable": {
        "sv": "{many} går inte att frysa. Inget ändrades.",
        "en": "{many} cannot be frozen. Nothing was changed.",
    },
    "NothingToFreeze": {
        "sv": "Här finns inget som går ut, så det finns inget att frysa. Inget ändrades.",
        "en": "Nothing here expires as it is, so there is nothing to freeze. Nothing was changed.",
    },
    "FreezeNotFound": {
        "sv": "Den frysningen finns inte, eller är inte din. Inget ändrades.",
        "en": "That freeze is not there, or not yours. Nothing was changed.",
    },
    "FreezeSettled": {
        "sv": "En frysning kan tas tillbaka inom ett dygn, och en gång. Inget ändrades.",
        "en": "A freeze can be taken back within a day, and once. Nothing was changed.",
    },
    "NobodyWithCard": {
        "sv": "Det finns ingen medlem med det kortet. Inget ändrades.",
        "en": "No member has that card. Nothing was changed.",
    },
    "TransferNotFound": {
        "sv": "Den gåvan finns inte, eller har redan gått tillbaka. Inget ändrades.",
        "en": "That gift is not there, or has gone back before. Nothing was changed.",
    },
    "AlreadyJoined": {"sv": "Du är redan med i den utmaningen.", "en": "You have joined that challenge already."},
    "CountsByItself": {
        "sv": "Den här utmaningen räknas av sig själv. Du är med utan att göra något.",
        "en": "This challenge counts by itself. You take part without doing anything.",
    },
    "NotJoined": {
        "sv": "Du är inte med i den utmaningen, eller är redan klar.",
        "en": "You have not joined that challenge, or are done with it.",
    },
    "RewardNotFound": {
        "sv": "Den belöningen finns inte. Inget ändrades.",
        "en": "There is no such reward. Nothing was changed.",
    },
    "GivenAway": {
        "sv": "Den belöningen finns inte på det sättet. Inget ändrades.",
        "en": "There is no such reward in that way. Nothing was changed.",
    },
    "LevelRequired": {
        "sv": "Den här öppnar när du når {tier}. Inget ändrades.",
        "en": "This one opens when you reach {tier}. Nothing was changed.",
    },
    "LimitReached": {
        "sv": "Du har redan fått den så ofta som man kan: {times}. Inget ändrades.",
        "en": "You have had it as often as one can: {times}. Nothing was changed.",
    },
    "TooManyOpen": {
        "sv": "Du har {limit} koder som väntar på att användas. Använd eller ångra en först. Inget ändrades.",
        "en": "You have {limit} codes that wait to be used. Use or cancel one first. Nothing was changed.",
    },
    "VoucherNotFound": {
        "sv": "Koden finns inte hos oss. Inget ändrades.",
        "en": "There is no such code here. Nothing was changed.",
    },
    "VoucherMisspelt": {
        "sv": "Koden stämmer inte. Kontrollera varje tecken; de är tio. Inget ändrades.",
        "en": "The code is not right. Check each of its ten characters. Nothing was changed.",
    },
    "VoucherUsed": {
        "sv": "Koden är redan använd, {at}. Inget ändrades.",
        "en": "The code has been used, {at}. Nothing was changed.",
    },
    "VoucherExpired": {
        "sv": "Koden gällde till {at}, och det som den kostade har gått tillbaka. Inget ändrades.",
        "en": "The code was good until {at}, and what it cost went back. Nothing was changed.",
    },
    "VoucherCancelled": {
        "sv": "Koden drogs tillbaka {at}, och det som den kostade har gått tillbaka. Inget ändrades.",
        "en": "The code was cancelled {at}, and what it cost went back. Nothing was changed.",
    },
    "VoucherElsewhere": {
        "sv": "Koden gäller inte här, utan hos: {listed}. Inget ändrades.",
        "en": "The code is not good here, but at: {listed}. Nothing was changed.",
    },
}

_INSTANTS = ("at", "oldest", "now", "joined_at", "begins_at", "until", "ended_at")


def told(error: DomainError, language: Language) -> str:
    """The error's sentence in the asker's language."""
    texts: Texts | None = getattr(error, "texts", None) or getattr(error, "messages", None)
    if texts:
        return texts[language]
    said = str(error)
    ours = next((WORDS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in WORDS), None)
    if said and ours is NOTHING:  # Forbidden, with a sentence of its own.
        ours = None
    if ours is None or (type(error).__name__ == "Unauthenticated" and said):
        return sentence(said, language) or NOTHING[language]
    return ours[language].format_map(facts_of(error, language))


def sentence(english: str, language: Language) -> str:
    """An English sentence of ours in the language: as it is where we have no other."""
    return (_swedish(english) or english) if language == "sv" else english


def facts_of(error: DomainError, language: Language) -> Mapping[str, Any]:
    """What an error carries, as people write it: moments in the programme's zone, grouped numbers, lists."""
    facts: dict[str, Any] = dict(vars(error))
    for name, value in vars(error).items():
        if name in _INSTANTS and isinstance(value, int):
            facts[name] = moment(value, language)
        elif isinstance(value, int):
            facts[name] = number(value, language)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            facts[name] = ", ".join(str(one) for one in value)
    more = _MORE.get(type(error))
    return {**facts, **more(error, language)} if more is not None else facts


def moment(at: Instant, language: Language) -> str:
    """A day and a time as people say them, in the programme's zone."""
    zone = programme.current().timezone
    return f"{day(at, zone, language)} {time_of_day(at, zone, language)}"


def _many(error: Any, language: Language) -> Mapping[str, str]:
    """What people call the currency, by the code that was sent."""
    known = programme.current().currencies.get(error.currency)
    return {"many": capital(str(known.texts[language]["many"])) if known is not None else f"“{error.currency[:40]}”"}


def _tier(error: Any, language: Language) -> Mapping[str, str]:
    ladder = programme.current().ladder
    named = next((tier for tier in ladder.tiers if tier.code == error.tier), None) if ladder is not None else None
    return {"tier": str(named.texts[language]["name"]) if named is not None else error.tier}


def _times(error: Any, language: Language) -> Mapping[str, str]:
    one, many = ("gång", "gånger") if language == "sv" else ("time", "times")
    return {"times": counted(error.limit, one, many, language)}


_MORE: Mapping[type[DomainError], Callable[[Any, Language], Mapping[str, str]]] = {
    NotFreezable: _many,
    NotTransferable: _many,
    rewards.LevelRequired: _tier,
    rewards.LimitReached: _times,
}


@lru_cache(maxsize=1)
def _patterns() -> Sequence[tuple[re.Pattern[str], str]]:
    """Longer sentences first: what is more exactly said is found before what would also fit."""
    return [
        (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(english)) + r"\Z", re.DOTALL), swedish)
        for english, swedish in sorted(SENTENCES.items(), key=lambda pair: -len(pair[0]))
    ]


def _swedish(english: str) -> str | None:
    for pattern, swedish in _patterns():
        found = pattern.match(english)
        if found is not None:
            facts = found.groupdict()
            if "who" in facts:
                facts["who"] = " ".join(ROLES.get(word, word) for word in facts["who"].split())
            return swedish.format_map(facts)
    return None


__all__ = ["HARD_SPACE", "NOTHING", "WORDS", "facts_of", "moment", "sentence", "told"]
