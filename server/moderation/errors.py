"""What moderation refuses. Each says the same sentence in Swedish and English; `str(error)` is the English."""

from __future__ import annotations

from collections.abc import Mapping

from server.kernel.clock import Instant
from server.kernel.errors import BadInput, DomainError, Forbidden
from server.programme.rulebook import Language

Texts = Mapping[Language, str]


class Unusable(BadInput):
    """What was sent cannot be used, said in both languages."""

    def __init__(self, field: str, *, sv: str, en: str) -> None:
        super().__init__(field, en)
        self.texts: Texts = {"sv": sv, "en": en}


class KeyConflict(DomainError):
    """The key was used before, for something else."""

    def __init__(self, key: str) -> None:
        self.texts: Texts = {
            "sv": f"Nyckeln “{key}” är använd för något annat. Inget ändrades; skicka det nya med en ny nyckel.",
            "en": f"The key “{key}” was used for something else. Nothing was changed; choose a new one.",
        }
        super().__init__(self.texts["en"])
        self.key = key


class CaseClaimed(DomainError):
    """Another moderator is looking at the case, until an instant."""

    def __init__(self, *, by: str, until: Instant) -> None:
        self.texts: Texts = {
            "sv": f"{by} tittar på ärendet just nu.",
            "en": f"{by} is looking at this case right now.",
        }
        super().__init__(self.texts["en"])
        self.by, self.until = by, until


class AlreadyDecided(DomainError):
    """There is nothing left to decide, to undo or to appeal: somebody did it before."""

    def __init__(self, *, sv: str, en: str) -> None:
        self.texts: Texts = {"sv": sv, "en": en}
        super().__init__(en)


class TimeIsOver(DomainError):
    """It could be done until an instant that has passed."""

    def __init__(self, ended_at: Instant) -> None:
        self.texts: Texts = {
            "sv": "Tiden för det har gått ut. Inget ändrades.",
            "en": "The time for that is over. Nothing was changed.",
        }
        super().__init__(self.texts["en"])
        self.ended_at = ended_at


class NotYours(Forbidden):
    """A moderator does not decide about what they wrote, nor about an appeal against what they decided."""

    def __init__(self, *, sv: str, en: str) -> None:
        self.texts: Texts = {"sv": sv, "en": en}
        super().__init__(en)


def own_text() -> NotYours:
    return NotYours(
        sv="Det är din egen text. En annan moderator avgör den.",
        en="You wrote this yourself. Another moderator decides about it.",
    )


def own_decision() -> NotYours:
    return NotYours(
        sv="Du fattade beslutet. En annan moderator prövar överklagandet.",
        en="You made this decision. Another moderator looks at the appeal.",
    )


def decided_before(by: str) -> AlreadyDecided:
    return AlreadyDecided(sv=f"{by} hann före: ärendet är avgjort.", en=f"{by} was first: the case is decided.")


def decided_here() -> AlreadyDecided:
    """By the asker, who looks at it in two windows."""
    return AlreadyDecided(
        sv="Du har redan avgjort det här i ett annat fönster.",
        en="You have decided this already, in another window.",
    )


def nothing_left() -> AlreadyDecided:
    return AlreadyDecided(
        sv="Författaren har tagit bort texten själv. Det finns inget kvar att avgöra.",
        en="The author deleted the text. There is nothing left to decide.",
    )
