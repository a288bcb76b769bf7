"""Searching the request log, and when programs were last heard of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from server import storage
from server.kernel.clock import Instant
from server.kernel.paging import Page, decode_cursor, encode_cursor

from .requests import Outcome

SCANNED_LIMIT = 20_000  # Calls of an outcome that a search by verb or program looks through, from the newest.
OUTCOMES: tuple[Outcome, ...] = ("ok", "problem", "error")

_SHOWN = "id, client_id, at, verb, key, calls, items, refused, micros, outcome, answer, why"


@dataclass(frozen=True, slots=True)
class Request:
    """A line of the log."""

    id: int
    client_id: str
    at: Instant
    verb: str
    key: str | None
    calls: int
    items: int
    refused: int
    micros: int
    outcome: Outcome
    answer: str
    why: str | None


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for in the log; None: anything."""

    outcome: Outcome | None = None
    verb: str | None = None
    client_id: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """When a program was last heard of, and when it last showed a secret that is not its newest."""

    used_at: Instant
    old_secret_at: Instant | None


async def requests_of(partner_id: int, sought: Sought, *, first: int, after: str | None) -> Page[Request]:
    """A partner's calls, newest first. A search by verb or program looks through the newest SCANNED_LIMIT calls of each
    outcome; one by key through all."""
    given = {name: value for name, value in asdict(sought).items() if value is not None}
    rows = await storage.rows(
        f"{_seek(sought)} ORDER BY id DESC LIMIT :limit",
        partner=partner_id,
        below=decode_cursor(after, int)[0] if after else 2**63 - 1,
        limit=first + 1,
        **given,
    )
    found = [Request(*(row[column] for column in _SHOWN.split(", "))) for row in rows[:first]]
    return Page(found, [encode_cursor(request.id) for request in found], len(rows) > first, after is not None)


def _seek(sought: Sought) -> str:
    """The statement without its order. Each part walks an index from its newest end and stops at the limit: said as
    ranges, for a small partner's lines lie far apart among everybody's, and the table's own order would be walked."""
    names = [name for name in ("verb", "client_id") if getattr(sought, name) is not None]
    if sought.key is not None:
        names += ["outcome"] if sought.outcome is not None else []
        where = "".join(f" AND {name} = :{name}" for name in names)
        return f"SELECT {_SHOWN} FROM partner_request WHERE partner_id = :partner AND key = :key AND id < :below{where}"
    return " UNION ALL ".join(
        _newest(outcome, names) for outcome in ([sought.outcome] if sought.outcome is not None else OUTCOMES)
    )


def _newest(outcome: Outcome, names: Sequence[str]) -> str:
    lines = (
        f"SELECT {_SHOWN} FROM partner_request WHERE outcome = '{outcome}' "
        "AND (partner_id, id) < (:partner, :below) AND partner_id >= :partner ORDER BY partner_id DESC, id DESC LIMIT "
    )
    if not names:
        return f"SELECT * FROM ({lines} :limit) AS of_{outcome}"
    where = " AND ".join(f"{name} = :{name}" for name in names)
    return (
        f"SELECT * FROM (SELECT * FROM ({lines} {SCANNED_LIMIT}) AS newest_{outcome} WHERE {where} "
        f"ORDER BY id DESC LIMIT :limit) AS of_{outcome}"
    )


async def uses_of(client_ids: Iterable[str]) -> dict[str, Use]:
    """When each of the programs was last heard of; who never was is not there."""
    rows = await storage.rows(
        "SELECT client_id, used_at, old_secret_at FROM partner_client_use WHERE client_id {in clients text}",
        clients=sorted(set(client_ids)),
    )
    return {row["client_id"]: Use(row["used_at"], row["old_secret_at"]) for row in rows}
