"""Random programmes and random lives in them: the books agree, a replay changes nothing, together is as one by one, and
whatever happens is told in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from server import earning, ledger, milestones, programme, rewards, simulation, storage
from server.app import HANDLERS
from server.commands.living import told
from server.kernel import clock, ids
from server.kernel.clock import DAY, HOUR, Instant
from server.programme.rulebook import LANGUAGES
from server.simulation.report import report
from tests.programme.documents import documents

Line = Mapping[str, Any]
SOME = settings(
    max_examples=15, deadline=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # Whole lives take too long to make smaller.
)  # fmt: skip
BEGAN = clock.from_iso("2026-01-28T10:00:00Z")
LONG = (0, HOUR, DAY, 7 * DAY, 33 * DAY, 120 * DAY)
AMOUNTS = ("0.50", "9.99", "49.99", "50.00", "120.00", "333.33", "1000.00")
JOINING: tuple[Line, ...] = (
    {"member": "m1", "joinedAt": "2026-01-10T09:00:00Z", "birthday": "1990-03-29", "timezone": "Europe/Stockholm"},
    {"member": "m2", "joinedAt": "2026-01-27T22:30:00Z", "birthday": "1984-02-29", "timezone": "Asia/Tokyo"},
)
UNTOLD = re.compile(r"None|[{}]|\(\)|Decimal|frozenset|_\d")


@st.composite
def lives(draw: st.DrawFn, gaps: Sequence[int]) -> list[Line]:
    """What two members do: activities, shares of them taken back, a reward redeemed and used."""
    at, lines, done = BEGAN, list[Line](), list[Line]()
    for number in range(draw(st.integers(2, 12))):
        at += draw(st.sampled_from(gaps))
        line = {"key": str(number), "member": draw(st.sampled_from(["m1", "m2"])), "occurredAt": clock.to_iso(at)}
        does = draw(st.sampled_from(["purchase", "purchase", "purchase", "visit", "reverse", "spend", "use"]))
        if does == "reverse" and done:
            of = draw(st.sampled_from(done))
            share = draw(st.sampled_from(["1", "0.5", "0.333333"]))
            lines.append({**line, "member": of["member"], "reverse": of["key"], "share": share})
        elif does in ("spend", "use"):
            lines.append({**line, does: {"reward": "cup"}})
        else:
            facts: dict[str, Any] = {"hours": draw(st.integers(0, 5))}
            if does != "visit":
                facts = {"amount": draw(st.sampled_from(AMOUNTS)),
                         "category": draw(st.sampled_from(["food", "tobacco"]))}  # fmt: skip
            done.append({**line, "kind": "visit" if does == "visit" else "purchase", "facts": facts})
            lines.append(done[-1])
    return lines


async def live(text: str, lines: Sequence[Line], until: Instant, empty: Path) -> Mapping[str, Any]:
    """What a life comes to, with books that agree and words for all of it."""
    ids._last = 0  # What is drawn follows from members' ids: the same life has the same ones.
    document = programme.parse(text, "random.toml")
    asked = simulation.read_lines("\n".join(msgspec.json.encode(line).decode() for line in (*JOINING, *lines)))
    async with simulation.lived(document, asked, until=until, handlers=HANDLERS, empty=empty) as life:
        book = programme.current()
        in_lots = sorted(code for code, currency in book.currencies.items() if currency.in_lots)
        assert await ledger.reconcile(in_lots) == []
        assert await rewards.reconcile() == []
        assert await earning.reconcile() == []
        assert await milestones.reconcile() == []
        assert await storage.value("SELECT COUNT(*) FROM job WHERE dead_at IS NOT NULL") == 0
        assert await _sum_of_all_accounts() == 0
        await _all_is_told()
        said = await report(life, told)
    assert "InternalProblem" not in [one["type"] for line in said["activities"] for one in line["problems"]]
    return said


async def _sum_of_all_accounts() -> int:
    sums = dict[int, int]()
    for row in await storage.rows("SELECT debit_account_id, credit_account_id, points FROM ledger_entry"):
        sums[row[0]] = sums.get(row[0], 0) - row[2]
        sums[row[1]] = sums.get(row[1], 0) + row[2]
    known = {row[0] for row in await storage.rows("SELECT id FROM ledger_account")}
    assert sums.keys() <= known
    return sum(sums.values())


async def _all_is_told() -> None:
    """Every entry of anything that people see says why, in both languages."""
    book = programme.current()
    for row in await storage.rows("SELECT reason, rule, currency, sign * points, arithmetic FROM ledger_entry"):
        if book.currencies[row[2]].counter:
            continue
        line = programme.Line(row[0], row[1], row[2], row[3], msgspec.json.decode(row[4]))
        for language in LANGUAGES:
            explanation = programme.explain(line, book, language)
            why = programme.why(line, book, language)
            for said in (why, explanation.title, explanation.body, explanation.rule_name):
                assert said.strip()
                assert not UNTOLD.search(said), said


@SOME
@given(text=documents(), life=lives(LONG), rest=st.sampled_from((0, DAY, 40 * DAY, 400 * DAY)))
async def test_the_books_agree_and_a_replay_changes_nothing(
    text: str, life: list[Line], rest: int, migrated_sqlite: Path
) -> None:
    until = clock.from_iso(str(life[-1]["occurredAt"])) + rest

    once = await live(text, life, until, migrated_sqlite)
    again = await live(text, [*life, *(line for line in life if "kind" in line)], until, migrated_sqlite)

    assert again["members"] == once["members"]
    assert again["activities"][: len(life)] == once["activities"]


@SOME
@given(text=documents(alone=True), life=lives((0,)))
async def test_together_or_one_by_one_it_is_the_same(text: str, life: list[Line], migrated_sqlite: Path) -> None:
    apart = [{**line, "occurredAt": clock.to_iso(BEGAN + place * 1000)} for place, line in enumerate(life)]

    one = await live(text, life, BEGAN + DAY, migrated_sqlite)
    other = await live(text, apart, BEGAN + DAY, migrated_sqlite)

    assert one["activities"] == other["activities"]
    _same_members(one, other)


@SOME
@given(text=documents(alone=True), life=lives((0,)))
async def test_whose_turn_it_is_does_not_matter_within_an_instant(
    text: str, life: list[Line], migrated_sqlite: Path
) -> None:
    """What one member does keeps its order; which of two members comes first is nobody's loss."""
    sorted_by_member = sorted(life, key=lambda line: str(line["member"]))

    one = await live(text, life, BEGAN + DAY, migrated_sqlite)
    other = await live(text, sorted_by_member, BEGAN + DAY, migrated_sqlite)

    _same_members(one, other)


@SOME
@given(text=documents(alone=True), life=lives((0, HOUR)), more=lives((0,)))
async def test_what_is_recorded_and_undone_was_never_there(
    text: str, life: list[Line], more: list[Line], migrated_sqlite: Path
) -> None:
    then = clock.from_iso(str(life[-1]["occurredAt"])) + HOUR
    done = [{**line, "key": f"more-{line['key']}", "occurredAt": clock.to_iso(then)} for line in more if "kind" in line]
    back = [
        {"key": f"back-{line['key']}", "member": line["member"], "reverse": line["key"], "share": "1",
         "occurredAt": clock.to_iso(then + HOUR)}
        for line in reversed(done)
    ]  # fmt: skip

    without = await live(text, life, then + 2 * HOUR, migrated_sqlite)
    undone = await live(text, [*life, *done, *back], then + 2 * HOUR, migrated_sqlite)

    _same_members(without, undone)


@settings(max_examples=150, deadline=None)
@given(text=documents())
def test_every_programme_is_told_in_both_languages(text: str) -> None:
    book = programme.compile(programme.parse(text, "random.toml"), 1)

    swedish, english = (programme.how_it_works(book, language) for language in LANGUAGES)

    assert [(one.code, len(one.sentences)) for one in swedish] == [(one.code, len(one.sentences)) for one in english]
    for section in (*swedish, *english):
        for sentence in section.sentences:
            assert sentence.endswith((".", "!", "?")), sentence
            assert not UNTOLD.search(sentence), sentence


def _same_members(one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    for name in ("m1", "m2"):
        mine, theirs = one["members"][name], other["members"][name]
        for part in ("balances", "pending", "tier", "tierUntil"):
            assert mine[part] == theirs[part], part
        assert _open(mine) == _open(theirs)


def _open(member: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return sorted((one["reward"], one["face"]) for one in member["vouchers"] if one["state"] == "open")
