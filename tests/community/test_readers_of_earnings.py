"""One table for what a text earned: whoever asks, through whichever field, reads it while the text may have it and
finds nothing of it once that was taken back.

Three neighbours asked, Elsa answered, and each thanked her: ten points for the day's first thanks, sixty for the
challenge and its badge. Then something becomes of the first answer, or of the question above it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from server import badges
from server.jobs import Again, Job
from server.kernel import clock
from tests.community.readers import CHALLENGE, EVERYBODY, PEOPLE, STATES, Square, square
from tests.schema.domain.conftest import database, town

__all__ = ["database", "square", "town"]

BADGE = "bra_svarat"
POINTS = 10 + 60
KEPT = {"published", "held", "deleted", "restored"}  # Who deletes an own text is not punished; what waits waits.

Read = Callable[[Any], Any]


def points_of(data: Any) -> Any:
    return next((one["points"] for one in data["node"]["balances"] if one["currency"]["redeemable"]), 0)


def entries_of(data: Any) -> Any:
    lines = [edge["node"] for edge in data["node"]["entries"]["edges"]]
    return sum(line["points"] for line in lines) if lines else None


def held_of(data: Any) -> Any:
    return BADGE in [edge["node"]["badge"]["code"] for edge in data["node"]["badges"]["edges"]]


def steps_of(data: Any) -> Any:
    edges = data["me"]["challenges"]["edges"]
    (mine,) = [edge["node"] for edge in edges if edge["node"]["challenge"]["code"] == CHALLENGE]
    return (int(mine["amount"]), mine["completedAt"] is not None) if mine["joined"] else None


def on_the_wall(data: Any) -> Any:
    (mine,) = [one for one in data["me"]["badgeWall"] if one["badge"]["code"] == BADGE]
    return mine["award"] is not None


def rarity_of(data: Any) -> Any:
    (one,) = [one for one in data["me"]["badgeWall"] if one["badge"]["code"] == BADGE]
    return one["rarity"]["holders"] if one["rarity"] is not None else None


def score_of(data: Any) -> Any:
    lines = [edge["node"] for edge in data["leaderboard"]["standings"]["edges"]]
    return next((line["points"] for line in lines if line["name"] == "Elsa Lindqvist"), 0)


def own_score(data: Any) -> Any:
    return data["leaderboard"]["me"]["points"] if data["leaderboard"]["me"] is not None else None


def in_the_file(data: Any) -> Any:
    story = [edge["node"] for edge in data["insights"]["memberFile"]["story"]["edges"]]
    return sum(entry["points"] for one in story for entry in one["entries"])


def in_the_portal(data: Any) -> Any:
    return len(data["portal"]["awards"]["edges"])


BOARD = '{ leaderboard(code: "week") { %s } }'
# The way; what it reads; who reads; what they read while it is earned, and once it was taken back. Whoever else gets an
# answer finds what would be there if it had never been earned.
WAYS: Mapping[str, tuple[str, Read, tuple[str, ...], Any, Any]] = {
    "balance": (
        "query ($elsa: ID!) { node(id: $elsa) { ... on Member { balances { points currency { redeemable } } } } }",
        points_of, ("author", "manager", "staff", "till"), POINTS, 0,
    ),
    "entries": (
        "query ($elsa: ID!) { node(id: $elsa) { ... on Member { entries { edges { node { points } } } } } }",
        entries_of, ("author",), POINTS, 0,
    ),
    "badges": (
        "query ($elsa: ID!) { node(id: $elsa) { ... on Member { badges { edges { node { badge { code } } } } } } }",
        held_of, ("author",), True, False,
    ),
    "challenge": (
        "{ me { challenges { edges { node { joined amount completedAt challenge { code } } } } } }",
        steps_of, ("author",), (3, True), (2, False),
    ),
    "wall": ("{ me { badgeWall { badge { code } award { id } } } }", on_the_wall, ("author",), True, False),
    "rarity": ("{ me { badgeWall { badge { code } rarity { holders } } } }", rarity_of, PEOPLE, 1, 0),
    "board": (BOARD % "standings { edges { node { points name } } }", score_of, EVERYBODY, POINTS, 0),
    "own place": (BOARD % "me { points }", own_score, ("author",), POINTS, None),
    "file": (
        "query ($card: String!) { insights { memberFile(ref: {card: $card}) { story { edges { node { "
        "entries { points } } } } } } }",
        in_the_file, ("manager",), POINTS, 0,
    ),
    "portal": (  # What the neighbours gave is none of a shop's awards, whatever becomes of it.
        '{ portal(partner: "linneas-livs") { awards { edges { node { key } } } } }', in_the_portal, ("owner",), 0, 0,
    ),
}  # fmt: skip


async def count_shares() -> None:
    job = Job(0, "badges.shares", {}, None, 1, clock.now(), "")
    while isinstance(again := await badges.count_shares(job), Again):
        job = Job(0, job.kind, again.payload, None, 1, clock.now(), "")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("text", ["answer", "question"])
async def test_everybody_reads_what_an_answer_earned_while_it_has_it(square: Square, text: str, state: str) -> None:
    """A question that is hidden leaves its answers what they earned: their writer did nothing wrong."""
    texts = await square.thanked()

    await square.put(texts[text], state)
    await count_shares()

    kept = text == "question" or state in KEPT
    for way, (query, read, who, earned, taken) in WAYS.items():
        known = {"elsa": square.town.elsa.id, "card": square.town.elsa.card}
        given = {name: value for name, value in known.items() if f"${name}" in query}
        found = await square.readers(query, read, **given)
        assert {one: found.get(one) for one in who} == dict.fromkeys(who, earned if kept else taken), way
        assert all(value == taken for one, value in found.items() if one not in who), way  # Nothing of it, ever.
