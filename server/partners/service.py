"""Verbs that write. Each takes the transaction that it is a part of."""

from __future__ import annotations

from collections.abc import Iterable

from server.kernel import clock, ids
from server.kernel.errors import NotFound
from server.kernel.ids import Id
from server.storage import Tx

from . import rules
from .changes import touch
from .errors import BudgetExceeded, CodeTaken
from .models import (
    Budget,
    MemberLinkPartnerRow,
    Partner,
    PartnerBudgetDayRow,
    PartnerBudgetRow,
    PartnerRow,
    Shop,
    Shortfall,
    Status,
    Why,
)

# Partners and shops


async def create_partner(
    tx: Tx, *, code: str, name: str, texts: rules.Texts | None = None, id: Id | None = None
) -> Partner:
    """A new partner. `texts` gives the kind of shop in both languages; `id` is one that no partner has, where it must
    be the same every time. Raises CodeTaken, BadInput."""
    texts = texts or {}
    partner = Partner(
        ids.new_id() if id is None else id, rules.checked_code(code), rules.checked_name(name), texts, "active",
        clock.now(),
    )  # fmt: skip
    columns = ("id", "code", "name", "texts", "status", "created_at")
    row = (partner.id, partner.code, partner.name, rules.encoded_texts(texts), partner.status, partner.created_at)
    if not await tx.insert(PartnerRow, columns, [row], conflict="(code) DO NOTHING"):
        raise CodeTaken(code)
    return partner


async def add_shop(tx: Tx, *, partner_id: int, code: str, name: str) -> Shop:
    """A new shop of a partner. Raises NotFound (the partner), CodeTaken, BadInput."""
    shop = Shop(ids.new_id(), partner_id, rules.checked_code(code), rules.checked_name(name))
    if not await tx.row("SELECT 1 FROM partner WHERE id = :id", id=partner_id):
        raise NotFound("The partner")
    added = await tx.execute(
        "INSERT INTO shop (id, partner_id, code, name) VALUES (:id, :partner_id, :code, :name) "
        "ON CONFLICT (partner_id, code) DO NOTHING",
        id=shop.id,
        partner_id=partner_id,
        code=shop.code,
        name=shop.name,
    )
    if not added:
        raise CodeTaken(code)
    return shop


async def suspend_partner(tx: Tx, partner_id: int) -> None:
    """Its clients are refused from now on (other processes: within two seconds), and nothing is lost. NotFound."""
    await _set_status(tx, partner_id, "suspended")


async def reinstate_partner(tx: Tx, partner_id: int) -> None:
    """Its clients may come again. Raises NotFound."""
    await _set_status(tx, partner_id, "active")


async def _set_status(tx: Tx, partner_id: int, status: Status) -> None:
    sql = "UPDATE partner SET status = :status WHERE id = :id"
    if not await tx.execute(sql, status=status, id=partner_id):
        raise NotFound("The partner")
    await touch(tx)


# Budgets


async def grant_budget(tx: Tx, *, partner_id: int, currency: str, points: int) -> Budget:
    """Adds points (minor units) to what the partner may give. Raises NotFound, BadInput."""
    rules.checked_points(points)
    if not await tx.row("SELECT 1 FROM partner WHERE id = :id", id=partner_id):
        raise NotFound("The partner")
    await tx.insert(
        PartnerBudgetRow,
        ("id", "partner_id", "currency", "granted", "remaining"),
        [(ids.new_id(), partner_id, currency, points, points)],
        conflict="(partner_id, currency) DO UPDATE SET granted = partner_budget.granted + excluded.granted, "
        "remaining = partner_budget.remaining + excluded.remaining",
    )
    row = await tx.row(
        "SELECT granted, remaining FROM partner_budget WHERE partner_id = :partner_id AND currency = :currency",
        partner_id=partner_id,
        currency=currency,
    )
    assert row is not None
    return Budget(partner_id, currency, row["granted"], row["remaining"])


async def draw(tx: Tx, draws: Iterable[tuple[int, str, int]], *, day: str) -> list[Shortfall]:
    """Takes points (partner, currency, minor units) from budgets: each budget's sum whole, or nothing of it. `day` is
    the programme's date, by which the partner's people follow what they gave.

    Returns the budgets that held too little; the caller leaves those awards out, or rolls back. The rows stay locked
    until `tx` ends, so this comes last in it; they are locked in one order everywhere. Awaits nothing but `tx`.
    """
    failed = []
    taken_from = []
    for partner_id, currency, points in rules.merged(draws):
        taken = await tx.execute(
            "UPDATE partner_budget SET remaining = remaining - :points "
            "WHERE partner_id = :partner_id AND currency = :currency AND remaining >= :points",
            partner_id=partner_id,
            currency=currency,
            points=points,
        )
        if taken:
            taken_from.append((ids.new_id(), partner_id, currency, day, points, 0))
        else:
            failed.append(Shortfall(partner_id, currency, points, await _remaining(tx, partner_id, currency)))
    await _note_days(tx, taken_from)
    return failed


async def refund(tx: Tx, draws: Iterable[tuple[int, str, int]], *, day: str) -> None:
    """Puts back what a reversal took from members. Locks as `draw` does. Raises BudgetExceeded."""
    put_back = []
    for partner_id, currency, points in rules.merged(draws):
        returned = await tx.execute(
            "UPDATE partner_budget SET remaining = remaining + :points "
            "WHERE partner_id = :partner_id AND currency = :currency AND granted - remaining >= :points",
            partner_id=partner_id,
            currency=currency,
            points=points,
        )
        if not returned:
            raise BudgetExceeded(partner_id=partner_id, currency=currency, points=points)
        put_back.append((ids.new_id(), partner_id, currency, day, 0, points))
    await _note_days(tx, put_back)


async def _note_days(tx: Tx, rows: list[tuple[int, int, str, str, int, int]]) -> None:
    """The budgets' own rows are locked, and so these are."""
    await tx.insert(
        PartnerBudgetDayRow,
        ("id", "partner_id", "currency", "day", "drawn", "returned"),
        rows,
        conflict="(partner_id, currency, day) DO UPDATE SET drawn = partner_budget_day.drawn + excluded.drawn, "
        "returned = partner_budget_day.returned + excluded.returned",
    )


async def _remaining(tx: Tx, partner_id: int, currency: str) -> int:
    sql = "SELECT remaining FROM partner_budget WHERE partner_id = :partner_id AND currency = :currency"
    return int(await tx.value(sql, partner_id=partner_id, currency=currency) or 0)


# Members


async def link_members(tx: Tx, *, partner_id: int, member_ids: Iterable[int], why: Why) -> int:
    """The partner and the members know each other from now on. How many links are new: the first reason stays."""
    now = clock.now()
    return await tx.insert(
        MemberLinkPartnerRow,
        ("id", "partner_id", "member_id", "why", "created_at"),
        [(ids.new_id(), partner_id, member_id, why, now) for member_id in sorted(set(member_ids))],
        conflict="(partner_id, member_id) DO NOTHING",
    )
