"""Random programmes and random lives in them: the books agree, a replay changes nothing, together is as one by one,
what is undone was never there, and whatever happens is told in words."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from server import programme
from server.kernel import clock
from server.kernel.clock import DAY, HOUR
from server.programme.rulebook import LANGUAGES
from tests.programme.documents import documents
from tests.programme.random_lives import (
    BEGAN,
    LONG,
    WITH_OTHERS,
    ZONES,
    at_of,
    at_once,
    compiled,
    live,
    lives,
    renamed,
    same,
    some,
    told_again,
    undoing,
)
from tests.simulation.auditing import UNTOLD
from tests.simulation.neighbours import Line

DEEDS = ("purchase", "purchase", "visit")


@some(8)
@given(text=documents(), life=lives(LONG, does=WITH_OTHERS), rest=st.sampled_from((0, DAY, 40 * DAY, 400 * DAY)))
async def test_the_books_agree_and_a_replay_changes_nothing(
    text: str, life: list[Line], rest: int, migrated_sqlite: Path
) -> None:
    until = at_of(life[-1]) + rest

    once = await live(text, life, until, migrated_sqlite, audited=True)
    again = await live(text, [*life, *told_again(life, once)], until, migrated_sqlite)

    assert again["members"] == once["members"]
    assert again["activities"][: len(once["activities"])] == once["activities"]


@some(8)
@given(text=documents(alone=True), life=lives((0,)))
async def test_together_or_one_by_one_it_is_the_same(text: str, life: list[Line], migrated_sqlite: Path) -> None:
    apart = [{**line, "occurredAt": clock.to_iso(BEGAN + place * 1000)} for place, line in enumerate(life)]

    one = await live(text, life, BEGAN + DAY, migrated_sqlite)
    other = await live(text, apart, BEGAN + DAY, migrated_sqlite)

    assert one["activities"] == other["activities"]
    same(one, other, ends=False)


@some(8)
@given(text=documents(alone=True), life=lives((0,)))
async def test_whose_turn_it_is_does_not_matter_within_an_instant(
    text: str, life: list[Line], migrated_sqlite: Path
) -> None:
    """What one member does keeps its order; which of two members comes first is nobody's loss."""
    sorted_by_member = sorted(life, key=lambda line: str(line["member"]))

    one = await live(text, life, BEGAN + DAY, migrated_sqlite)
    other = await live(text, sorted_by_member, BEGAN + DAY, migrated_sqlite)

    same(one, other)


@some(16)
@given(
    text=documents(alone=True, plain=True), before=lives((HOUR,), does=DEEDS, began=BEGAN - DAY // 2, most=4),
    life=lives((0,), does=DEEDS), chance=st.randoms(use_true_random=False),
)  # fmt: skip
async def test_the_order_of_what_one_member_does_at_one_instant_does_not_matter_where_nothing_is_capped(
    text: str, before: list[Line], life: list[Line], chance: random.Random, migrated_sqlite: Path
) -> None:
    """What each activity earns, and all sums. Not so what the first to come takes from those after it: see
    `activities.batch`."""
    earlier, shuffled = renamed(before, "before"), chance.sample(life, len(life))

    one = await live(text, [*earlier, *life], BEGAN + 20 * DAY, migrated_sqlite)
    other = await live(text, [*earlier, *shuffled], BEGAN + 20 * DAY, migrated_sqlite)

    same(one, other)
    assert _by_rules(one) == _by_rules(other)


def _by_rules(said: Mapping[str, Any]) -> dict[str, list[tuple[Any, ...]]]:
    """By key: what the rules gave for it. A challenge's bonus and a milestone's gift come with whichever was last."""
    return {
        line["key"]: sorted(
            (entry["rule"], entry["currency"], entry["points"])
            for entry in line["entries"] if entry["rule"].startswith(("shop", "visit", "more", "for_club"))
        )
        for line in said["activities"]
    }  # fmt: skip


@some(8)
@given(
    text=documents(alone=True), life=lives((0, HOUR, 5 * DAY)), more=lives((0,), does=DEEDS),
    zones=st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
)  # fmt: skip
async def test_what_is_recorded_and_undone_was_never_there(
    text: str, life: list[Line], more: list[Line], zones: tuple[str, str], migrated_sqlite: Path
) -> None:
    """Points, what is pending, level, open vouchers, progress, badges, clubs and places; also for who flew between."""
    then = at_of(life[-1]) + HOUR
    done = at_once(renamed(more, "more"), then)
    flights = at_once([{"member": "m1", "flies": zones[0]}, {"member": "m2", "flies": zones[1]}], then + HOUR // 2)
    back = undoing(done, then + HOUR)

    without = await live(text, [*life, *flights], then + 2 * HOUR, migrated_sqlite)
    undone = await live(text, [*life, *done, *flights, *back], then + 2 * HOUR, migrated_sqlite)

    same(without, undone, ends="idle_months" not in text)


@some(8)
@given(text=documents(alone=True), life=lives((0, HOUR), does=DEEDS), more=lives((0,), does=DEEDS))
async def test_what_was_used_before_it_was_undone_is_owed_and_said(
    text: str, life: list[Line], more: list[Line], migrated_sqlite: Path
) -> None:
    """Points that were spent in between are owed, to the last one; a used voucher stays used; nothing else is left."""
    then = at_of(life[-1]) + HOUR
    done = at_once(renamed(more, "more"), then)
    used = at_once(
        [{"key": f"{verb}-{reward}-{name}", "member": name, verb: {"reward": reward}}
         for name in ("m1", "m2") for verb, reward in (("spend", "cup"), ("use", "cup"), ("use", "check"))],
        then + HOUR,
    )  # fmt: skip
    back = undoing(done, then + 2 * HOUR)

    without = await live(text, life, then + 3 * HOUR, migrated_sqlite)
    undone = await live(text, [*life, *done, *used, *back], then + 3 * HOUR, migrated_sqlite)

    spent = {line["key"]: line for line in undone["activities"] if not line["problems"]}
    for name in ("m1", "m2"):
        mine, theirs = without["members"][name], undone["members"][name]
        paid = 20 if f"spend-cup-{name}" in spent else 0
        assert theirs["balances"]["points"] == mine["balances"]["points"] - paid
        if f"use-cup-{name}" in spent:
            assert _used(theirs) > _used(mine)
        assert (theirs["pending"], theirs["tier"]) == (mine["pending"], mine["tier"])


def _used(member: Mapping[str, Any]) -> int:
    return sum(voucher["state"] == "used" for voucher in member["vouchers"])


@settings(max_examples=150, deadline=None)
@given(text=documents())
def test_every_programme_is_told_in_both_languages(text: str) -> None:
    book = compiled(text)

    swedish, english = (programme.how_it_works(book, language) for language in LANGUAGES)

    assert [(one.code, len(one.sentences)) for one in swedish] == [(one.code, len(one.sentences)) for one in english]
    for section in (*swedish, *english):
        for sentence in section.sentences:
            assert sentence.endswith((".", "!", "?")), sentence
            assert not UNTOLD.search(sentence), sentence
