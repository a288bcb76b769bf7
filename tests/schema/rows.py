"""What a row of the table “who may what” is made of, for the rooms' own rows beside it (rows_….py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from server.members import Principal
from tests.schema.domain.town import Town

ASKERS = (
    "stranger", "member", "other member", "staff", "moderator", "manager", "partner", "partner without the scope",
    "other partner",
)  # fmt: skip

Given = Callable[["Scene", str], Mapping[str, Any]]


@dataclass(frozen=True)
class Scene:
    """A town where something has happened: Elsa bought something at Linneas, and is signed in."""

    town: Town
    session: str
    askers: Mapping[str, Principal]
    things: Mapping[str, str]  # What the rooms' rows speak of: ids by name.


@dataclass(frozen=True)
class Row:
    verb: str
    document: str
    given: Given
    answers: tuple[str, ...]
    case: str = ""

    def __str__(self) -> str:
        return f"{self.verb} {self.case}".strip()


def everybody(answer: str) -> tuple[str, ...]:
    return (answer,) * len(ASKERS)


def people(answer: str, *, programs: str = "FORBIDDEN") -> tuple[str, ...]:
    """The same for all who are signed in."""
    return ("UNAUTHENTICATED", *(answer,) * 5, *(programs,) * 3)


def verb(name: str, argument: str, type_: str) -> str:
    return f"mutation ($x: {type_}) {{ {name}({argument}: $x) {{ __typename }} }}"


def nothing(name: str) -> str:
    return f"mutation {{ {name} {{ __typename }} }}"


def unique(scene: Scene, who: str) -> str:
    return f"{who.replace(' ', '-')}-{scene.session[:6]}"


def many(of: Given) -> Given:
    return lambda scene, who: [of(scene, who)]  # type: ignore[return-value]


def plain(value: Any) -> Given:
    return lambda scene, who: value  # type: ignore[no-any-return]
