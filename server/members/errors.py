"""What members' verbs answer when they cannot.

Each error that a person reads carries `texts`: the same sentence in Swedish and English. `str(error)` is the English.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from server.kernel.errors import BadInput, DomainError, RateLimited

from .principal import Language

Texts = Mapping[Language, str]


class BadField(BadInput):
    """What was sent in a field cannot be used."""

    def __init__(self, field: str, *, sv: str, en: str) -> None:
        super().__init__(field, en)
        self.texts: Texts = {"sv": sv, "en": en}


class BadCard(BadField):
    """A card number that no card bears: its check digit is wrong, or it has the wrong length."""

    def __init__(self) -> None:
        super().__init__(
            "card",
            sv="Kortnumret stämmer inte. Kontrollera sista siffran.",
            en="That is not a card number. Check the last digit.",
        )


class AliasTaken(BadField):
    def __init__(self) -> None:
        super().__init__(
            "alias",
            sv="Någon annan heter så, eller nästan så. Välj ett annat alias.",
            en="Somebody else has that alias, or nearly. Choose another one.",
        )


class NameMistakable(BadField):
    """A display name that readers would take for a role, for the programme, a partner, or somebody who works here."""

    def __init__(self) -> None:
        super().__init__(
            "displayName",
            sv="Det namnet kan förväxlas med någon som arbetar här, eller med en butik. Lägg till något, till exempel "
               "en initial.",
            en="That name could be mistaken for somebody who works here, or for a shop. Add something, such as an "
               "initial.",
        )  # fmt: skip


class _Told(DomainError):
    """An outcome with nothing to say but its sentence."""

    texts: ClassVar[Texts] = {}

    def __init__(self) -> None:
        super().__init__(self.texts["en"])


class WrongCredentials(_Told):
    """The e-mail or the password is wrong. Which one is never said, nor whether the account exists."""

    texts: ClassVar[Texts] = {
        "sv": "E-postadressen eller lösenordet stämmer inte. Försök igen, eller byt lösenord.",
        "en": "The email address or the password is wrong. Try again, or choose a new password.",
    }


class WrongPassword(WrongCredentials):
    """Somebody who is signed in was asked for their password, and gave another one."""

    texts: ClassVar[Texts] = {
        "sv": "Lösenordet stämmer inte. Inget ändrades.",
        "en": "The password is wrong. Nothing was changed.",
    }


class StaleSignIn(DomainError):
    """It was too long ago that the person showed who they are. `max_age`: how many seconds it may be."""

    def __init__(self, *, max_age: int) -> None:
        sv, en = _wait(max_age)
        self.texts: Texts = {
            "sv": f"Skriv ditt lösenord igen först. Det gäller sedan i {sv}. Inget ändrades.",
            "en": f"Give your password again first; it then holds for {en}. Nothing was changed.",
        }
        super().__init__(self.texts["en"])
        self.max_age = max_age


class LinkExpired(_Told):
    """A one-time link that was used before, has ended, was replaced by a later one, or never was."""

    texts: ClassVar[Texts] = {
        "sv": "Länken gäller inte längre. Be om en ny, den gamla har inte ändrat något.",
        "en": "The link is no longer valid. Ask for a new one; the old one has changed nothing.",
    }


class CardTaken(_Told):
    """The card belongs to a member already."""

    texts: ClassVar[Texts] = {
        "sv": "Kortet är redan någons. Ta ett nytt kort, eller lämna kortnumret tomt.",
        "en": "The card is somebody's already. Take a new card, or leave the number out.",
    }


class AlreadyEnrolled(_Told):
    """The same partner has enrolled this address before, under another key."""

    texts: ClassVar[Texts] = {
        "sv": "Ni har redan anslutit den adressen. Inget ändrades.",
        "en": "You have enrolled that address already. Nothing was changed.",
    }


class TooManyAttempts(RateLimited):
    """A throttle's bucket is empty. `retry_after` is in whole seconds."""

    def __init__(self, *, retry_after: int) -> None:
        sv, en = _wait(retry_after)
        self.texts: Texts = {
            "sv": f"Det blev många försök på kort tid. Vänta {sv} och försök igen.",
            "en": f"That was many attempts in a short time. Wait {en} and try again.",
        }
        super().__init__(self.texts["en"], retry_after=retry_after)


class TermsOutdated(DomainError):
    """The terms that were accepted are not those in force. `current` names these."""

    def __init__(self, *, accepted: str | None, current: str) -> None:
        self.texts: Texts = {
            "sv": "Villkoren har ändrats. Läs dem igen och godkänn.",
            "en": "The terms have changed. Read them again and accept.",
        }
        super().__init__(self.texts["en"])
        self.accepted, self.current = accepted, current


class EnrollKeyConflict(DomainError):
    """The sender has used this key before, with another form."""

    def __init__(self, key: str) -> None:
        self.texts: Texts = {
            "sv": f"Nyckeln {key} är använd för någon annan. Inget ändrades; skicka med en ny nyckel.",
            "en": f"The key {key} was used for somebody else. Nothing was changed; send it under a new key.",
        }
        super().__init__(self.texts["en"])
        self.key = key


def _wait(seconds: int) -> tuple[str, str]:
    """A time to wait in words, in Swedish and English: seconds, or minutes rounded up."""
    if seconds < 60:
        return (f"{seconds} sekunder", f"{seconds} seconds") if seconds != 1 else ("1 sekund", "1 second")
    minutes = -(-seconds // 60)
    return (f"{minutes} minuter", f"{minutes} minutes") if minutes != 1 else ("1 minut", "1 minute")
