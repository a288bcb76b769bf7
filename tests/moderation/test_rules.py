"""The rules by themselves: what is held, what an action makes of a text, what undoes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from server.kernel.clock import DAY
from server.kernel.errors import BadInput
from server.moderation import rules
from server.moderation.rules import Known, Past, Return, Trust
from server.programme.rulebook import Moderation

HOUSE = Moderation(new_days=3, hourly_new=3, hourly=20, links_new=0, watched={"sv": ("snabblån",), "en": ("pay day",)})


@pytest.mark.parametrize(
    ("body", "known", "reasons"),
    [
        ("Hej på er.", Known("new", 0), []),
        ("Hej på er.", Known("new", 2), []),
        ("Hej på er.", Known("new", 3), ["rate"]),
        ("Hej på er.", Known("known", 19), []),
        ("Hej på er.", Known("known", 20), ["rate"]),
        ("Hej på er.", Known("official", 500), []),
        ("Se http://a.example", Known("new", 0), ["links"]),
        ("Se HTTPS://a.example", Known("new", 0), ["links"]),
        ("Se ｈttps://a.example", Known("new", 0), ["links"]),
        ("Se www.klocka.example", Known("new", 0), ["links"]),
        ("Se klocka.com nu", Known("new", 0), ["links"]),
        ("Klockan 9.30 vid porten, t.ex. i morgon.", Known("new", 0), []),
        ("Se http://a.example", Known("known", 0), []),
        ("Samma sak en gång till", Known("new", 0, ("samma sak, EN gång till!",)), ["repeat"]),
        ("Samma sak en gång till", Known("known", 0, ("samma sak, EN gång till!",)), []),
        ("Tack!", Known("new", 0, ("Tack!",)), []),
        ("Ta ett Snabblån.", Known("known", 0), ["words"]),
        ("Snabblånen är dyra.", Known("known", 0), []),
        ("It is pay-day again", Known("known", 0), ["words"]),
        ("http://a.se snabblån", Known("new", 9, ("http a se snabblån",)), ["rate", "links", "repeat", "words"]),
    ],
)
def test_why_a_text_waits(body: str, known: Known, reasons: list[str]) -> None:
    assert rules.reasons_to_hold(body, known, HOUSE) == reasons


@pytest.mark.parametrize(
    ("joined", "against", "roles", "trust"),
    [
        (0, None, (), "new"),
        (3 * DAY - 1, None, (), "new"),
        (3 * DAY, None, (), "known"),
        (90 * DAY, 29 * DAY, (), "new"),
        (90 * DAY, 30 * DAY, (), "known"),
        (0, 0, ("moderator",), "official"),
        (0, None, ("staff",), "official"),
    ],
)
def test_who_is_trusted(joined: int, against: int | None, roles: tuple[str, ...], trust: Trust) -> None:
    now = 1000 * DAY

    found = rules.trust_of(
        joined_at=now - joined, decided_against_at=None if against is None else now - against, roles=roles, now=now,
        house=HOUSE,
    )  # fmt: skip

    assert found == trust


@pytest.mark.parametrize(
    ("now_is", "before", "after", "verdict", "back"),
    [
        ("hidden", "published", "hidden", False, "published"),
        ("hidden", "held", "hidden", False, "held"),
        ("hidden", "held", "hidden", True, "published"),  # A person has looked at it.
        ("published", "held", "published", False, "held"),
        ("removed", "published", "hidden", False, None),  # Another decision came later.
        ("held", "published", "published", True, None),  # Edited since, and waiting for somebody.
        ("deleted", "published", "hidden", False, "published"),  # It stays deleted; what it earned follows.
        ("deleted", "deleted", "removed", False, "published"),
    ],
)
def test_what_undoes_a_decision(now_is: Any, before: Any, after: Any, verdict: bool, back: str | None) -> None:
    this = Past(10, before, after, ended_at=20, overturned=verdict)

    found = rules.restored_to([this], 0, now_is=now_is, read_at_once=True)

    assert (found.state if found is not None else None) == back


def ended(past: Past, at: int) -> Past:
    """Undone since."""
    return replace(past, ended_at=at)


HIDDEN, HIDDEN_AGAIN = Past(10, "published", "hidden"), Past(20, "hidden", "hidden")
KEPT = Past(10, "held", "published")


@pytest.mark.parametrize(
    ("past", "place", "now_is", "at_once", "back"),
    [
        # A rewritten text that was hidden anew stays that, whatever becomes of the first decision …
        ((ended(HIDDEN, 30), HIDDEN_AGAIN), 0, "hidden", True, None),
        # … and is read again when both are undone, in either order.
        ((ended(HIDDEN, 30), ended(HIDDEN_AGAIN, 40)), 1, "hidden", True, Return("published", True)),
        ((HIDDEN, ended(HIDDEN_AGAIN, 30)), 1, "hidden", True, Return("hidden", False)),
        # What was kept, reported and hidden waits again, as it did when it was sent, and has earned nothing.
        ((ended(KEPT, 30), ended(Past(20, "published", "hidden"), 40)), 1, "hidden", False, Return("held", False)),
        # An earlier one that was undone before it was decided anew has no say.
        ((ended(KEPT, 15), Past(20, "held", "published", 30)), 1, "published", False, Return("held", False)),
        # What waited because it was edited, after it had been read, has what it earned; what was never read has not.
        ((Past(20, "held", "hidden", 30),), 0, "hidden", True, Return("held", True)),
        ((ended(KEPT, 30),), 0, "published", False, Return("held", False)),
        # What its author deleted while it was hidden does not earn by the undoing of a later decision.
        ((HIDDEN, Past(20, "deleted", "hidden", 30)), 1, "deleted", True, Return("removed", False)),
    ],
)
def test_what_undoes_one_of_several(
    past: tuple[Past, ...], place: int, now_is: Any, at_once: bool, back: Return | None
) -> None:
    assert rules.restored_to(past, place, now_is=now_is, read_at_once=at_once) == back


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u202e", "x" * 501])
def test_a_reason_is_something_to_read(text: str) -> None:
    with pytest.raises(BadInput):
        rules.check_words(text, "reason", most=rules.REASON_LIMIT, required=True)


def test_what_turns_the_writing_round_is_left_out() -> None:
    assert rules.check_words("a\u202eb\nc", "words", most=10, required=False) == "ab\nc"


@pytest.mark.parametrize("key", ["", "x" * 129, "a\nb"])
def test_a_key_is_short_and_printable(key: str) -> None:
    with pytest.raises(BadInput):
        rules.check_key(key)
