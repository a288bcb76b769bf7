"""What can be wrong with a programme, or with what is sent to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.kernel import clock
from server.kernel.errors import DomainError, NotFound

from .rulebook import Language


@dataclass(frozen=True, slots=True)
class ProgrammeError:
    """One mistake in a programme file: where it stands, what is wrong, and what to write instead."""

    file: str
    line: int
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} {self.remedy}".rstrip()


class ProgrammeErrors(DomainError):
    """Every mistake that was found in a file, in the order of its lines. Never empty."""

    def __init__(self, errors: Sequence[ProgrammeError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)


class FactError(DomainError):
    """An activity's fact is absent, unknown, or not what its kind says. `messages` has the words in each language."""

    def __init__(self, fact: str, messages: Mapping[Language, str]) -> None:
        super().__init__(messages["en"])
        self.fact = fact
        self.messages = messages


class UnknownKind(DomainError):
    """An activity of a kind that the programme does not have. `known` names those that it has."""

    def __init__(self, kind: str, known: Sequence[str]) -> None:
        super().__init__(f"“{kind[:60]}” is not an activity of this programme. It knows: {', '.join(known)}.")
        self.kind, self.known = kind, tuple(known)


class BeforeProgramme(DomainError):
    """Something happened before the programme's first version began to hold, at `begins_at`."""

    def __init__(self, begins_at: clock.Instant) -> None:
        super().__init__(f"The programme began at {clock.to_iso(begins_at)}; this happened before that.")
        self.begins_at = begins_at


class TooYoung(DomainError):
    """Somebody is younger than anybody may join, `age`, with or without a guardian."""

    def __init__(self, *, age: int) -> None:
        super().__init__(f"One has to be {age} to join.")
        self.age = age


class GuardianNeeded(DomainError):
    """Somebody is younger than `age`, from which nobody needs a guardian's word, and has none."""

    def __init__(self, *, age: int) -> None:
        super().__init__(f"Whoever is not {age} yet joins with a guardian's word.")
        self.age = age


class NotOfferedThere(DomainError):
    """The programme is for those who live in one of `countries` (ISO 3166 codes)."""

    def __init__(self, country: str, countries: Sequence[str]) -> None:
        super().__init__(f"The programme is not offered in {country}, but in: {', '.join(countries)}.")
        self.country, self.countries = country, tuple(countries)


class NoProgramme(NotFound):
    """Nothing has been published yet."""

    def __init__(self) -> None:
        super().__init__("A programme that is published")
