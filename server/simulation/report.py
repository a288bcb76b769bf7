"""What a life came to, as plain data: what every line earned and why, and what every member has at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from server import badges, challenges, ledger, programme, rewards, tiers
from server.activities import Outcome
from server.kernel import clock, money, periods
from server.kernel.clock import Instant
from server.kernel.ids import Id
from server.ledger import Entry
from server.programme import Line
from server.programme.rulebook import Currency, Rulebook
from server.rewards import Voucher

from .living import Life, Lived

PAGE = 1_000  # Vouchers of one read.

Told = Callable[[Exception], Mapping[str, str]]
"""A refusal as people are told of it: {"type": "TooLateProblem", "message": "…"}."""


async def report(life: Life, told: Told) -> dict[str, Any]:
    """Points are numbers where their currency has no decimals, else decimal text; instants ISO 8601 in UTC; dates the
    last day that counts. Balances name every currency. What is overdue has been done.

    A line has `limited` where a cap or a budget left something out of what it earned: `of` says which of the two; and
    `replayed` where it came before under its key: the entries are those of then, and count once. `refused`: who may not
    be a member, and why; what they do is refused on its lines. `charities`, where members choose among some: what each
    got by rules that earn for others, in the currencies of such rules."""
    found: dict[str, Any] = {
        "members": await _members(life), "activities": [_line(lived, told) for lived in life.lived]
    }
    if life.refused:
        found["refused"] = {name: dict(told(refusal)) for name, refusal in life.refused.items()}
    if programme.current().beneficiaries:
        found["charities"] = await _charities(programme.current())
    return found


# Lines


def _line(lived: Lived, told: Told) -> dict[str, Any]:
    entries = lived.outcome.entries if lived.outcome is not None else ()
    found: dict[str, Any] = {
        "key": lived.line.key,
        "entries": [_entry(entry) for entry in entries if _is_shown(entry)],
        "problems": [dict(told(lived.refusal))] if lived.refusal is not None else [],
    }
    if lived.outcome is not None and lived.outcome.replayed:
        found["replayed"] = True
    if lived.outcome is not None and lived.outcome.limited:
        found["limited"] = _limited(lived.outcome)
    return found


def _limited(outcome: Outcome) -> list[dict[str, Any]]:
    book = programme.rulebook_numbered(outcome.activity.version)
    return [
        {
            "rule": one.code, "currency": one.currency,
            "missing": _points(one.wanted - one.given, book.currencies[one.currency]), "of": one.of,
            "why": programme.why_limited(one, book, "sv"),
        }
        for one in outcome.limited
    ]  # fmt: skip


def _entry(entry: Entry) -> dict[str, Any]:
    book = programme.rulebook_numbered(entry.version)
    line = Line(entry.reason, entry.rule, entry.currency, entry.points, entry.arithmetic)
    return {
        "rule": entry.rule,
        "currency": entry.currency,
        "points": _points(entry.points, book.currencies[entry.currency]),
        "why": programme.why(line, book, "sv"),
    }


def _is_shown(entry: Entry) -> bool:
    currency = programme.rulebook_numbered(entry.version).currencies.get(entry.currency)
    return currency is not None and not currency.counter


async def _charities(book: Rulebook) -> dict[str, Any]:
    received = await rewards.received_by(book.charities)
    earned = {rule.currency for rules in book.earning.values() for rule in rules if rule.to_beneficiary}
    return {
        code: {
            currency: _points(received.get(code, {}).get(currency, 0), book.currencies[currency])
            for currency in book.currencies if currency in earned or currency in received.get(code, {})
        }
        for code in book.charities
    }  # fmt: skip


# Members


async def _members(life: Life) -> dict[str, Any]:
    book, ids = programme.current(), list(life.members.values())
    shown = {code: currency for code, currency in book.currencies.items() if not currency.counter}
    balances = await ledger.balances_of(ids)
    lots = await ledger.lots_of(ids)
    ladder = book.ladder
    held = await badges.held_by(ids)
    progress = await challenges.progress_of(ids)
    goals = await challenges.shared_goals(challenges.goals_now(book, clock.now()))
    standing = await tiers.holdings_of(ids, ladder, book.timezone) if ladder is not None else {}
    found = {}
    for name in life.names:
        member_id = life.members[name]
        zone, held_tier = life.zones[member_id], standing.get(member_id)
        until = held_tier.until if held_tier is not None else None
        places = challenges.places(
            book, progress.get(member_id, []), timezone=zone, now=clock.now(), shared=goals
        )
        found[name] = {
            "balances": {code: _points(balances[member_id].get(code, 0), at) for code, at in shown.items()},
            "pending": {
                code: _points(balances[member_id].get(ledger.PENDING + code, 0), at) for code, at in shown.items()
            },
            "lots": [_lot(lot, shown[lot.currency]) for lot in lots[member_id] if lot.currency in shown],
            "tier": held_tier.tier if held_tier is not None else None,
            "tierUntil": _last_day(until, (book.timezone,)) if until is not None else None,
            "vouchers": [_voucher(voucher, zone) for voucher in await _vouchers(member_id)],
            "badges": sorted({award.badge for award in held.get(member_id, ())}),
            "challenges": {place.challenge.code: _place(place) for place in places},
        }
    return found


def _lot(lot: ledger.Holding, currency: Currency) -> dict[str, Any]:
    return {
        "currency": lot.currency,
        "points": _points(lot.points, currency),
        "remaining": _points(lot.remaining, currency),
        "expiresAt": clock.to_iso(lot.expires_at) if lot.expires_at is not None else None,
    }


async def _vouchers(member_id: Id) -> list[Voucher]:
    """Every one that a member ever had, oldest first."""
    found: list[Voucher] = []
    after: str | None = None
    while True:
        page = await rewards.vouchers_of(member_id, first=PAGE, after=after)
        found += page.items
        if not page.has_next:
            return found[::-1]
        after = page.cursors[-1]


def _voucher(voucher: Voucher, zone: str) -> dict[str, Any]:
    book = programme.rulebook_numbered(voucher.version)
    return {
        "reward": voucher.reward,
        "face": _face(voucher, book),
        "issuedAt": clock.to_iso(voucher.granted_at),
        "validUntil": _last_day(voucher.expires_at, (book.timezone, zone)),
        "state": voucher.state,
    }


def _face(voucher: Voucher, book: Rulebook) -> str:
    reward = book.rewards[voucher.reward]
    if reward.percent is not None:
        return f"{reward.percent}%"
    return money.from_minor(reward.face, book.money_decimals)


def _place(place: challenges.Place) -> dict[str, Any]:
    return {
        "standing": place.standing,
        "amount": programme.plain_quantity(place.amount),
        "target": programme.plain_quantity(place.challenge.measure.target),
    }


def _last_day(ends: Instant, zones: Iterable[str]) -> str:
    """The last local day before an end: of the zone in whose midnight it ends, else of the first."""
    chosen = None
    for zone in zones:
        chosen = chosen or zone
        day = periods.local_date(ends, zone)
        if periods.start_of(day, zone) == ends:
            return (day - timedelta(days=1)).isoformat()
    assert chosen is not None
    return periods.local_date(ends - 1, chosen).isoformat()


def _points(units: int, currency: Currency) -> int | str:
    return units if currency.decimals == 0 else money.from_minor(units, currency.decimals)



