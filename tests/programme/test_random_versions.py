"""Random lives across a version of the programme that begins while they are lived: what happened before is priced by
what held then, however late it is told and undone; what happens after, by what holds from then on; and when the change
was published, or that nothing really changed, is no matter to anybody."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.kernel import clock
from server.kernel.clock import DAY, HOUR, MINUTE
from tests.programme.documents import documents
from tests.programme.random_lives import (
    BEGAN,
    LONG,
    WITH_OTHERS,
    at_of,
    at_once,
    live,
    lives,
    renamed,
    same,
    some,
    told_again,
    undoing,
)
from tests.programme.successors import CHANGES, EARNING, WORDS, successors, version
from tests.simulation.neighbours import Line

ALL = tuple(CHANGES)
Changed = tuple[str, list[str]]  # A document, and what a later version changes of it.
TURN = BEGAN + 5 * DAY + 30 * MINUTE  # When the second version begins: between two things, and not at a midnight.
BEFORE_ALL = clock.from_iso("2026-01-05T00:00:00Z")  # Before anybody joined.
DEEDS = ("purchase", "purchase", "visit")


@st.composite
def changing(draw: st.DrawFn, kinds: Sequence[str], *, alone: bool = False, waits: bool = False) -> Changed:
    """A document, and what a later version changes of it."""
    text = draw(documents(alone=alone, waits=waits))
    return text, draw(successors(text, kinds))


def _of_ends(changed: Changed) -> bool:
    """Whether the version changes when points expire, and not a word alone."""
    return any(change.startswith("[[version.currency]]") for change in changed[1])


def _comes_by_itself(changed: Changed) -> bool:
    """Whether the version brings something that nobody has to do anything for: a new day, or an easier level."""
    return any("new_day" in change or "visits = 1" in change or "level = 120" in change for change in changed[1])


@some(8)
@given(changed=changing(ALL), life=lives(LONG, does=WITH_OTHERS), rest=st.sampled_from((DAY, 400 * DAY)))
async def test_the_books_agree_whatever_the_second_version_changes(
    changed: Changed, life: list[Line], rest: int, migrated_sqlite: Path
) -> None:
    text, changes = changed
    whole = text + version(TURN, changes)
    until = at_of(life[-1]) + rest

    once = await live(whole, life, until, migrated_sqlite, audited=True)
    again = await live(whole, [*life, *told_again(life, once)], until, migrated_sqlite)

    assert again["members"] == once["members"]
    assert again["activities"][: len(once["activities"])] == once["activities"]


@some(8)
@given(text=documents(), life=lives(LONG, does=WITH_OTHERS), rest=st.sampled_from((DAY, 90 * DAY)))
async def test_a_version_that_changes_a_word_changes_nothing_else(
    text: str, life: list[Line], rest: int, migrated_sqlite: Path
) -> None:
    until = at_of(life[-1]) + rest

    without = await live(text, life, until, migrated_sqlite)
    across = await live(text + version(TURN, [WORDS]), life, until, migrated_sqlite)

    assert across["members"] == without["members"]
    assert across["activities"] == without["activities"]
    assert across["standings"] == without["standings"]


@some(8)
@given(changed=changing(ALL), life=lives(LONG, does=WITH_OTHERS), ahead=st.sampled_from((2 * MINUTE, DAY, 5 * DAY)))
async def test_when_a_version_was_published_does_not_matter(
    changed: Changed, life: list[Line], ahead: int, migrated_sqlite: Path
) -> None:
    """With the first one, or in the middle of a life, some minutes or days before it begins to hold."""
    text, changes = changed
    whole, at = text + version(TURN, changes), TURN - ahead
    published = at_once([{"publishes": whole}], at)
    until = max(at_of(life[-1]), TURN) + DAY

    first = await live(whole, life, until, migrated_sqlite)
    between = await live(
        text, [*(line for line in life if at_of(line) < at), *published, *(line for line in life if at_of(line) >= at)],
        until, migrated_sqlite,
    )  # fmt: skip

    assert between["members"] == first["members"]
    assert between["activities"] == first["activities"]


@some(8)
@given(
    changed=changing((*EARNING, "ends")), life=lives((HOUR, 7 * HOUR), does=DEEDS),
    after=st.sampled_from((0, HOUR, 3 * DAY)),
)  # fmt: skip
async def test_what_happened_before_is_priced_by_what_held_then_however_late_it_is_told(
    changed: Changed, life: list[Line], after: int, migrated_sqlite: Path
) -> None:
    """Rates, caps and campaigns of then; and points that come late expire as points of then do."""
    text, changes = changed
    told_at = TURN + after
    late = at_once([{"key": "late", "member": "m1", "tells": life}], told_at)

    without = await live(text, late, told_at + 30 * DAY, migrated_sqlite)
    across = await live(text + version(TURN, changes), late, told_at + 30 * DAY, migrated_sqlite)

    assert across["activities"] == without["activities"]
    same(without, across)


@some(8)
@given(changed=changing(ALL), life=lives(LONG, does=WITH_OTHERS, began=BEGAN + HOUR))
async def test_what_happens_after_is_as_if_the_new_version_had_always_held(
    changed: Changed, life: list[Line], migrated_sqlite: Path
) -> None:
    text, changes = changed
    until = at_of(life[-1]) + 40 * DAY

    always = await live(text + version(BEFORE_ALL, changes), life, until, migrated_sqlite)
    since = await live(text + version(BEGAN + 30 * MINUTE, changes), life, until, migrated_sqlite)

    assert since["activities"] == always["activities"]
    same(always, since)


@some(8)
@given(
    changed=changing(("ends",)).filter(_of_ends), life=lives((HOUR, 9 * HOUR), does=DEEDS, most=6),
    after=st.sampled_from((HOUR, 12 * DAY)),
)  # fmt: skip
async def test_what_was_earned_keeps_the_end_that_it_was_earned_with(
    changed: Changed, life: list[Line], after: int, migrated_sqlite: Path
) -> None:
    await _ends_stay(changed, life, after, migrated_sqlite)


@some(8)
@given(
    changed=changing(("ends",), waits=True).filter(_of_ends),
    life=lives((HOUR, 9 * HOUR), does=("purchase",), most=6), after=st.sampled_from((5 * DAY, 12 * DAY)),
)  # fmt: skip
async def test_what_waited_when_a_version_began_keeps_the_end_that_it_was_earned_with(
    changed: Changed, life: list[Line], after: int, migrated_sqlite: Path
) -> None:
    await _ends_stay(changed, life, after, migrated_sqlite)


async def _ends_stay(changed: Changed, life: list[Line], after: int, empty: Path) -> None:
    text, changes = changed
    until = max(at_of(life[-1]), TURN) + after
    before = [line for line in life if at_of(line) < TURN]

    without = await live(text, before, until, empty)
    across = await live(text + version(TURN, changes), before, until, empty)

    same(without, across)


@some(8)
@given(
    changed=changing(("moments", "ladders")).filter(_comes_by_itself), life=lives((0, HOUR, DAY), does=DEEDS, most=6)
)
async def test_a_new_version_concerns_those_who_do_nothing_after_it_was_published(
    changed: Changed, life: list[Line], migrated_sqlite: Path
) -> None:
    """What its days and its levels give comes to everybody by itself, as if it had long been known."""
    text, changes = changed
    begins = at_of(life[-1]) + 2 * DAY
    whole = text + version(begins, changes)
    published = at_once([{"publishes": whole}], begins - 2 * MINUTE)
    until = BEGAN + 75 * DAY  # 13 April: the new day is 29 March, and so is a birthday.

    known = await live(whole, life, until, migrated_sqlite)
    between = await live(text, [*life, *published], until, migrated_sqlite)

    assert between["members"] == known["members"]
    assert between["standings"] == known["standings"]


@some(8)
@given(
    changed=changing(ALL, alone=True), life=lives((0, HOUR, 2 * DAY)), more=lives((0,), does=DEEDS),
)  # fmt: skip
async def test_what_is_undone_under_another_version_was_never_there(
    changed: Changed, life: list[Line], more: list[Line], migrated_sqlite: Path
) -> None:
    (text, changes), then = changed, at_of(life[-1]) + HOUR
    whole = text + version(then + HOUR, changes)
    done = at_once(renamed(more, "more"), then)
    back = undoing(done, then + 2 * HOUR)

    without = await live(whole, life, then + 3 * HOUR, migrated_sqlite)
    undone = await live(whole, [*life, *done, *back], then + 3 * HOUR, migrated_sqlite)

    same(without, undone, ends="idle_months" not in whole)


@some(8)
@given(
    changed=changing(EARNING, alone=True), life=lives((0, HOUR, DAY, 3 * DAY), does=DEEDS),
    chance=st.randoms(use_true_random=False),
)  # fmt: skip
async def test_one_call_that_tells_of_both_versions_is_as_one_by_one(
    changed: Changed, life: list[Line], chance: random.Random, migrated_sqlite: Path
) -> None:
    """And in whichever order the call names them: what counts is when each happened."""
    text, changes = changed
    whole = text + version(TURN, changes)
    told_at = max(at_of(life[-1]), TURN) + HOUR
    each_once: list[Line] = [
        {**line, "occurredAt": clock.to_iso(at_of(line) + place)} for place, line in enumerate(life)
    ]
    shuffled = chance.sample(each_once, len(each_once))

    def told(lines: list[Line]) -> list[Line]:
        return at_once([{"key": "all", "member": "m1", "tells": lines}], told_at)

    one = await live(whole, told(each_once), told_at + DAY, migrated_sqlite)
    other = await live(whole, told(shuffled), told_at + DAY, migrated_sqlite)
    singly = await live(
        whole, [single for line in each_once for single in told([line])], told_at + DAY, migrated_sqlite
    )

    assert _by_key(other) == _by_key(one) == _by_key(singly)
    same(one, other)
    same(one, singly)


def _by_key(said: Any) -> dict[str, Any]:
    return {line["key"]: line for line in said["activities"]}
