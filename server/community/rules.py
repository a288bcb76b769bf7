"""Who may read what, and what becomes of a text whose state changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from server.kernel.clock import Instant

PostKind = Literal["story", "question", "idea", "shop"]
IdeaState = Literal["new", "planned", "done", "declined"]
State = Literal["published", "held", "hidden", "removed", "deleted"]
Decided = Literal["published", "held", "hidden", "removed"]  # What moderation may make of a text.

POST_KINDS: tuple[PostKind, ...] = get_args(PostKind)
STATES: tuple[State, ...] = get_args(State)
IDEA_STATES: tuple[IdeaState, ...] = get_args(IdeaState)
ASKING: frozenset[PostKind] = frozenset({"question", "shop"})  # Comments under these are answers.
EDITABLE: frozenset[State] = frozenset({"published", "held", "hidden"})


@dataclass(frozen=True, slots=True)
class Move:
    """A text's next state. `first`: it is read for the first time. `earned`: what it earned follows."""

    state: State
    turns: int
    first: bool = False
    earned: Literal["stays", "taken", "given"] = "stays"


def may_read(state: State, *, own: bool, moderates: bool) -> bool:
    """Everybody reads what is published; its author and the moderators what waits or was taken away; nobody what its
    author deleted."""
    return state == "published" or (state != "deleted" and (own or moderates))


def decided(
    state: State, turns: int, published_at: Instant | None, wanted: Decided, earned: bool | None = None
) -> Move | None:
    """What a decision makes of a text; None: nothing changes. `earned`: whether it is to have what it earned, where
    that does not follow from the state.

    What its author deleted stays deleted, whatever is decided, but what it had earned follows the decision. What was
    never published has earned nothing, and what waits keeps what it earned until something is decided.
    """
    if published_at is None:
        if state in (wanted, "deleted"):
            return None
        return Move(wanted, turns, first=wanted == "published")
    taken = turns % 2 == 1
    follows: Literal["stays", "taken", "given"] = "stays"
    if earned is None:
        earned = {"published": True, "held": not taken, "hidden": False, "removed": False}[wanted]
    if earned == taken:
        follows = "given" if taken else "taken"
    becomes: State = "deleted" if state == "deleted" else wanted
    if becomes == state and follows == "stays":
        return None
    return Move(becomes, turns + (follows != "stays"), earned=follows)


def idea_turns(turns: int, before: IdeaState, after: IdeaState) -> int:
    """How often an idea has become done or was done no more; odd: it is done."""
    return turns + ((before == "done") != (after == "done"))
