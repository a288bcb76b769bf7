"""What a member may be called, and what else a form may hold. Pure: text in, the text to store out, or BadField."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Literal, cast

from server.kernel import countries, periods

from .errors import BadField
from .principal import Language

BoardVisibility = Literal["name", "alias", "hidden"]

NAME_LIMIT = 40
ALIAS_LEAST, ALIAS_LIMIT = 3, 24
EMAIL_LIMIT, EMAIL_LOCAL_LIMIT = 254, 64  # RFC 5321, 4.5.3.1
PASSWORD_LEAST, PASSWORD_LIMIT = 8, 200  # NIST SP 800-63B: at least eight, at least 64 allowed, no rules of mixture.
SOURCE_LIMIT = 60
RAW_LIMIT = 1000  # No field is so long. Composing a run of accents, or encoding a domain, takes the square of it.
LEAST_AGE = 13  # Below it a guardian must consent: the Swedish act on data protection (2018:218), 2 kap. 4 §.
MOST_AGE = 120

_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_LINK = re.compile(r"https?:|www\.|\w\.(?:com|net|org|se|nu|io|ru|xyz|shop)\b|@", re.IGNORECASE)
_COMMON = frozenset(
    {
        "password", "password1", "passw0rd", "lösenord", "losenord", "lösenord1", "12345678", "123456789", "1234567890",
        "87654321", "qwertyui", "qwertyuiop", "qwerty123", "qwerty12", "asdfghjk", "asdfghjkl", "abcd1234", "abc12345",
        "iloveyou", "sunshine", "princess", "football", "baseball", "welcome1", "welcome123", "admin123", "hejhejhej",
        "sommar2026", "vinter2026", "hemmaplan", "kvarteret",
    }
)  # fmt: skip
_RESERVED = (
    "admin", "administrator", "administratör", "moderator", "moderatorn", "support", "kundtjänst", "kundservice",
    "ledning", "ledningen", "personal", "personalen", "manager", "system", "hemmaplan", "kvarteret",
)  # fmt: skip
_LOOKALIKE = str.maketrans({"0": "o", "1": "l", "3": "e", "5": "s", "i": "l", "|": "l", "ø": "o", "æ": "ae", "ß": "ss"})


def email(text: str) -> str:
    """An address in lower case, its domain in ASCII."""
    local, _, domain = _composed(text).strip().lower().rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        address = ""
    if len(address) > EMAIL_LIMIT or len(local) > EMAIL_LOCAL_LIMIT or not _EMAIL.fullmatch(address):
        raise BadField(
            "email",
            sv="Det ser inte ut som en e-postadress. Skriv som elsa@example.se.",
            en="That does not look like an email address. Write it like elsa@example.com.",
        )
    return address


def display_name(text: str) -> str:
    name = _tidied(text)
    if not 1 <= len(name) <= NAME_LIMIT or not any(character.isalpha() for character in name):
        raise BadField(
            "displayName",
            sv=f"Skriv ett namn med 1–{NAME_LIMIT} tecken, minst en bokstav.",
            en=f"Write a name of 1–{NAME_LIMIT} characters, at least one of them a letter.",
        )
    if _LINK.search(name):
        raise BadField(
            "displayName",
            sv="Ett namn kan inte vara en länk eller en e-postadress.",
            en="A name cannot be a link or an email address.",
        )
    return name


def mistakable(name: str, *, houses: Collection[str], officials: Collection[str]) -> bool:
    """Whether a reader could take a name for a role, for a house (the programme, a partner, a shop), or for somebody
    who works here; houses and officials by their `alias_key`s.

    A role is found among the name's words too (“Moderator Eva”), and so is a house of several (“Linneas Livs Eva”). One
    word alone may be somebody's surname: a house that has no more is found where it is the whole name.
    """
    words = name.replace("-", " ").split()
    runs = {
        alias_key(" ".join(words[start:end]))
        for start in range(len(words))
        for end in range(start + 2, len(words) + 1)
    }
    alone = {alias_key(word) for word in words}
    whole = alias_key(name)
    roles = (alone | {whole}) & _RESERVED_KEYS
    return bool(roles) or whole in officials or not (runs | {whole}).isdisjoint(houses)


def alias(text: str) -> str:
    name = _tidied(text)
    if not ALIAS_LEAST <= len(name) <= ALIAS_LIMIT or not any(character.isalpha() for character in name):
        raise BadField(
            "alias",
            sv=f"Ett alias har {ALIAS_LEAST}–{ALIAS_LIMIT} tecken, minst en bokstav.",
            en=f"An alias has {ALIAS_LEAST}–{ALIAS_LIMIT} characters, at least one of them a letter.",
        )
    if _LINK.search(name) or alias_key(name) in _RESERVED_KEYS:
        raise BadField(
            "alias",
            sv="Det aliaset kan förväxlas med något annat. Välj ett annat.",
            en="That alias could be mistaken for something else. Choose another one.",
        )
    return name


def alias_key(name: str) -> str:
    """What aliases share that a reader would take for the same: case, accents, spaces and look-alikes left out."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if c.isalnum() or c == "|")
    return bare.translate(_LOOKALIKE)


def password(text: str, *, known: tuple[str, ...] = ()) -> str:
    """A password to choose, normalised. `known`: what others know of the one who chooses it, such as the name."""
    secret = normalised(text)
    if not PASSWORD_LEAST <= len(secret) <= PASSWORD_LIMIT:
        raise BadField(
            "password",
            sv=f"Ett lösenord har {PASSWORD_LEAST}–{PASSWORD_LIMIT} tecken. Gärna några ord i rad.",
            en=f"A password has {PASSWORD_LEAST}–{PASSWORD_LIMIT} characters. A few words in a row are good.",
        )
    folded = secret.casefold()
    if folded in _COMMON or len(set(folded)) < 3 or folded in {word.casefold() for word in known}:
        raise BadField(
            "password",
            sv="Det lösenordet gissar någon för lätt. Välj ett annat, gärna några ord i rad.",
            en="That password is too easy to guess. Choose another one; a few words in a row are good.",
        )
    return secret


def normalised(password: str) -> str:
    """NFKC, so that every keyboard gives the same; cut where no chosen password could be so long."""
    return unicodedata.normalize("NFKC", password[: 2 * PASSWORD_LIMIT])[: PASSWORD_LIMIT + 1]


def timezone(name: str) -> str:
    try:
        return periods.zone(name).key
    except ValueError:
        raise BadField(
            "timezone",
            sv=f"”{name[:60]}” är ingen tidszon. Skriv som Europe/Stockholm.",
            en=f"“{name[:60]}” is not a time zone. Write it like Europe/Stockholm.",
        ) from None


def language(code: str) -> Language:
    if code not in ("sv", "en"):
        raise BadField("language", sv="Språket är sv eller en.", en="The language is sv or en.")
    return cast(Language, code)


def board_visibility(word: str, *, alias: str | None) -> BoardVisibility:
    if word not in ("name", "alias", "hidden"):
        raise BadField(
            "boardVisibility",
            sv="På topplistor syns namn, alias eller ingenting.",
            en="On leaderboards a name, an alias or nothing is shown.",
        )
    if word == "alias" and alias is None:
        raise BadField("alias", sv="Välj först ett alias att synas med.", en="First choose the alias to be seen by.")
    return cast(BoardVisibility, word)


def birthday(text: str, *, today: date) -> str:
    """An ISO date of somebody who is old enough to join on their own."""
    try:
        born = date.fromisoformat(text)
    except ValueError:
        born = None
    if born is None or text != born.isoformat() or not 0 <= _age(born, today) <= MOST_AGE:
        raise BadField("birthday", sv="Skriv födelsedagen som 1984-06-21.", en="Write the birthday like 1984-06-21.")
    if _age(born, today) < LEAST_AGE:
        raise BadField(
            "birthday",
            sv=f"Du behöver ha fyllt {LEAST_AGE} år för att gå med själv.",
            en=f"You need to be {LEAST_AGE} to join on your own.",
        )
    return text


def country(code: str) -> str:
    """Where somebody lives, by the two letters of ISO 3166."""
    if code not in countries.CODES:
        raise BadField("country", sv="Välj landet du bor i.", en="Choose the country where you live.")
    return code


def source(text: str | None) -> str | None:
    """Where somebody came from, in the page's own word. Never a reason to refuse a form: cut where it is long."""
    return _tidied((text or "")[:RAW_LIMIT])[:SOURCE_LIMIT] or None


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _tidied(text: str) -> str:
    """One line, single spaces, nothing invisible: no controls, no marks that turn the direction of writing."""
    plain = _composed(text)
    visible = "".join(" " if c.isspace() else c for c in plain if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(visible.split())


def _composed(text: str) -> str:
    """NFC; nothing of a text that no field could hold, so that whoever sends megabytes waits for nothing."""
    return unicodedata.normalize("NFC", text) if len(text) <= RAW_LIMIT else ""


_RESERVED_KEYS = frozenset(alias_key(word) for word in _RESERVED)
