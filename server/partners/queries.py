"""Reads. `via` is the transaction to read in; without it, the last that was committed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from server import storage
from server.storage import Reader

from .models import Budget, BudgetDay, Partner, Shop, Why

PARTNER_COLUMNS = "id, code, name, texts, status, created_at"


async def partner_of(partner_id: int, *, via: Reader | None = None) -> Partner | None:
    return (await partners_by_id([partner_id], via=via)).get(partner_id)


async def partner_of_code(code: str, *, via: Reader | None = None) -> Partner | None:
    rows = await _rows(via, f"SELECT {PARTNER_COLUMNS} FROM partner WHERE code = :code", code=code)
    return _partner(rows[0]) if rows else None


async def partners_by_id(partner_ids: Iterable[int], *, via: Reader | None = None) -> dict[int, Partner]:
    """The partners that there are, by id."""
    sql = f"SELECT {PARTNER_COLUMNS} FROM partner WHERE id {{in ids bigint}}"
    return {row["id"]: _partner(row) for row in await _rows(via, sql, ids=sorted(set(partner_ids)))}


async def shops_of(partner_id: int, *, via: Reader | None = None) -> list[Shop]:
    """A partner's shops, by code."""
    sql = "SELECT id, partner_id, code, name FROM shop WHERE partner_id = :partner_id ORDER BY code"
    return [
        Shop(row["id"], row["partner_id"], row["code"], row["name"])
        for row in await _rows(via, sql, partner_id=partner_id)
    ]


async def shops_of_partners(partner_ids: Iterable[int], *, via: Reader | None = None) -> list[Shop]:
    """The shops of several partners."""
    sql = "SELECT id, partner_id, code, name FROM shop WHERE partner_id {in ids bigint}"
    rows = await _rows(via, sql, ids=sorted(set(partner_ids)))
    return [Shop(row["id"], row["partner_id"], row["code"], row["name"]) for row in rows]


async def names_in_use() -> list[str]:
    """What partners and their shops are called: nobody else is."""
    return [row[0] for row in await storage.rows("SELECT name FROM partner UNION SELECT name FROM shop")]


async def budget_of(partner_id: int, *, via: Reader | None = None) -> dict[str, Budget]:
    """A partner's budgets by currency. A currency without a grant is not there."""
    sql = "SELECT currency, granted, remaining FROM partner_budget WHERE partner_id = :partner_id ORDER BY currency"
    return {
        row["currency"]: Budget(partner_id, row["currency"], row["granted"], row["remaining"])
        for row in await _rows(via, sql, partner_id=partner_id)
    }


async def budget_days_of(partner_id: int, *, since: str) -> list[BudgetDay]:
    """What a partner's budgets gave and got back from a date on, by currency and day. A still day is not there."""
    rows = await storage.rows(
        "SELECT currency, day, drawn, returned FROM partner_budget_day "
        "WHERE partner_id = :partner_id AND day >= :since ORDER BY currency, day",
        partner_id=partner_id,
        since=since,
    )
    return [BudgetDay(row["currency"], row["day"], row["drawn"], row["returned"]) for row in rows]


async def links(partner_id: int, member_ids: Iterable[int], *, via: Reader | None = None) -> dict[int, Why]:
    """Those of the members whom the partner enrolled or who linked themselves to it."""
    sql = (
        "SELECT member_id, why FROM member_link_partner "
        "WHERE partner_id = :partner_id AND member_id {in members bigint}"
    )
    rows = await _rows(via, sql, partner_id=partner_id, members=sorted(set(member_ids)))
    return {row["member_id"]: row["why"] for row in rows}


async def _rows(via: Reader | None, sql: str, **params: Any) -> list[storage.Row]:
    return await (via.rows(sql, **params) if via else storage.rows(sql, **params))


def _partner(row: storage.Row) -> Partner:
    return Partner(row["id"], row["code"], row["name"], json.loads(row["texts"]), row["status"], row["created_at"])
