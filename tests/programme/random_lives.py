"""What people do in random programmes, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from server import programme, storage
from server.commands.living import told
from server.kernel import clock, ids
from server.kernel.clock import DAY, HOUR, Instant
from server.programme.rulebook import Rulebook
from server.settings import TestingSettings
from server.simulation.report import report
from tests.simulation.auditing import all_is_told, books_agree
from tests.simulation.neighbours import Line, lived

USUAL = 4
LIVES = TestingSettings().lives  # HEMMAPLAN_TEST_LIVES: many of them are for nights.
BEGAN = clock.from_iso("2026-01-28T10:00:00Z")
LONG = (0, HOUR, DAY, 7 * DAY, 33 * DAY, 120 * DAY)
AMOUNTS = ("0.50", "9.99", "49.99", "50.00", "120.00", "333.33", "1000.00")
ZONES = ("Asia/Tokyo", "America/Los_Angeles", "Europe/Stockholm")
JOINING: tuple[Line, ...] = (
    {"member": "m1", "joinedAt": "2026-01-10T09:00:00Z", "birthday": "1990-03-29", "timezone": "Europe/Stockholm"},
    {"member": "m2", "joinedAt": "2026-01-27T22:30:00Z", "birthday": "1984-02-29", "timezone": "Asia/Tokyo"},
)
ALONE = (
    "purchase", "purchase", "purchase", "purchase", "visit", "visit", "reverse", "spend", "use", "give away", "join",
    "choose", "fly",
)  # fmt: skip
WITH_OTHERS = (*ALONE, "give", "live together", "live apart", "be given a level")
TOLD_AGAIN = ("kind", "gives", "spend", "reverse", "granted", "join")


def some(examples: int) -> settings:
    """So many lives in an ordinary run, the same ones each time; where more are asked for, others each night. Whole
    lives take too long to make smaller."""
    return settings(
        max_examples=max(1, examples * LIVES // USUAL), derandomize=LIVES <= USUAL, deadline=None,
        suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )  # fmt: skip


@st.composite
def lives(
    draw: st.DrawFn, gaps: Sequence[int], *, does: Sequence[str] = ALONE, began: Instant = BEGAN, most: int = 12
) -> list[Line]:
    """What two members do: activities, shares of them taken back, rewards redeemed and used, and the rest of `does`."""
    at, lines, done = began, list[Line](), list[Line]()
    for number in range(draw(st.integers(2, most))):
        at += draw(st.sampled_from(gaps))
        who = draw(st.sampled_from(["m1", "m2"]))
        line = {"key": str(number), "member": who, "occurredAt": clock.to_iso(at)}
        do = draw(st.sampled_from(does))
        if do == "reverse" and done:
            of = draw(st.sampled_from(done))
            share = draw(st.sampled_from(["1", "0.5", "0.333333"]))
            lines.append({**line, "member": of["member"], "reverse": of["key"], "share": share})
        elif do in _SAYS:
            lines.append({**line, **_SAYS[do]})
        elif do in ("give", "live together"):
            other = "m2" if who == "m1" else "m1"
            points = draw(st.sampled_from([1, 7, 40]))
            lines.append({**line, **({"gives": points, "to": other} if do == "give" else {"lives_with": other})})
        elif do == "choose":
            lines.append({**line, "beneficiaries": draw(st.sampled_from([["club"], []]))})
        elif do == "fly":
            lines.append({**line, "flies": draw(st.sampled_from(ZONES))})
        else:
            done.append({**line, **_deed(draw, visit=do == "visit")})
            lines.append(done[-1])
    return lines


_SAYS: Mapping[str, Mapping[str, Any]] = {
    "spend": {"spend": {"reward": "cup"}}, "use": {"use": {"reward": "cup"}},
    "give away": {"spend": {"reward": "alms"}}, "join": {"join": {"challenge": "task_1"}},
    "live apart": {"leaves_home": True}, "be given a level": {"granted": "second", "months": 2},
}  # fmt: skip


def _deed(draw: st.DrawFn, *, visit: bool) -> dict[str, Any]:
    if visit:
        return {"kind": "visit", "facts": {"hours": draw(st.integers(0, 5))}}
    facts = {"amount": draw(st.sampled_from(AMOUNTS)), "category": draw(st.sampled_from(["food", "tobacco"]))}
    return {"kind": "purchase", "facts": facts}


def at_of(line: Line) -> Instant:
    return clock.from_iso(str(line["occurredAt"]))


def at_once(lines: Sequence[Line], instant: Instant) -> list[Line]:
    """The same, all at one instant."""
    return [{**line, "occurredAt": clock.to_iso(instant)} for line in lines]


def told_again(lines: Sequence[Line], said: Mapping[str, Any]) -> list[Line]:
    """What was taken once: a key that was refused stands for nothing."""
    taken = {line["key"] for line in said["activities"] if not line["problems"]}
    return [line for line in lines if line.get("key") in taken and any(verb in line for verb in TOLD_AGAIN)]


def undoing(lines: Sequence[Line], instant: Instant) -> list[Line]:
    """All of it taken back, the last first."""
    return [
        {"key": f"back-{line['key']}", "member": line["member"], "reverse": line["key"], "share": "1",
         "occurredAt": clock.to_iso(instant)}
        for line in reversed(lines)
    ]  # fmt: skip


def renamed(lines: Sequence[Line], prefix: str) -> list[Line]:
    """Other keys, where a second life is put after a first."""
    named = ({"key": f"{prefix}-{line['key']}"} for line in lines)
    back = ({"reverse": f"{prefix}-{line['reverse']}"} if "reverse" in line else {} for line in lines)
    return [{**line, **key, **of} for line, key, of in zip(lines, named, back, strict=True)]


async def live(
    text: str, lines: Sequence[Line], until: Instant, empty: Path, *, audited: bool = False
) -> Mapping[str, Any]:
    """What a life comes to, with books that agree and words for all of it: what `run` prints, and who stands where."""
    ids._last = 0  # Ids never go back within a process; this life may begin before another one ended.
    async with lived(text, [*JOINING, *lines], until=until, empty=empty, audited=audited) as life:
        await books_agree()
        await all_is_told()
        said = await report(life, told)
        names = {member_id: name for name, member_id in life.members.items()}
        said["standings"] = {
            (row[0], row[1], names[row[2]]): row[3]
            for row in await storage.rows("SELECT board, season, member_id, score FROM standing WHERE score <> 0")
        }
    refused = {problem["type"] for line in said["activities"] for problem in line["problems"]}
    assert "InternalProblem" not in refused
    return said


def same(one: Mapping[str, Any], other: Mapping[str, Any], *, ends: bool = True) -> None:
    """Whether two lives came to the same for everybody. `ends`: also when points expire."""
    assert one["members"].keys() == other["members"].keys()
    for name, mine in one["members"].items():
        theirs = other["members"][name]
        for part in ("balances", "pending", "tier", "tierUntil", "badges", "challenges"):
            assert mine[part] == theirs[part], f"{name}’s {part}: {mine[part]} ≠ {theirs[part]}"
        assert open_vouchers(mine) == open_vouchers(theirs), f"{name}’s vouchers"
        lots = open_lots(mine, ends=ends), open_lots(theirs, ends=ends)
        assert lots[0] == lots[1], f"{name}’s lots: {lots[0]} ≠ {lots[1]}"
    assert one.get("charities") == other.get("charities")
    assert one["standings"] == other["standings"]


def open_vouchers(member: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Those that can be used, whenever they came: what was taken back for a while comes again."""
    return sorted((one["reward"], one["face"]) for one in member["vouchers"] if one["state"] == "open")


def open_lots(member: Mapping[str, Any], *, ends: bool) -> dict[tuple[Any, ...], int]:
    """What remains, by currency and end: how many lots it lies in is nobody's matter."""
    found: dict[tuple[Any, ...], int] = {}
    for lot in member["lots"]:
        key = (lot["currency"], lot["expiresAt"] if ends else None)
        found[key] = found.get(key, 0) + lot["remaining"]
    return {key: remaining for key, remaining in found.items() if remaining}


def compiled(text: str) -> Rulebook:
    return programme.compile(programme.parse(text, "random.toml"), 1)
