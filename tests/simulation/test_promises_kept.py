"""What a version promised stands when another one follows, and when what came in between is undone."""

from __future__ import annotations

import pytest

from tests.programme.documents import HEAD
from tests.simulation.lives import Live, buys, does, joins, live, reverses

__all__ = ["live"]
TEXTS = 'sv = { name = "N", why = "W" }\nen = { name = "N", why = "W" }\n'
SMALL = f"""{HEAD}
[[tier]]
code = "second"
reach = [{{ level = 200 }}]
sv = {{ name = "Andra" }}
en = {{ name = "Second" }}

[ladder]
currency = "level"
within = "month"
keeps = {{ periods = 1, months = 1 }}

[[currency]]
code = "points"
expires = {{ months = 12 }}
pending_days = 9
sv = {{ name = "Poäng", one = "poäng", many = "poäng" }}
en = {{ name = "Points", one = "point", many = "points" }}

[[currency]]
code = "level"
redeemable = false
sv = {{ name = "Nivåpoäng", one = "nivåpoäng", many = "nivåpoäng" }}
en = {{ name = "Level points", one = "level point", many = "level points" }}

[[earn]]
code = "shop"
kind = "purchase"
currency = "points"
rate = 1
of = "amount"
{TEXTS}
[[earn]]
code = "level"
kind = "purchase"
currency = "level"
rate = 1
of = "amount"
{TEXTS}
[[challenge]]
code = "spender"
join = "automatic"
measure = "sum"
kind = "purchase"
fact = "amount"
target = 300
within = {{ days = 20 }}
sv = {{ name = "Handla", text = "Gör det.", step = "{{n}}", done = "Klart." }}
en = {{ name = "Shop", text = "Do it.", step = "{{n}}", done = "Done." }}

[[badge]]
code = "regular"
given = {{ measure = "count", kind = "visit", target = 2 }}
sv = {{ name = "Stammis", text = "Bra." }}
en = {{ name = "Regular", text = "Good." }}
"""
LATER = "[[version]]\nholds_from = 2026-03-05\n"
WITHOUT_BADGE = f'{LATER}[version.remove]\nbadge = ["regular"]\n'
ASKS_MORE = f'{LATER}[[version.badge]]\ncode = "regular"\ngiven = {{ measure = "count", kind = "visit", target = 4 }}\n'
NEW_BADGE = f"""{LATER}
[[version.badge]]
code = "new"
given = {{ measure = "count", kind = "visit", target = 3 }}
sv = {{ name = "Ny", text = "Bra." }}
en = {{ name = "New", text = "Good." }}
"""
VISITS = [does("visit", f"2026-03-0{day}T12:00:00Z", key=f"{day}") for day in (1, 2, 6, 7)]


async def test_points_that_waited_when_a_new_version_began_last_as_long_as_was_promised(live: Live) -> None:
    shorter = '[[version]]\nholds_from = 2026-03-05\n[[version.currency]]\ncode = "points"\nexpires = { months = 1 }\n'
    lines = [joins(), buys("100.00", "2026-03-01T12:00:00Z"), buys("50.00", "2026-03-06T12:00:00Z")]

    lived = await live(SMALL + shorter, lines, "2026-03-20T00:00:00Z")

    assert [(lot["points"], lot["expiresAt"]) for lot in lived.member()["lots"] if lot["currency"] == "points"] == [
        (50, "2026-04-16T22:00:00Z"), (100, "2027-03-11T23:00:00Z"),
    ]  # fmt: skip


async def test_a_promised_level_stays_where_what_reached_it_anew_is_undone(live: Live) -> None:
    """By the new version a visit is enough; who takes the visit back has what the old one had promised."""
    other = '[[version]]\nholds_from = 2026-03-05\n[[version.tier]]\ncode = "second"\nreach = [{ visits = 1 }]\n'
    lines = [joins(), buys("250.00", "2026-03-01T12:00:00Z"), does("visit", "2026-03-02T12:00:00Z", key="visit")]
    back = reverses("visit", at="2026-03-06T12:00:00Z")

    before = await live(SMALL + other, lines, "2026-03-07T00:00:00Z")
    after = await live(SMALL + other, [*lines, back], "2026-03-07T00:00:00Z")

    assert before.tier() == after.tier() == ("second", "2026-05-31")


async def test_a_promised_level_goes_with_what_it_rested_on(live: Live) -> None:
    """Also where the new version counts something else."""
    other = '[[version]]\nholds_from = 2026-03-05\n[[version.tier]]\ncode = "second"\nreach = [{ visits = 1 }]\n'
    lines = [joins(), buys("250.00", "2026-03-01T12:00:00Z", key="all")]

    lived = await live(SMALL + other, [*lines, reverses("all", at="2026-03-06T12:00:00Z")], "2026-03-07T00:00:00Z")

    assert lived.tier() == ("first", None)


async def test_what_is_undone_after_a_challenge_was_completed_leaves_its_progress_as_it_was(live: Live) -> None:
    lines = [joins(), buys("333.00", "2026-03-01T12:00:00Z"), buys("10.00", "2026-03-01T13:00:00Z")]
    more = [buys("5.00", "2026-03-01T14:00:00Z", key="more"), reverses("more", at="2026-03-01T15:00:00Z")]

    without = await live(SMALL, lines, "2026-03-02T00:00:00Z")
    undone = await live(SMALL, [*lines, *more], "2026-03-02T00:00:00Z")

    assert undone.member()["challenges"] == without.member()["challenges"]
    assert without.member()["challenges"]["spender"]["amount"] == "343"


@pytest.mark.parametrize(
    ("later", "back", "keeps"),
    [
        (WITHOUT_BADGE, ["6"], ["regular"]),
        (WITHOUT_BADGE, ["2"], []),  # What came later was for no such badge.
        (ASKS_MORE, ["6", "7"], ["regular"]),
        (ASKS_MORE, ["1", "2"], ["regular"]),  # Two stand, and two were enough when it was given.
        (ASKS_MORE, ["1", "2", "6"], []),
    ],
)
async def test_a_badge_stands_while_what_gave_it_stands(
    live: Live, later: str, back: list[str], keeps: list[str]
) -> None:
    """By what the version asked that gave it, whatever a later one asks, or that it knows the badge no longer."""
    undone = [reverses(of, at="2026-03-08T12:00:00Z") for of in back]

    lived = await live(SMALL + later, [joins(), *VISITS, *undone], "2026-03-09T00:00:00Z")

    assert lived.member()["badges"] == keeps


async def test_what_came_before_a_badge_does_not_count_for_it_once_something_else_is_undone(live: Live) -> None:
    undone = [does("visit", "2026-03-08T12:00:00Z", key="8"), reverses("6", at="2026-03-08T13:00:00Z")]
    more = [does("visit", "2026-03-08T14:00:00Z")]

    two = await live(SMALL + NEW_BADGE, [joins(), *VISITS[:3], *undone, *more], "2026-03-09T00:00:00Z")
    three = await live(SMALL + NEW_BADGE, [joins(), *VISITS, *undone, *more], "2026-03-09T00:00:00Z")

    assert two.member()["badges"] == ["regular"]
    assert three.member()["badges"] == ["new", "regular"]
