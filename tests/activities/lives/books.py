"""The ledger and the counters: points in are points out, whatever was done in whichever room."""

from __future__ import annotations

from collections import defaultdict

from server import earning, leaderboards, ledger, milestones, rewards, storage
from server.kernel import clock
from server.kernel.clock import DAY
from server.ledger.accounts import system_account
from server.programme.effect import WHOLE
from tests.activities.lives.document import ADJUST_LIMIT
from tests.activities.lives.rows import Rows, left

CAPS = {"ride": 10, "wrote": 60, "liked": 3}


async def reconciled(rows: Rows) -> None:
    assert await ledger.reconcile(["points"]) == []
    assert await rewards.reconcile() == []
    assert await leaderboards.reconcile() == []
    assert await earning.reconcile() == []
    assert await milestones.reconcile() == []


async def lots(rows: Rows) -> None:
    for row in await storage.rows("SELECT points, remaining, expired, expires_at FROM ledger_lot"):
        assert row["remaining"] <= row["points"]
        assert row["remaining"] <= 0 or row["expires_at"] > clock.now(), "a lot that is overdue was left"


async def points_in_are_points_out(rows: Rows) -> None:
    """What was given by rules and by hand is had, held, used, given away or expired."""
    moved: defaultdict[str, int] = defaultdict(int)
    for row in await storage.rows(
        "SELECT reason, SUM(sign * points) FROM ledger_entry WHERE currency = 'points' GROUP BY reason"
    ):
        moved[row[0]] = int(row[1])
    issued = moved["earned"] + moved["awarded"] + moved["challenge"] + moved["reversed"]
    states = await storage.rows("SELECT state, SUM(points) FROM reward_voucher GROUP BY state")
    vouchers = {row[0]: int(row[1]) for row in states}
    held, used = vouchers.get("open", 0), vouchers.get("used", 0)
    given = int(await storage.value("SELECT COALESCE(SUM(points), 0) FROM reward_donation"))
    had = sum(rows.balances.values())
    assert issued + moved["adjusted"] == had + held + used + given - moved["expired"]

    accounts: defaultdict[str, int] = defaultdict(int)
    for row in await storage.rows(
        "SELECT a.purpose, SUM(CASE WHEN e.credit_account_id = a.id THEN e.points ELSE -e.points END) "
        "FROM ledger_account a JOIN ledger_entry e ON e.credit_account_id = a.id OR e.debit_account_id = a.id "
        "WHERE e.currency = 'points' GROUP BY a.purpose"
    ):
        accounts[row[0]] = int(row[1])
    assert sum(accounts.values()) == 0
    assert (accounts["holding"], accounts["redeemed"], accounts["gifts"]) == (held, used, given)
    # What had expired when it was undone went back to where it was issued, past the member's account.
    excused = int(await storage.value(
        "SELECT COALESCE(SUM(points), 0) FROM ledger_entry WHERE currency = 'points' AND reason = 'reversed' "
        "AND sign = 0"
    ))  # fmt: skip
    assert accounts["issuance"] + accounts["budget"] == excused - issued - moved["adjusted"]
    assert (accounts["spending"], accounts["expiry"]) == (had, -moved["expired"] - excused)


async def given_once_and_taken_back_once(rows: Rows) -> None:
    """An activity has one entry for each rule that gave something; and of that exactly the share was taken back that
    was reversed, however many reversals and whatever had been spent or had expired by then."""
    given: dict[tuple[int, str, str], int] = {}
    for row in await storage.rows(
        "SELECT activity_id, rule, currency, SUM(points), COUNT(*) FROM ledger_entry "
        "WHERE reason IN ('earned', 'awarded') GROUP BY activity_id, rule, currency"
    ):
        assert row[4] == 1
        given[row[0], row[1], row[2]] = int(row[3])
    noted: dict[tuple[int, str, str], int] = {}
    gone: dict[tuple[int, str, str], int] = {}
    for one in rows.done:
        for rule, currency, points, *_ in one.notes.get("earning", ()):
            noted[one.id, rule, currency] = points
            if back := points - left(points, one.reversed):
                gone[one.id, rule, currency] = back
    assert given == noted
    taken = await storage.rows(
        "SELECT a.reverses_id, e.rule, e.currency, SUM(e.points) FROM ledger_entry e JOIN activity a "
        "ON a.id = e.activity_id WHERE e.reason = 'reversed' AND e.rule NOT LIKE 'challenge:%' "
        "GROUP BY a.reverses_id, e.rule, e.currency"
    )
    assert {(row[0], row[1], row[2]): int(row[3]) for row in taken} == gone


async def seats(rows: Rows) -> None:
    taken = "SELECT COUNT(*) FROM reward_voucher WHERE reward = 'seat' AND state IN ('open', 'used')"
    assert await storage.value(taken) <= 2


async def caps(rows: Rows) -> None:
    expected: defaultdict[tuple[int, str, str], int] = defaultdict(int)
    for one in rows.done:
        for _, _, given, _, counters, _ in one.notes.get("earning", ()):
            for rule, period, by_points, _ in counters or ():
                expected[one.member, rule, period] += left(given, one.reversed) if by_points else one.reversed < WHOLE
    used = await storage.rows("SELECT member_id, rule, period, used FROM earning_cap_usage")
    assert {(row[0], row[1], row[2]): row[3] for row in used if row[3]} == {k: v for k, v in expected.items() if v}
    assert all(points <= CAPS[rule] for (_, rule, _), points in expected.items())


async def budgets(rows: Rows) -> None:
    for partner in rows.town.world.partner_ids.values():
        account = system_account("partner", partner, "budget", "points")
        drawn = await storage.value(
            "SELECT COALESCE(SUM(CASE WHEN debit_account_id = :account THEN points ELSE -points END), 0) "
            "FROM ledger_entry WHERE debit_account_id = :account OR credit_account_id = :account",
            account=account,
        )
        row = await storage.row("SELECT granted, remaining FROM partner_budget WHERE partner_id = :id", id=partner)
        assert row is not None
        assert row["granted"] - row["remaining"] == drawn


async def corrections(rows: Rows) -> None:
    """Each that one manager may make alone, or that two agreed to, is posted once; and no other."""
    posted = {(one.sender, one.key): one for one in rows.done if one.kind == "@adjust"}
    alone: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for row in await storage.rows("SELECT * FROM adjustment ORDER BY id"):
        one = posted.pop((f"manager:{row['asked_by']}", row["key"]), None)
        assert (one is not None) == (row["state"] in ("alone", "agreed")), row["state"]
        assert row["member_id"] not in (row["asked_by"], row["decided_by"] if row["state"] == "agreed" else None)
        if one is not None:
            assert (one.id, one.member) == (row["activity_id"], row["member_id"])
            entries = await storage.rows(
                "SELECT reason, sign * points FROM ledger_entry WHERE activity_id = :id", id=one.id
            )
            assert [tuple(entry) for entry in entries] == [("adjusted", row["points"])]
        if row["state"] == "alone":
            alone[row["asked_by"], row["member_id"]].append((row["asked_at"], abs(row["points"])))
    assert posted == {}
    for asked in alone.values():
        for at, _ in asked:
            assert sum(points for when, points in asked if at - DAY < when <= at) <= ADJUST_LIMIT


async def due(rows: Rows) -> None:
    soonest: defaultdict[int, list[int]] = defaultdict(list)
    for row in await storage.rows(
        "SELECT member_id, MIN(expires_at) FROM ledger_lot WHERE remaining > 0 GROUP BY member_id "
        "UNION ALL SELECT member_id, leaves_at FROM tier_standing "
        "UNION ALL SELECT member_id, MIN(expires_at) FROM reward_voucher WHERE state = 'open' GROUP BY member_id"
    ):
        if row[1] is not None:
            soonest[row[0]].append(row[1])
    for row in await storage.rows("SELECT member_id, due_at FROM timeline_head"):
        if soonest[row[0]]:
            assert row[1] is not None, "something falls due and nobody will come"
            assert row[1] <= min(soonest[row[0]])
        assert row[1] is None or row[1] > clock.now()


CHECKS = (
    reconciled, lots, points_in_are_points_out, given_once_and_taken_back_once, seats, caps, budgets, corrections, due,
)  # fmt: skip
