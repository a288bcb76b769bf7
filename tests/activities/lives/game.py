"""The game: tiers, challenges, badges, kilograms and timelines follow the causes that stand."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from server import programme, storage
from server import tiers as levels
from server.kernel import clock, periods
from server.kernel.clock import DAY, Instant
from server.kernel.periods import Calendar
from tests.activities.lives.rows import WHOLE, ZONE, Rows, column, left

WINDOW = 30 * DAY
SECOND = 300  # From where the ladder's second tier begins.
PACKS = 200  # What all do together.
COUNTED: dict[str, tuple[str, Calendar, int]] = {
    "thrice": ("purchase", "week", 3), "helper": ("thanked", "month", 2),
}
STEPS = ({"pinned_goal"}, {"ride"}, {"liked_post", "wrote_post"})
REMEMBERED = 3  # Of each step, so that one may be undone.
DAYS, WEEKS, RESTS = 2, 2, 1  # Days of a week with a purchase, weeks of these in a row, and weeks left out in between.
# By a count of one's own.
BADGES = {"first_purchase": ("purchase", 1), "writer": ("wrote_post", 2), "voice": ("idea_done", 1)}


async def tiers(rows: Rows) -> None:
    ladder = programme.current().ladder
    assert ladder is not None
    holdings = await levels.holdings_of(rows.members, ladder, ZONE)
    stored = {row[0]: row[1] for row in await storage.rows("SELECT member_id, tier FROM tier_standing")}
    earned: defaultdict[int, list[tuple[Instant, int]]] = defaultdict(list)
    for row in await storage.rows(
        "SELECT member_id, occurred_at, sign * points FROM ledger_entry WHERE currency = 'level'"
    ):
        earned[row[0]].append((row[1], row[2]))
    for member in rows.members:
        now = sum(points for at, points in earned[member] if at > clock.now() - WINDOW)
        tier = "second" if now >= SECOND else "first"
        assert (holdings[member].qualifying, holdings[member].tier) == (now, tier)
        assert stored.get(member, "first") == tier
        best = max(
            (sum(points for at, points in earned[member] if end - WINDOW < at <= end) for end, _ in earned[member]),
            default=0,
        )
        if "second" in rows.badges[member] or not rows.late:
            assert ("second" in rows.badges[member]) == (best >= SECOND)


async def counted(rows: Rows) -> None:
    """Automatic challenges, and badges for a count."""
    for challenge, (kind, window, target) in COUNTED.items():
        expected: defaultdict[tuple[int, str], int] = defaultdict(int)
        for one in rows.done:
            if one.kind == kind:
                expected[one.member, periods.period_key(window, one.occurred_at, ZONE)] += one.stands
        completed: defaultdict[int, int] = defaultdict(int)
        for row in await storage.rows(
            "SELECT * FROM challenge_progress WHERE challenge = :challenge", challenge=challenge
        ):
            count = expected.pop((row["member_id"], row["period"]))
            assert row["amount"] == count * WHOLE
            assert (row["completed_at"] is not None) == (count >= target)
            completed[row["member_id"]] += count >= target
        assert not any(expected.values())
        badge = {"thrice": "three"}.get(challenge, challenge)
        for member in rows.members:
            assert (badge in rows.badges[member]) == (completed[member] > 0)
    for badge, (kind, target) in BADGES.items():
        for member in rows.members:
            stand = sum(one.kind == kind and one.member == member and one.stands for one in rows.done)
            assert (badge in rows.badges[member]) == (stand >= target)


async def begun(rows: Rows) -> None:
    """A sequence has each step of which something stands, of the few that each remembers."""
    steps: defaultdict[tuple[int, str], list[set[int]]] = defaultdict(lambda: [set() for _ in STEPS])
    taken: defaultdict[int, int] = defaultdict(int)
    by_id = {one.id: one for one in rows.done}
    for one in rows.done:
        original = by_id.get(one.reverses or 0, one)
        taken[original.id] += one.facts.get("share", 0)
        of_month = steps[one.member, periods.period_key("month", original.occurred_at, ZONE)]
        for remembered, kinds in zip(of_month, STEPS, strict=True):
            if one.kind in kinds and len(remembered) < REMEMBERED:
                remembered.add(one.id)
            elif one.reverses and taken[original.id] == WHOLE:
                remembered.discard(original.id)
    held = set()
    for row in await storage.rows("SELECT * FROM challenge_progress WHERE challenge = 'begin'"):
        done = sum(map(bool, steps.pop((row["member_id"], row["period"]))))
        assert row["amount"] == done * WHOLE
        assert (row["completed_at"] is not None) == (done == len(STEPS))
        if done == len(STEPS):
            held.add(row["member_id"])
    assert not any(map(any, steps.values()))
    assert held == {member for member in rows.members if "begin" in rows.badges[member]}


async def steady(rows: Rows) -> None:
    """Weeks in a row: by the days that stand. Between two moves a row rests as it was when it last moved."""
    days: defaultdict[int, Counter[date]] = defaultdict(Counter)
    moved: defaultdict[int, Instant] = defaultdict(int)
    by_id = {one.id: one for one in rows.done}
    for one in rows.done:
        original = by_id.get(one.reverses or 0, one)
        if original.kind != "purchase":
            continue
        if original is one:
            days[one.member][periods.local_date(one.occurred_at, ZONE)] += one.stands
        moved[one.member] = max(moved[one.member], one.posted_at if original is one or not original.stands else 0)
    for row in await storage.rows("SELECT * FROM challenge_progress WHERE challenge = 'steady'"):
        member, stand = row["member_id"], +days[row["member_id"]]
        assert json.loads(row["marks"]) == {day.isoformat(): n * WHOLE for day, n in stand.items()}
        most = max((_in_a_row(stand, day) for day in stand), default=0)
        now = _in_a_row(stand, periods.local_date(moved.pop(member), ZONE))
        assert row["amount"] == (most if most >= WEEKS else now) * WHOLE
        assert (row["completed_at"] is not None) == (most >= WEEKS)
        assert ("steady" in rows.badges[member]) == (most >= WEEKS)
    assert not moved


def _in_a_row(days: Counter[date], last: date) -> int:
    """Week by week backwards from the one of `last`, which itself need not be enough yet."""
    week, row, rests = last - timedelta(days=last.weekday()), 0, RESTS
    first = min(days, default=last) - timedelta(days=7)
    while week >= first:
        enough = sum(days[week + timedelta(days=n)] > 0 for n in range(7)) >= DAYS
        row += enough
        rests -= not enough and week + timedelta(days=6) < last
        if rests < 0:
            break
        week -= timedelta(days=7)
    return row


async def doors(rows: Rows) -> None:
    for row in await storage.rows(
        "SELECT * FROM challenge_progress WHERE challenge = 'two_doors' AND left_at IS NULL"
    ):
        shops = {
            one.facts["shop"] for one in rows.done
            if one.kind == "purchase" and one.member == row["member_id"] and one.stands
            and row["joined_at"] <= one.occurred_at < row["ends_at"]
        }  # fmt: skip
        assert row["amount"] == len(shops) * WHOLE
        assert (row["completed_at"] is not None) == (len(shops) == 2)
        assert row["paid"] == (100 if len(shops) == 2 else 0)


async def together(rows: Rows) -> None:
    """What all have come to is what each has; who has the badge took part in a month in which it was enough."""
    expected: defaultdict[tuple[int, str], int] = defaultdict(int)
    for one in rows.done:
        if one.kind == "bottles":
            month = periods.period_key("month", one.occurred_at, ZONE)
            expected[one.member, month] += left(one.facts["packs"] * WHOLE, one.reversed)
    mine = await storage.rows("SELECT * FROM challenge_progress WHERE challenge = 'cans'")
    assert {(row["member_id"], row["period"]): row["amount"] for row in mine} == expected
    goals = {row["period"]: row for row in await storage.rows("SELECT * FROM challenge_goal")}
    for period, goal in goals.items():
        parts = {member: amount for (member, month), amount in expected.items() if month == period}
        taking_part = [amount for amount in parts.values() if amount]
        assert (goal["amount"], goal["members"]) == (sum(taking_part), len(taking_part))
        assert (goal["reached_at"] is not None) == (goal["amount"] >= PACKS * WHOLE)
        assert goal["turn"] % 2 == (goal["reached_at"] is not None)
    completed = {row["member_id"] for row in mine if row["completed_at"] is not None}
    for row in mine:
        reached_at = goals[row["period"]]["reached_at"]
        was_there = reached_at is not None and row["joined_at"] <= reached_at
        assert (row["completed_at"] is not None) == (was_there and row["amount"] > 0)
    assert completed == {member for member in rows.members if "together" in rows.badges[member]}


async def impact(rows: Rows) -> None:
    expected: defaultdict[int, int] = defaultdict(int)
    for one in rows.done:
        if (noted := one.notes.get("impact")) is not None:
            assert one.kind == "ride"
            expected[one.member] += left(noted[2], one.reversed)
    for table, sums in (("impact", expected), ("impact_total", expected)):
        found = await storage.rows(f"SELECT member_id, SUM(micro_kg) FROM {table} GROUP BY member_id")
        assert {row[0]: int(row[1]) for row in found} == sums
    everybodys = await storage.value("SELECT COALESCE(SUM(micro_kg), 0) FROM impact_sum")
    assert int(everybodys) == sum(expected.values())


async def timelines(rows: Rows) -> None:
    """No gap; and what was told is what there is."""
    positions = {row[0]: row[1] for row in await storage.rows("SELECT member_id, position FROM timeline_head")}
    for member in rows.members:
        told = await storage.rows(
            "SELECT first_position, last_position, events FROM timeline_event WHERE member_id = :member ORDER BY id",
            member=member,
        )
        assert all(after[0] == before[1] + 1 for before, after in pairwise(told))
        assert positions[member] == (told[-1][1] if told else 0)
        events: list[dict[str, Any]] = []
        for first, last, text in told:
            of_row = json.loads(text)
            assert len(of_row) == last - first + 1
            events += of_row
        await _told(rows, member, events)


async def _told(rows: Rows, member: int, events: list[dict[str, Any]]) -> None:
    def named(what: str, *types: str) -> list[Any]:
        return [event[what] for event in events if event["type"] in types]

    lines = "SELECT id FROM ledger_entry WHERE member_id = :member AND sign <> 0 ORDER BY id"
    assert named("entry", "PointsPosted", "PointsExpired") == await column(lines, member=member)
    awards = "SELECT id FROM badge_award WHERE member_id = :member ORDER BY id"
    assert named("award", "BadgeAwarded") == await column(awards, member=member)
    revoked = "SELECT id FROM badge_award WHERE member_id = :member AND revoked_at IS NOT NULL ORDER BY id"
    assert sorted(named("award", "BadgeRevoked")) == await column(revoked, member=member)
    notices = "SELECT id FROM notice WHERE member_id = :member ORDER BY id"
    assert named("notice", "NoticePosted") == await column(notices, member=member)
    vouchers = "SELECT id FROM reward_voucher WHERE member_id = :member ORDER BY id"
    assert sorted(named("voucher", "RewardGranted")) == await column(vouchers, member=member)
    ended = "SELECT id FROM reward_voucher WHERE member_id = :member AND state <> 'open' ORDER BY id"
    assert sorted(named("voucher", "RewardUsed", "RewardReturned")) == await column(ended, member=member)
    gifts = "SELECT id FROM reward_donation WHERE member_id = :member ORDER BY id"
    assert named("donation", "PointsDonated") == await column(gifts, member=member)
    kilograms = sum(named("micro_kg", "ImpactRecorded"))
    own = "SELECT COALESCE(SUM(micro_kg), 0) FROM impact_total WHERE member_id = :member"
    assert kilograms == int(await storage.value(own, member=member))

    told = {event["currency"]: event["balance"] for event in events if "balance" in event}
    accounts = "SELECT currency, balance FROM ledger_account WHERE owner_kind = 'member' AND owner_id = :member"
    assert told == {row[0]: row[1] for row in await storage.rows(accounts, member=member)}
    reached = named("tier", "TierChanged")
    standing = await storage.value("SELECT tier FROM tier_standing WHERE member_id = :member", member=member)
    assert (reached[-1] if reached else "first") == (standing or "first")
    steps = {
        (event["challenge"], event["period"]): event["amount"]
        for event in events
        if event["type"].startswith("Challenge") and event["challenge"] != "cans"  # There it is everybody's.
    }
    progress = "SELECT * FROM challenge_progress WHERE member_id = :member AND challenge <> 'cans'"
    found = {(row["challenge"], row["period"]): row for row in await storage.rows(progress, member=member)}
    assert steps.keys() == found.keys()
    for key, row in found.items():  # Who has left is told of it no more.
        assert steps[key] == row["amount"] or row["left_at"] is not None


CHECKS = (tiers, counted, begun, steady, doors, together, impact, timelines)
