"""How many members something stands for today, counted in the tables. Each count is one statement, and reads either a
table that holds no more than a few rows a member, or the newest rows alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from server import ledger, storage, tiers
from server.kernel import clock, periods
from server.kernel.clock import DAY
from server.kernel.ids import first_id_at
from server.programme.rulebook import Cap, Ladder, Tier

SPANS = (30, 7, 1)  # Days that are looked back on: as many as hold no more rows than …
ROWS_LIMIT = 200_000
HOLDERS_LIMIT = 2_000  # Members whose sums are told again by another ladder.


class Spread(NamedTuple):
    """So many members, and so much of theirs: points in minor units, or activities."""

    members: int
    amount: int


class Recent(NamedTuple):
    """Of the last `days`; 0: too much has happened to be counted, even on one day."""

    days: int
    spread: Spread


async def holders(codes: Collection[str]) -> int:
    """Members who stand on one of these tiers."""
    return await _count("SELECT COUNT(*) FROM tier_standing WHERE tier {in tiers text}", tiers=sorted(codes))


async def holders_below(tier: Tier, ladder: Ladder, timezone: str) -> tuple[int, int] | None:
    """Of those who stand on a tier, how many there are, and how many have not come to it in the windows that count now
    by the ladder of another version. None: they are too many to be asked, or years are asked for."""
    if any(path.years for path in tier.reach):
        return None
    rows = await storage.rows(
        "SELECT member_id FROM tier_standing WHERE tier = :tier LIMIT :limit", tier=tier.code, limit=HOLDERS_LIMIT + 1
    )
    if len(rows) > HOLDERS_LIMIT:
        return None
    held = await tiers.holdings_of([row[0] for row in rows], ladder, timezone) if rows else {}
    below = sum(
        not any(all(one.counted(path, unit) >= least for unit, least in path.needs.items()) for path in tier.reach)
        for one in held.values()
    )
    return len(rows), below


async def having(currency: str) -> Spread:
    """Who has points of a currency that they can spend, and how many."""
    return await _spread(
        "SELECT COUNT(*), SUM(balance) FROM ledger_account WHERE owner_kind = 'member' AND purpose = 'spending' "
        "AND currency = :currency AND balance > 0",
        currency=currency,
    )


async def givers(currency: str, timezone: str) -> Spread:
    """Who has given points of a currency to another member this year, and how many."""
    since, _ = periods.bounds("year", clock.now(), timezone)
    return await _spread(
        "SELECT COUNT(DISTINCT from_member), SUM(points) FROM ledger_transfer WHERE id >= :first "
        "AND currency = :currency AND undone_at IS NULL",
        first=first_id_at(since), currency=currency,
    )  # fmt: skip


async def savers(reward: str) -> int:
    """Who has pinned a reward."""
    return await _count("SELECT COUNT(*) FROM reward_goal WHERE reward = :reward", reward=reward)


async def savers_between(reward: str, currency: str, was: int, will: int) -> int:
    """Who has pinned a reward, and enough for its one price, and not for the other."""
    return await _count(
        "SELECT COUNT(*) FROM reward_goal g JOIN ledger_account a ON a.owner_id = g.member_id "
        "AND a.owner_kind = 'member' AND a.purpose = 'spending' AND a.currency = :currency "
        "WHERE g.reward = :reward AND a.balance >= :was AND a.balance < :will",
        reward=reward, currency=currency, was=was, will=will,
    )  # fmt: skip


async def codes_open(reward: str) -> int:
    """Codes for a reward that can be used still."""
    return await _count(
        "SELECT COUNT(*) FROM reward_voucher WHERE reward = :reward AND state = 'open' AND expires_at > :now",
        reward=reward, now=clock.now(),
    )  # fmt: skip


async def above_cap(cap: Cap, timezone: str) -> int:
    """Who used more of a cap in its last whole period than the cap, as it is given, would leave them; of a lifetime,
    until now."""
    first, period = 0, "lifetime"
    if cap.period != "lifetime":
        start, _ = periods.bounds(cap.period, clock.now(), timezone)
        before, _ = periods.bounds(cap.period, start - 1, timezone)
        first, period = first_id_at(before), periods.period_key(cap.period, start - 1, timezone)
    code = cap.code if cap.points is not None else f"{cap.code}#"
    apart = [f"{_plainly(cap.code + mark)}%" for mark in "@%"] if cap.each > {"member"} else [_plainly(code)]
    return await _count(
        "SELECT COUNT(DISTINCT member_id) FROM earning_cap_usage WHERE id >= :first AND period = :period "
        "AND used > :most AND (rule = :code OR rule LIKE :shop ESCAPE '!' OR rule LIKE :partner ESCAPE '!')",
        first=first, period=period, most=cap.points if cap.points is not None else cap.times or 0, code=code,
        shop=apart[0], partner=apart[-1],
    )  # fmt: skip


async def in_the_middle(challenge: str) -> int:
    """Who has begun a challenge and not completed it, where it can be still."""
    return await _count(
        "SELECT COUNT(DISTINCT member_id) FROM challenge_progress WHERE challenge = :challenge "
        "AND completed_at IS NULL AND left_at IS NULL AND (amount > 0 OR joined_at IS NOT NULL) "
        "AND (ends_at IS NULL OR ends_at > :now)",
        challenge=challenge, now=clock.now(),
    )  # fmt: skip


async def on_the_way(milestone: str) -> int:
    """Who has earned something towards a milestone in the period that runs."""
    return await _count(
        "SELECT COUNT(DISTINCT member_id) FROM milestone_standing WHERE milestone = :milestone AND earned > 0 "
        "AND (ends_at IS NULL OR ends_at > :now)",
        milestone=milestone, now=clock.now(),
    )  # fmt: skip


async def before_close(closing: str) -> int:
    """Who has earned something that the close of the period that runs will look at."""
    return await _count(
        "SELECT COUNT(DISTINCT member_id) FROM closing_standing WHERE closing = :closing AND earned > 0 "
        "AND closed_at IS NULL AND ends_at > :now",
        closing=closing, now=clock.now(),
    )  # fmt: skip


async def with_birthday() -> int:
    return await _count("SELECT COUNT(*) FROM member WHERE birthday IS NOT NULL")


async def with_badge(badge: str) -> int:
    return await _count(
        "SELECT COUNT(DISTINCT member_id) FROM badge_award WHERE badge = :badge AND revoked_at IS NULL", badge=badge
    )


async def living_together() -> int:
    return await _count("SELECT COUNT(*) FROM household_member")


async def households_above(members: int) -> int:
    """Households with more members than so many."""
    return await _count(
        "SELECT COUNT(*) FROM (SELECT household_id FROM household_member GROUP BY household_id "
        "HAVING COUNT(*) > :members) big",
        members=members,
    )


async def choosing(charity: str) -> int:
    """Who earns for a charity."""
    return await _count(
        "SELECT COUNT(*) FROM reward_beneficiaries WHERE charities LIKE :named ESCAPE '!'",
        named=f'%"{_plainly(charity)}"%',
    )


async def earning_by(rule: str) -> Recent:
    """Who has lately earned by a rule, and how many points, less what was undone."""
    days = await _days_of("ledger_entry")
    return Recent(days, await _spread(
        f"SELECT COUNT(DISTINCT member_id), SUM({ledger.EARNED}) FROM ledger_entry WHERE id >= :first "
        "AND rule = :rule AND reason {in earning text}",
        first=_since(days), rule=rule, earning=sorted(ledger.EARNING),
    ))  # fmt: skip


async def doing(kind: str) -> Recent:
    """Of whom activities of a kind were lately recorded, and how many."""
    days = await _days_of("activity")
    return Recent(days, await _spread(
        "SELECT COUNT(DISTINCT member_id), COUNT(*) FROM activity WHERE id >= :first AND kind = :kind",
        first=_since(days), kind=kind,
    ))  # fmt: skip


async def _days_of(table: str) -> int:
    """The longest span of SPANS that holds no more than ROWS_LIMIT rows; 0: none does."""
    oldest = await storage.value(f"SELECT id FROM {table} ORDER BY id DESC LIMIT 1 OFFSET :rows", rows=ROWS_LIMIT)
    return next((days for days in SPANS if oldest is None or _since(days) > oldest), 0)


def _since(days: int) -> int:
    return first_id_at(clock.now() - days * DAY)


async def _count(sql: str, **values: object) -> int:
    return int(await storage.value(sql, **values) or 0)


async def _spread(sql: str, **values: object) -> Spread:
    row = await storage.row(sql, **values)
    assert row is not None
    return Spread(int(row[0] or 0), int(row[1] or 0))


def _plainly(text: str) -> str:
    """For LIKE, which takes `_` and `%` for something else."""
    return text.replace("!", "!!").replace("_", "!_").replace("%", "!%")
