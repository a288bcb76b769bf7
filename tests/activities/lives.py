"""Random lives, and what must be true of them at any moment, worked out again from the rows alone."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

from server import activities, ledger, live, rewards, storage
from server.activities import Intent, Outcome
from server.kernel import clock, periods
from server.kernel.clock import DAY, Instant
from server.ledger.accounts import system_account
from tests.activities.world import World

ZONE = "Europe/Stockholm"
WINDOW = 30 * DAY
WHOLE = 1_000_000
SECOND = 300  # From where the ladder's second tier begins.


class Life:
    """Three members, two tills, and time. `late`: some of it is reported days afterwards."""

    def __init__(self, world: World, seed: int, *, late: bool) -> None:
        self.world, self.chance, self.late = world, random.Random(seed), late
        self.seed, self.sent = seed, 0
        self.sales: list[tuple[str, str]] = []  # Till and key of what can be undone.

    async def live(self, steps: int) -> AsyncIterator[int]:
        """Lives on, and stops at moments that are worth a look."""
        for step in range(steps):
            what = self.chance.random()
            if what < 0.12:
                self.world.later(self.chance.choice([0.3, 1, 3, 9, 35]))
            elif what < 0.2:
                await self._join_or_leave()
            elif what < 0.25:
                await self._let_time_pass()
            elif what < 0.4:
                await self._send([await self._spending() for _ in range(self.chance.choice([1, 2, 4]))])
            else:
                await self._send([self._intent() for _ in range(self.chance.choice([1, 1, 2, 5, 12]))])
            self.world.clock.by(1)
            if step % 10 == 9:
                yield step

    async def _send(self, intents: list[Intent]) -> None:
        for intent, answer in zip(intents, await self.world.many(intents), strict=True):
            undoable = type(intent).__name__ in ("RecordActivity", "AwardPoints")
            if isinstance(answer, Outcome) and undoable and intent.source.kind == "partner":
                assert intent.source.principal.shop_code
                self.sales.append((intent.source.principal.shop_code, intent.key))
            assert not isinstance(answer, activities.Unrecordable), answer

    def _intent(self) -> Intent:
        what, who, till = self.chance.random(), self.chance.randrange(3), self.chance.choice(["north", "south"])
        self.sent += 1
        key, source, world = f"{self.seed}-{self.sent}", self.world.till(till), self.world
        if what < 0.55 or not self.sales:
            amount = f"{self.chance.choice([0, 7, 60, 150])}.{self.chance.randrange(100):02}"
            occurred_at = None
            if self.late and self.chance.random() < 0.3:
                occurred_at = clock.now() - self.chance.randrange(5 * DAY)
            return world.purchase(amount, who, key=key, source=source, occurred_at=occurred_at)
        if what < 0.65:
            return world.ride(who, key=key)
        if what < 0.75:
            return world.award(self.chance.randrange(1, 60), who, key=key, source=source)
        till, sale = self.chance.choice(self.sales[-25:])
        share = self.chance.choice([WHOLE, WHOLE, 500_000, 333_333])
        return world.reversal(sale, share, key=key, source=world.till(till))

    async def _spending(self) -> Intent:
        """Something with points that somebody has, or has not."""
        what, who, world = self.chance.random(), self.chance.randrange(3), self.world
        waiting = await storage.rows("SELECT id, member_id FROM reward_voucher ORDER BY id DESC LIMIT 6")
        if what < 0.5 or not waiting:
            reward = self.chance.choice(["cup", "cup", "seat", "monthly", "high", "north_bun", "nothing"])
            return world.redeeming(reward, who)
        if what < 0.6:
            return world.giving("gift", who)
        if what < 0.65:
            return world.pinning(self.chance.choice(["cup", "seat", None]), who)
        voucher = self.chance.choice(waiting)
        owner = world.members.index(voucher[1])
        if what < 0.85:
            return world.confirming(voucher[0], owner, source=world.till(self.chance.choice(["north", "south"])))
        return world.cancelling(voucher[0], self.chance.choice([owner, owner, who]))

    async def _join_or_leave(self) -> None:
        who = self.chance.randrange(3)
        one = self.world.joining if self.chance.random() < 0.7 else self.world.leaving
        await self.world.many([one("two_doors", who)])

    async def _let_time_pass(self) -> None:
        for _ in range(20):
            if not await activities.visit_due():
                return
        raise AssertionError("time passes without end")


async def look(world: World, *, late: bool) -> None:
    """Everything that must be true now. What is overdue is visited first, so that tables say what reads say."""
    before = [await world.balance(who) for who in range(3)]
    while await activities.visit_due():
        pass
    assert [await world.balance(who) for who in range(3)] == before, "reads leave out what is overdue"
    assert await world.settled() == []
    assert await ledger.reconcile(["points"]) == []
    done = [_Done(row) for row in await storage.rows("SELECT * FROM activity ORDER BY id")]
    for check in (_lots, _spent, _tiers, _weeks, _doors, _seasons, _caps, _counters, _budgets, _due, _timelines):
        await check(world, done, late)  # type: ignore[operator]


class _Done:
    def __init__(self, row: Any) -> None:
        self.id, self.member, self.kind, self.shop = row["id"], row["member_id"], row["kind"], row["shop"]
        self.occurred_at: Instant = row["occurred_at"]
        self.posted_at: Instant = row["posted_at"]
        self.reverses: int | None = row["reverses_id"]
        self.reversed, self.notes = row["reversed"], json.loads(row["notes"])
        self.facts = json.loads(row["facts"])

    @property
    def stands(self) -> bool:
        return self.reversed < WHOLE


def _left(given: int, share: int) -> int:
    return given - (given * share * 2 + WHOLE) // (2 * WHOLE)


async def _lots(world: World, done: list[_Done], late: bool) -> None:
    for row in await storage.rows("SELECT points, remaining, expired, expires_at FROM ledger_lot"):
        assert row["remaining"] <= row["points"]
        assert row["remaining"] <= 0 or row["expires_at"] > clock.now(), "a lot that is overdue was left"


async def _spent(world: World, done: list[_Done], late: bool) -> None:
    """Points in are points out: what was issued is had, held, used, given away or expired."""
    assert await rewards.reconcile() == []
    sums: defaultdict[str, int] = defaultdict(int)
    for row in await storage.rows(
        "SELECT a.purpose, SUM(CASE WHEN e.credit_account_id = a.id THEN e.points ELSE -e.points END) "
        "FROM ledger_account a JOIN ledger_entry e ON e.credit_account_id = a.id OR e.debit_account_id = a.id "
        "WHERE e.currency = 'points' GROUP BY a.purpose"
    ):
        sums[row[0]] = int(row[1])
    states = await storage.rows("SELECT state, SUM(points) FROM reward_voucher GROUP BY state")
    of_state = {row[0]: int(row[1]) for row in states}
    given = await storage.value("SELECT COALESCE(SUM(points), 0) FROM reward_donation")
    went = (sums["holding"], sums["redeemed"], sums["gifts"])
    assert went == (of_state.get("open", 0), of_state.get("used", 0), given)
    had = sum([await world.balance(who) for who in range(3)])
    assert -sums["issuance"] - sums["budget"] == had + sum(went) + sums["expiry"]
    seats = "SELECT COUNT(*) FROM reward_voucher WHERE reward = 'seat' AND state IN ('open', 'used')"
    assert await storage.value(seats) <= 2


async def _tiers(world: World, done: list[_Done], late: bool) -> None:
    standings = await storage.rows("SELECT member_id, qualifying, tier FROM tier_standing")
    held = {row[0]: (row[1], row[2]) for row in standings}
    badges = [await world.badges(who) for who in range(3)]
    for who, member in enumerate(world.members):
        rows = await storage.rows(
            "SELECT occurred_at, sign * points FROM ledger_entry WHERE member_id = :member AND currency = 'level'",
            member=member,
        )
        now = sum(row[1] for row in rows if row[0] > clock.now() - WINDOW)
        assert held.get(member, (0, "first")) == (now, "second" if now >= SECOND else "first")
        best = max((sum(row[1] for row in rows if end - WINDOW < row[0] <= end) for end, _ in rows), default=0)
        if "second" in badges[who] or not late:
            assert ("second" in badges[who]) == (best >= SECOND)


async def _weeks(world: World, done: list[_Done], late: bool) -> None:
    expected: defaultdict[tuple[int, str], int] = defaultdict(int)
    for one in done:
        if one.kind == "purchase":
            expected[one.member, periods.period_key("week", one.occurred_at, ZONE)] += one.stands
    for row in await storage.rows("SELECT * FROM challenge_progress WHERE challenge = 'thrice'"):
        count = expected.pop((row["member_id"], row["period"]))
        assert row["amount"] == count * WHOLE
        assert (row["completed_at"] is not None) == (count >= 3)
    assert not any(expected.values())


async def _doors(world: World, done: list[_Done], late: bool) -> None:
    rows = await storage.rows("SELECT * FROM challenge_progress WHERE challenge = 'two_doors' AND left_at IS NULL")
    for row in rows:
        doors = {
            one.facts["shop"] for one in done
            if one.kind == "purchase" and one.member == row["member_id"] and one.stands
            and row["joined_at"] <= one.occurred_at < row["ends_at"]
        }  # fmt: skip
        assert row["amount"] == len(doors) * WHOLE
        assert (row["completed_at"] is not None) == (len(doors) == 2)
        assert row["paid"] == (100 if len(doors) == 2 else 0)


async def _seasons(world: World, done: list[_Done], late: bool) -> None:
    """A season takes what is posted before it is over, and nothing later: neither points nor their taking back."""
    expected: defaultdict[tuple[str, int], int] = defaultdict(int)

    def count(one: _Done, occurred_at: Instant, posted_at: Instant, points: int) -> None:
        if posted_at < (periods.bounds("week", occurred_at, ZONE)[1] or 0):
            expected[periods.period_key("week", occurred_at, ZONE), world.members.index(one.member)] += points

    taken: defaultdict[int, int] = defaultdict(int)  # Millionths, by the activity that was reversed.
    by_id = {one.id: one for one in done}
    for one in done:
        original = by_id.get(one.reverses or 0, one)
        before, after = taken[original.id], taken[original.id] + one.facts.get("share", 0)
        for _, currency, given, *_ in original.notes.get("earning", ()):
            if currency == "points" and original is one:
                count(one, one.occurred_at, one.posted_at, given)
            elif currency == "points":
                count(one, original.occurred_at, one.posted_at, _left(given, after) - _left(given, before))
        if original is not one:
            taken[original.id] = after
    for row in await storage.rows(
        "SELECT activity_id, reason, occurred_at, posted_at, sign * points FROM ledger_entry "
        "WHERE currency = 'points' AND (reason = 'challenge' OR (reason = 'reversed' AND rule LIKE 'challenge:%')) "
        "AND member_id IS NOT NULL"
    ):
        count(by_id[row[0]], row[2], row[3], row[4])
    standings = await world.standings()
    assert {key: score for key, score in standings.items() if score} == {k: v for k, v in expected.items() if v}


async def _caps(world: World, done: list[_Done], late: bool) -> None:
    expected: defaultdict[tuple[int, str, str], int] = defaultdict(int)
    for one in done:
        for rule, _, given, _, period, _ in one.notes.get("earning", ()):
            if period is not None:
                expected[one.member, rule, period] += _left(given, one.reversed)
    rows = await storage.rows("SELECT member_id, rule, period, used FROM earning_cap_usage")
    assert {(row[0], row[1], row[2]): row[3] for row in rows if row[3]} == {k: v for k, v in expected.items() if v}
    assert all(used <= 10 for used in expected.values())


async def _counters(world: World, done: list[_Done], late: bool) -> None:
    for who, member in enumerate(world.members):
        stands = any(one.kind == "purchase" and one.member == member and one.stands for one in done)
        assert ("first_purchase" in await world.badges(who)) == stands
        weeks = await storage.value(
            "SELECT COUNT(*) FROM challenge_progress WHERE member_id = :member AND challenge = 'thrice' "
            "AND completed_at IS NOT NULL",
            member=member,
        )
        assert ("three" in await world.badges(who)) == (weeks > 0)


async def _budgets(world: World, done: list[_Done], late: bool) -> None:
    for partner in world.partner_ids.values():
        account = system_account("partner", partner, "budget", "points")
        drawn = await storage.value(
            "SELECT COALESCE(SUM(CASE WHEN debit_account_id = :account THEN points ELSE -points END), 0) "
            "FROM ledger_entry WHERE debit_account_id = :account OR credit_account_id = :account",
            account=account,
        )
        row = await storage.row("SELECT granted, remaining FROM partner_budget WHERE partner_id = :id", id=partner)
        assert row is not None
        assert row["granted"] - row["remaining"] == drawn


async def _due(world: World, done: list[_Done], late: bool) -> None:
    for row in await storage.rows("SELECT member_id, due_at FROM timeline_head"):
        lot = await storage.value(
            "SELECT MIN(expires_at) FROM ledger_lot WHERE member_id = :member AND remaining > 0",
            member=row["member_id"],
        )
        leaves = await storage.value(
            "SELECT leaves_at FROM tier_standing WHERE member_id = :member", member=row["member_id"]
        )
        voucher = await storage.value(
            "SELECT MIN(expires_at) FROM reward_voucher WHERE member_id = :member AND state = 'open'",
            member=row["member_id"],
        )
        soonest = min((at for at in (lot, leaves, voucher) if at is not None), default=None)
        if soonest is not None:
            assert row["due_at"] is not None, "something falls due and nobody will come"
            assert row["due_at"] <= soonest
        assert row["due_at"] is None or row["due_at"] > clock.now()


async def _timelines(world: World, done: list[_Done], late: bool) -> None:
    for member in world.members:
        rows = await storage.rows(
            "SELECT first_position, last_position, events FROM timeline_event WHERE member_id = :member ORDER BY id",
            member=member,
        )
        assert all(after[0] == before[1] + 1 for before, after in pairwise(rows))
        assert await live.position(member) == (rows[-1][1] if rows else 0)
        events = [event for row in rows for event in json.loads(row[2])]
        posted = [event["entry"] for event in events if event["type"] in ("PointsPosted", "PointsExpired")]
        lines = "SELECT id FROM ledger_entry WHERE member_id = :member AND sign <> 0 ORDER BY id"
        assert posted == await _column(lines, member)
        given = [event["award"] for event in events if event["type"] == "BadgeAwarded"]
        assert given == await _column("SELECT id FROM badge_award WHERE member_id = :member ORDER BY id", member)
        gone = [event["award"] for event in events if event["type"] == "BadgeRevoked"]
        revoked = "SELECT id FROM badge_award WHERE member_id = :member AND revoked_at IS NOT NULL ORDER BY id"
        assert sorted(gone) == await _column(revoked, member)
        told = {event["currency"]: event["balance"] for event in events if "balance" in event}
        accounts = "SELECT currency, balance FROM ledger_account WHERE owner_kind = 'member' AND owner_id = :member"
        assert told == {row[0]: row[1] for row in await storage.rows(accounts, member=member)}
        tiers = [event["tier"] for event in events if event["type"] == "TierChanged"]
        assert (tiers[-1] if tiers else "first") == (await world.tier(world.members.index(member)) or "first")
        steps = {(e["challenge"], e["period"]): e["amount"] for e in events if e["type"].startswith("Challenge")}
        amounts = await storage.rows("SELECT * FROM challenge_progress WHERE member_id = :member", member=member)
        assert steps == {(row["challenge"], row["period"]): row["amount"] for row in amounts}


async def _column(sql: str, member: int) -> list[Any]:
    return [row[0] for row in await storage.rows(sql, member=member)]



