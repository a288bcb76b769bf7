"""What a field tells its executors about itself, for its `metadata`; join several with `|`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from server.members import Principal

SIZE = "size"
SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Size:
    """How long a list is: as long as an argument's list (`by`), else about `guess`."""

    guess: int = 0
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """One execution serves every socket with the same document, variables, language and visibility class."""

    visibility: Callable[[Principal], str]


def sized(guess: int) -> dict[Any, Any]:
    """The list has about this many items, for the price of a query."""
    return {SIZE: Size(guess=guess)}


def sized_by(argument: str) -> dict[Any, Any]:
    """The list is as long as the argument of this GraphQL name; its whole selection is priced once an item."""
    return {SIZE: Size(by=argument)}


def shared(visibility: Callable[[Principal], str] = lambda principal: "all") -> dict[Any, Any]:
    """A subscription that answers many alike. `visibility` sorts the askers into classes that may see the same."""
    return {SHARED: Shared(visibility)}
