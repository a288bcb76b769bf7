"""What must be true at every moment of a life, read from the tables: said by `reconcile`, and once more without it."""

from __future__ import annotations

import re
from collections import defaultdict

import msgspec

from server import earning, leaderboards, ledger, milestones, programme, rewards, storage
from server.kernel import clock
from server.programme.rulebook import LANGUAGES

UNTOLD = re.compile(r"None|[{}]|\(\)|Decimal|frozenset|_\d")


async def books_agree() -> None:
    """`reconcile` finds nothing; no job has died; accounts sum to zero, and a balance is what remains in its lots."""
    in_lots = sorted({
        code for book in programme.versions() for code, currency in book.currencies.items() if currency.in_lots
    })  # fmt: skip
    assert await ledger.reconcile(in_lots) == []
    assert await rewards.reconcile() == []
    assert await leaderboards.reconcile() == []
    assert await earning.reconcile() == []
    assert await milestones.reconcile() == []
    assert await storage.value("SELECT COUNT(*) FROM job WHERE dead_at IS NOT NULL") == 0
    await accounts_sum_to_zero()
    await balances_are_lots(in_lots)


async def accounts_sum_to_zero() -> None:
    """What members' accounts say that they have, and what entries say of all others, is nothing altogether."""
    sums: defaultdict[str, int] = defaultdict(int)
    kept: dict[int, tuple[str, int]] = {}
    for row in await storage.rows("SELECT id, owner_kind, currency, balance FROM ledger_account"):
        if row[1] == "member":
            sums[row[2]] += row[3]
            kept[row[0]] = (row[2], row[3])
    moved: defaultdict[int, int] = defaultdict(int)
    for row in await storage.rows("SELECT debit_account_id, credit_account_id, currency, points FROM ledger_entry"):
        for account, points in ((row[0], -row[3]), (row[1], row[3])):
            moved[account] += points
            if account not in kept:
                sums[row[2]] += points
    assert not any(sums.values()), dict(sums)
    for account, (currency, balance) in kept.items():
        assert moved[account] == balance, currency


async def balances_are_lots(in_lots: list[str]) -> None:
    """Nothing expired that was spent, nothing that is over was left, and what remains is the balance."""
    left: defaultdict[tuple[int, str], int] = defaultdict(int)
    now = clock.now()
    for row in await storage.rows(
        "SELECT l.account_id, l.currency, l.points, l.remaining, l.expired, l.expires_at, a.endless, a.owner_id, "
        "h.due_at FROM ledger_lot l JOIN ledger_account a ON a.id = l.account_id "
        "JOIN timeline_head h ON h.member_id = a.owner_id"
    ):
        points, remaining, expired = row[2], row[3], row[4]
        left[row[0], row[1]] += remaining
        assert expired >= 0
        assert remaining + expired <= points or remaining < 0, "what was spent expired"
        overdue = remaining > 0 and not row[6] and row[5] is not None and row[5] <= now
        assert not overdue or (row[8] is not None and row[8] <= now), "what is over was left"
    for row in await storage.rows(
        "SELECT id, currency, balance FROM ledger_account WHERE owner_kind = 'member' AND purpose = 'spending'"
    ):
        if row[1] in in_lots:
            assert left[row[0], row[1]] == row[2], row[1]


async def all_is_told() -> None:
    """Every entry of anything that people see says why, in both languages."""
    for row in await storage.rows(
        "SELECT reason, rule, currency, sign * points, arithmetic, version FROM ledger_entry"
    ):
        book = programme.rulebook_numbered(row[5])
        if book.currencies[row[2]].counter:
            continue
        line = programme.Line(row[0], row[1], row[2], row[3], msgspec.json.decode(row[4]))
        for language in LANGUAGES:
            explanation = programme.explain(line, book, language)
            why = programme.why(line, book, language)
            for said in (why, explanation.title, explanation.body, explanation.rule_name):
                assert said.strip()
                assert not UNTOLD.search(said), said
