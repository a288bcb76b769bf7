"""What the community refuses, in both languages. A refusal claims no key and changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from server.kernel.clock import Instant
from server.kernel.errors import BadInput, DomainError, Forbidden, RateLimited
from server.programme import words
from server.programme.rulebook import LANGUAGES, Language

Texts = Mapping[Language, str]


class BadText(BadInput):
    def __init__(self, field: str, *, sv: str, en: str) -> None:
        super().__init__(field, en)
        self.texts: Texts = {"sv": sv, "en": en}


class UnknownTopic(BadText):
    def __init__(self, topic: str, known: Collection[str]) -> None:
        listed = ", ".join(known)
        super().__init__(
            "topic",
            sv=f"Det finns inget ämne “{topic[:40]}”. De som finns: {listed}.",
            en=f"There is no topic “{topic[:40]}”. There are: {listed}.",
        )


class KeyConflict(DomainError):
    """The key stands for something else already."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The key “{key}” was used for something else. "
            "Send the same again under it, or something new under a new key."
        )
        self.key = key


class NotYours(Forbidden):
    """What only the one who wrote it does, or who asked."""

    def __init__(self, *, sv: str, en: str) -> None:
        super().__init__(en)
        self.texts: Texts = {"sv": sv, "en": en}


class NotNow(Forbidden):
    """The state that the text is in does not admit it."""

    def __init__(self, *, sv: str, en: str) -> None:
        super().__init__(en)
        self.texts: Texts = {"sv": sv, "en": en}


class Silenced(Forbidden):
    """A moderator decided that the member does not write for a while."""

    def __init__(self, until: Instant, zone: str) -> None:
        sv, en = (f"{words.day(until, zone, one)} {words.time_of_day(until, zone, one)}" for one in LANGUAGES)
        super().__init__(f"You cannot write here until {en}. Your notices say why, and how to appeal.")
        self.until = until
        self.texts: Texts = {
            "sv": f"Du kan inte skriva här förrän {sv}. Under Besked ser du varför, och hur du överklagar.",
            "en": str(self),
        }


class TooOften(RateLimited):
    def __init__(self, retry_after: int) -> None:
        super().__init__("That was a lot at once. Wait a moment and send the same again.", retry_after=retry_after)
        self.texts: Texts = {"sv": "Det blev mycket på en gång. Vänta en stund och skicka samma igen.", "en": str(self)}
