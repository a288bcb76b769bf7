"""Random lives of the nine examples: whatever happens, the books agree, and what is undone was never there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from server import earning, leaderboards, ledger, milestones, programme, rewards, simulation, storage
from server.app import HANDLERS
from server.commands.living import told
from server.kernel import clock
from server.kernel.clock import DAY, HOUR, Instant
from server.programme.rulebook import FactSpec, Rulebook
from server.simulation.report import report
from tests.simulation.lives import Line

NINE = sorted(path.stem for path in programme.EXAMPLES.glob("*.toml") if path.stem not in ("kvarteret", "small_shop"))
BEGAN = clock.from_iso("2025-08-20T10:00:00Z")
AMOUNTS = ("0.50", "9.99", "100.00", "149.50", "350.00", "999.99", "1000.00", "2499.00", "8000.00", "10000.00")
COUNTS = (0, 1, 3, 9, 10, 30, 45, 100)
WHOLE_NUMBER = 1_000_000
FEW = settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)  # A life takes long enough that what is found is better read than made small.


def rulebook(name: str) -> Rulebook:
    document = programme.parse((programme.EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"), name)
    return programme.compile(document, 1)


BOOKS: Mapping[str, Rulebook] = {name: rulebook(name) for name in NINE}


def fact(spec: FactSpec) -> st.SearchStrategy[Any]:
    if spec.choices:
        return st.sampled_from(spec.choices)
    if spec.type == "money":
        return st.sampled_from(AMOUNTS)
    most = spec.most if spec.most is not None else WHOLE_NUMBER
    return st.sampled_from([count for count in (*COUNTS, 20_000, 45_000) if count <= most])


@st.composite
def deeds(draw: st.DrawFn, name: str, *, gaps: Sequence[int], undone: bool = True) -> list[Line]:
    """What two members do: activities, and parts of them taken back; rewards chosen and used."""
    book = BOOKS[name]
    at, lines, recorded = BEGAN, list[Line](), list[Line]()
    for number in range(draw(st.integers(2, 9))):
        at += draw(st.sampled_from(gaps))
        who, key = draw(st.sampled_from(["m1", "m2"])), f"{number}"
        does = draw(st.sampled_from(["record", "record", "record", "reverse", "spend", "use"])) if undone else "record"
        line: dict[str, Any] = {"key": key, "member": who, "occurredAt": clock.to_iso(at)}
        if does == "reverse" and recorded:
            of = draw(st.sampled_from(recorded))
            lines.append({**line, "member": of["member"], "reverse": of["key"], "share": draw(SHARES)})
        elif does in ("spend", "use") and book.rewards:
            lines.append({**line, does: {"reward": draw(st.sampled_from(sorted(book.rewards)))}})
        else:
            kind = draw(st.sampled_from(sorted(book.kinds)))
            facts = {spec.name: draw(fact(spec)) for spec in book.kinds[kind].facts.values()}
            recorded.append({**line, "kind": kind, "facts": facts})
            lines.append(recorded[-1])
    return lines


SHARES = st.sampled_from(["1", "0.5", "0.333333", "0.1"])
LONG, SHORT = (0, HOUR, DAY, 20 * DAY, 100 * DAY, 300 * DAY), (0, HOUR)
JOINING: list[Line] = [
    {"member": "m1", "joinedAt": "2025-03-10T09:00:00Z", "birthday": "1990-02-28", "timezone": "Europe/Stockholm"},
    {"member": "m2", "joinedAt": "2025-07-31T22:30:00Z", "birthday": "1984-02-29", "timezone": "Asia/Tokyo"},
]


async def live(name: str, deeds: Sequence[Line], until: Instant, empty: Path) -> Mapping[str, Any]:
    """What a life comes to, with books that agree."""
    document = programme.parse((programme.EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"), name)
    asked = simulation.read_lines("\n".join(msgspec.json.encode(line).decode() for line in (*JOINING, *deeds)))
    async with simulation.lived(document, asked, until=until, handlers=HANDLERS, empty=empty) as life:
        spent = sorted(_spent(programme.current()))
        assert await ledger.reconcile(spent) == []
        assert await rewards.reconcile() == []
        assert await leaderboards.reconcile() == []
        assert await earning.reconcile() == []
        assert await milestones.reconcile() == []
        assert await storage.value("SELECT COUNT(*) FROM job WHERE dead_at IS NOT NULL") == 0
        said = await report(life, told)
    for member in said["members"].values():
        for code in spent:
            left = sum(lot["remaining"] for lot in member["lots"] if lot["currency"] == code)
            assert member["balances"][code] <= left
            assert member["balances"][code] == left or member["balances"][code] < 0 or left == 0
    assert "InternalProblem" not in [one["type"] for line in said["activities"] for one in line["problems"]]
    return said


def _spent(book: Rulebook) -> list[str]:
    return [code for code, currency in book.currencies.items() if currency.redeemable]


@pytest.mark.parametrize("name", NINE)
@FEW
@given(data=st.data())
async def test_the_books_agree_and_a_replay_changes_nothing(
    name: str, data: st.DataObject, migrated_sqlite: Path
) -> None:
    life = data.draw(deeds(name, gaps=LONG))
    until = clock.from_iso(str(life[-1]["occurredAt"])) + data.draw(st.sampled_from((0, DAY, 40 * DAY, 500 * DAY)))

    once = await live(name, life, until, migrated_sqlite)
    again = await live(name, [*life, *(line for line in life if "kind" in line)], until, migrated_sqlite)

    assert again["members"] == once["members"]
    assert again["activities"][: len(life)] == once["activities"]


@pytest.mark.parametrize("name", NINE)
@FEW
@given(data=st.data())
async def test_what_is_recorded_and_undone_was_never_there(
    name: str, data: st.DataObject, migrated_sqlite: Path
) -> None:
    before = data.draw(deeds(name, gaps=SHORT, undone=False))
    at = clock.from_iso(str(before[-1]["occurredAt"])) + HOUR
    more = [
        {**line, "key": f"more-{line['key']}", "occurredAt": clock.to_iso(at)}
        for line in data.draw(deeds(name, gaps=(0,), undone=False))
    ]
    back = [
        {"key": f"back-{line['key']}", "member": line["member"], "reverse": line["key"], "share": "1",
         "occurredAt": clock.to_iso(at + HOUR)}
        for line in reversed(more)
    ]  # fmt: skip

    without = await live(name, before, at + 2 * HOUR, migrated_sqlite)
    undone = await live(name, [*before, *more, *back], at + 2 * HOUR, migrated_sqlite)

    for name_ in ("m1", "m2"):
        mine, theirs = without["members"][name_], undone["members"][name_]
        for part in ("balances", "pending", "tier", "tierUntil", "badges", "challenges"):
            assert mine[part] == theirs[part], part
        assert _waiting(mine) == _waiting(theirs)


def _waiting(member: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Vouchers that can be used, whenever they came: what was taken back for a while comes again."""
    return sorted((one["reward"], one["face"]) for one in member["vouchers"] if one["state"] == "open")


@pytest.mark.parametrize("name", NINE)
@FEW
@given(data=st.data())
async def test_together_or_one_by_one_it_is_the_same(name: str, data: st.DataObject, migrated_sqlite: Path) -> None:
    life = data.draw(deeds(name, gaps=(0,)))
    apart = [
        {**line, "occurredAt": clock.to_iso(clock.from_iso(str(line["occurredAt"])) + place * 1000)}
        for place, line in enumerate(life)
    ]

    one = await live(name, life, BEGAN + DAY, migrated_sqlite)
    other = await live(name, apart, BEGAN + DAY, migrated_sqlite)

    assert one["activities"] == other["activities"]
    for name_ in ("m1", "m2"):
        for part in ("balances", "tier", "tierUntil", "badges"):
            assert one["members"][name_][part] == other["members"][name_][part]
        assert _waiting(one["members"][name_]) == _waiting(other["members"][name_])
