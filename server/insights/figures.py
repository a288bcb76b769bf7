"""Four numbers about the programme, and the rows behind each of them. Read from what was recorded; nothing is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from server import storage
from server.kernel import clock, ids, periods
from server.kernel.clock import DAY, Instant
from server.kernel.ids import Id
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.programme.rulebook import Reward, Rulebook
from server.storage import Row

COMING_BACK = 60 * DAY  # Within this a second purchase counts …
COHORT = 365 * DAY  # … for those whose first one lies that far back, and no more than this before.
_WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What members have of a currency and may still spend, codes that wait included. `worth` in minor units of money
    at the best rate that a reward gives; None: the programme has no reward in this currency."""

    currency: str
    points: int
    members: int
    worth: int | None
    best: Reward | None


@dataclass(frozen=True, slots=True)
class Returning:
    """First-time buyers who had time to come back, and how many of them did."""

    buyers: int
    returned: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One of those behind a number: a count or points, and an instant or two."""

    member_id: Id
    number: int
    at: Instant | None
    until: Instant | None = None


async def members_count() -> int:
    return int(await storage.value("SELECT COUNT(*) FROM member WHERE status <> 'closed'") or 0)


async def members_rows(*, first: int, after: str | None) -> Page[MemberRow]:
    """Everybody with a card, the newest first."""
    rows = await storage.rows(
        "SELECT id, 1, joined_at FROM member WHERE status <> 'closed' AND id < :edge ORDER BY id DESC LIMIT :limit",
        edge=decode_cursor(after, int)[0] if after else 2**63 - 1,
        limit=first + 1,
    )
    return _page(rows, first, after)


async def active_count(book: Rulebook) -> int:
    """Members of whom the programme recorded something that happened since Monday."""
    return int(await storage.value(f"SELECT COUNT(DISTINCT member_id) FROM activity WHERE {_THIS_WEEK}",
                                   **_this_week(book)) or 0)  # fmt: skip


async def active_rows(book: Rulebook, *, first: int, after: str | None) -> Page[MemberRow]:
    rows = await storage.rows(
        f"SELECT member_id, COUNT(*), MAX(occurred_at) FROM activity WHERE {_THIS_WEEK} AND member_id > :edge "
        "GROUP BY member_id ORDER BY member_id LIMIT :limit",
        edge=decode_cursor(after, int)[0] if after else 0,
        limit=first + 1,
        **_this_week(book),
    )
    return _page(rows, first, after)


async def outstanding(book: Rulebook) -> list[Outstanding]:
    """One for each currency that can be spent."""
    spendable = [code for code, currency in book.currencies.items() if currency.redeemable]
    found = {
        row[0]: (int(row[1]), int(row[2]))
        for row in await storage.rows(
            "SELECT currency, SUM(balance + held), COUNT(*) FROM ledger_account WHERE owner_kind = 'member' "
            "AND purpose = 'spending' AND balance + held > 0 AND currency {in spendable text} GROUP BY currency",
            spendable=spendable,
        )
    }
    answers = []
    for code in spendable:
        points, people = found.get(code, (0, 0))
        best = best_reward(book, code)
        worth = int(points * Fraction(best.face, best.points)) if best is not None else None
        answers.append(Outstanding(code, points, people, worth, best))
    return answers


async def outstanding_rows(book: Rulebook, currency: str, *, first: int, after: str | None) -> Page[MemberRow]:
    rows = await storage.rows(
        "SELECT owner_id, balance + held, NULL FROM ledger_account WHERE owner_id > :edge AND owner_kind = 'member' "
        "AND purpose = 'spending' AND currency = :currency AND balance + held > 0 ORDER BY owner_id LIMIT :limit",
        edge=decode_cursor(after, int)[0] if after else 0,
        currency=currency,
        limit=first + 1,
    )
    return _page(rows, first, after)


def best_reward(book: Rulebook, currency: str) -> Reward | None:
    """The reward by which a point is worth the most: if all chose it, nothing would cost more."""
    known = [one for one in book.rewards.values() if one.currency == currency and one.points and one.face]
    return max(known, key=lambda reward: (Fraction(reward.face, reward.points), reward.code), default=None)


def purchase_kinds(book: Rulebook) -> list[str]:
    """What counts as a purchase: a kind that asks for an amount of money."""
    return sorted(
        code for code, kind in book.kinds.items()
        if any(fact.type == "money" and fact.required for fact in kind.facts.values())
    )  # fmt: skip


async def returning(book: Rulebook) -> Returning:
    row = await storage.row(
        f"SELECT COUNT(*), SUM(CASE WHEN again_at IS NULL THEN 0 ELSE 1 END) FROM ({_BUYERS}) AS buyers",
        edge=0,
        **_cohort(purchase_kinds(book)),
    )
    return Returning(int(row[0] or 0), int(row[1] or 0)) if row is not None else Returning(0, 0)


async def returning_rows(book: Rulebook, *, first: int, after: str | None) -> Page[MemberRow]:
    """Each first-time buyer: when first, and when again (None: not in time)."""
    rows = await storage.rows(
        f"SELECT member_id, CASE WHEN again_at IS NULL THEN 0 ELSE 1 END, bought_at, again_at FROM ({_BUYERS}) AS b "
        "ORDER BY member_id LIMIT :limit",
        edge=decode_cursor(after, int)[0] if after else 0,
        limit=first + 1,
        **_cohort(purchase_kinds(book)),
    )
    return _page(rows, first, after)


# What is recorded after an instant has a greater id than any of before: so a week is a range of the primary key.
_THIS_WEEK = "id >= :since AND occurred_at >= :monday AND reversed < :whole AND kind {in kinds text}"

# A member's purchases are found by the index on (member, kind): their first, and the one that follows it in time.
_BUYERS = """
    SELECT f.member_id AS member_id, f.occurred_at AS bought_at, (
        SELECT MIN(s.occurred_at) FROM activity s WHERE s.member_id = f.member_id AND s.kind {in kinds text}
        AND s.reversed < :whole AND s.id <> f.id AND s.occurred_at <= f.occurred_at + :within
    ) AS again_at
    FROM member m JOIN activity f ON f.id = (
        SELECT a.id FROM activity a WHERE a.member_id = m.id AND a.kind {in kinds text} AND a.reversed < :whole
        ORDER BY a.occurred_at, a.id LIMIT 1
    )
    WHERE m.id > :edge AND m.status <> 'closed' AND f.occurred_at >= :oldest AND f.occurred_at < :newest
"""


def _this_week(book: Rulebook) -> dict[str, int | list[str]]:
    monday, _ = periods.bounds("week", clock.now(), book.timezone)
    return {"since": ids.first_id_at(monday), "monday": monday, "whole": _WHOLE, "kinds": sorted(book.kinds)}


def _cohort(kinds: Collection[str]) -> dict[str, int | list[str]]:
    newest = clock.now() - COMING_BACK
    return {"kinds": sorted(kinds), "whole": _WHOLE, "within": COMING_BACK, "newest": newest,
            "oldest": newest - COHORT}  # fmt: skip


def _page(rows: Sequence[Row], first: int, after: str | None) -> Page[MemberRow]:
    found = [
        MemberRow(row[0], int(row[1]), row[2], row[3] if len(tuple(row.keys())) > 3 else None) for row in rows[:first]
    ]
    return Page(found, [encode_cursor(one.member_id) for one in found], len(rows) > first, after is not None)
