"""Reading activities and the outcomes of old."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import TypeVar

from server import badges, earning, ledger, programme, storage
from server.badges import Award
from server.kernel.clock import HOUR, Instant
from server.kernel.ids import Id, first_id_at
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.ledger import Entry
from server.storage import Row

from .intents import is_key
from .outcome import Outcome, Recorded, shown

T = TypeVar("T")
OWN_WORD_LIMIT = 50  # Of one member on one day: beyond a cap nothing is earned, and nobody reads on.

_COLUMNS = (
    "id, member_id, key, kind, facts, version, partner_id, shop, reverses_id, reversed, occurred_at, posted_at"
)


def _recorded(row: Row) -> Recorded:
    return Recorded(row[0], row[1], row[2], row[3], json.loads(row[4]), row[5], row[6], row[7], row[8], row[9], row[10],
                    row[11])  # fmt: skip


async def activities_by_id(ids: Collection[Id]) -> dict[Id, Recorded]:
    rows = await storage.rows(f"SELECT {_COLUMNS} FROM activity WHERE id {{in ids bigint}}", ids=sorted(set(ids)))
    return {row[0]: _recorded(row) for row in rows}


async def managers_of(ids: Collection[Id]) -> dict[Id, Id]:
    """Which manager decided about what activities record; what nobody decided is left out."""
    rows = await storage.rows(
        "SELECT id, sender FROM activity WHERE id {in ids bigint} AND sender LIKE 'manager:%'", ids=sorted(set(ids))
    )
    return {row[0]: int(row[1].removeprefix("manager:")) for row in rows}


async def outcomes_of(balances: Mapping[Id, Mapping[str, int]]) -> dict[Id, Outcome]:
    """The first outcomes of activities, given the balances of then by activity."""
    ids, book = sorted(balances), programme.current()
    activities = await activities_by_id(ids)
    entries = await ledger.entries_of_activities(ids)
    given = await badges.awards_of_activities(ids)
    revoked = await badges.revoked_by_activities(ids)
    limited = await earning.limited_by_activity(ids)
    return {
        id: Outcome(
            activity=activities[id],
            replayed=True,
            entries=tuple(entry for entry in entries.get(id, ()) if shown(book, entry.currency)),
            badges=tuple(given.get(id, ())),
            revoked=tuple(revoked.get(id, ())),
            balances=balances[id],
            limited=limited.get(id, ()),
        )
        for id in ids
    }


async def entries_recorded_by(
    partner_id: Id, member_id: Id, currencies: Collection[str], *, first: int, after: str | None
) -> Page[Entry]:
    """A member's entries that one partner's activities caused, newest first."""
    rows = await storage.rows(
        "SELECT e.id FROM ledger_entry e JOIN activity a ON a.id = e.activity_id WHERE e.member_id = :member "
        "AND e.currency {in currencies text} AND e.id < :below AND e.sign <> 0 AND a.partner_id = :partner "
        "ORDER BY e.id DESC LIMIT :limit",
        member=member_id,
        currencies=sorted(currencies),
        below=_below(after),
        partner=partner_id,
        limit=first + 1,
    )
    return await _page([row[0] for row in rows], first, after, ledger.entries_by_id)


async def recorded_by(partner_id: Id, *, first: int, after: str | None = None) -> Page[Recorded]:
    """What a partner's programs and staff recorded, newest first; what its staff did as members is not theirs."""
    rows = await storage.rows(
        # Said as a range, the order is the partner's index and not the table's: a small partner's twenty rows lie far
        # apart among everybody's.
        f"SELECT {_COLUMNS} FROM activity WHERE (partner_id, id) < (:partner, :below) AND partner_id >= :partner "
        "AND (kind NOT LIKE '@%' OR kind IN ('@award', '@reversal', '@confirm')) "
        "ORDER BY partner_id DESC, id DESC LIMIT :limit",
        partner=partner_id,
        below=_below(after),
        limit=first + 1,
    )
    shown = [_recorded(row) for row in rows[:first]]
    return Page(shown, [encode_cursor(row.id) for row in shown], len(rows) > first, after is not None)


async def rung_up_since(partner_id: Id, shop: str | None, since: Instant, *, most: int) -> list[Recorded]:
    """What staff of a partner's shop (None: of any of its shops) recorded by hand since an instant, used perks too;
    newest first."""
    rows = await storage.rows(
        f"SELECT {_COLUMNS} FROM activity WHERE (partner_id, id) >= (:partner, :since) AND partner_id <= :partner "
        "AND sender LIKE 'staff:%' AND (kind NOT LIKE '@%' OR kind = '@perk') "
        "AND (:shop::text IS NULL OR shop = :shop::text) "
        "ORDER BY partner_id DESC, id DESC LIMIT :most",
        partner=partner_id,
        since=first_id_at(since),
        shop=shop,
        most=most,
    )
    return [_recorded(row) for row in rows]


async def own_word_since(member_id: Id, kinds: Collection[str], since: Instant) -> list[Recorded]:
    """What a member said of themselves since an instant, and has not taken back; the newest first."""
    rows = await storage.rows(
        f"SELECT {_COLUMNS} FROM activity WHERE member_id = :member AND kind {{in kinds text}} AND id >= :first "
        "AND sender = :sender AND occurred_at >= :since AND reversed < 1000000 ORDER BY id DESC LIMIT :most",
        member=member_id,
        kinds=sorted(kinds),
        first=first_id_at(since - HOUR),  # A phone's clock may be a little ahead of ours.
        sender=f"member:{member_id}",
        since=since,
        most=OWN_WORD_LIMIT,
    )
    return [_recorded(row) for row in rows]


async def has_sent(sender: str, key: str) -> bool:
    """Whether a sender has recorded something under a key. Nothing stands under what is no key."""
    if not is_key(key):
        return False
    return bool(await storage.value("SELECT 1 FROM activity_key WHERE sender = :s AND key = :k", s=sender, k=key))


async def awards_recorded_by(partner_id: Id, member_id: Id, *, first: int, after: str | None) -> Page[Award]:
    """The badges that a member holds because of one partner's activities, newest first."""
    rows = await storage.rows(
        "SELECT b.id FROM badge_award b JOIN activity a ON a.id = b.activity_id WHERE b.member_id = :member "
        "AND b.revoked_at IS NULL AND b.id < :below AND a.partner_id = :partner ORDER BY b.id DESC LIMIT :limit",
        member=member_id,
        below=_below(after),
        partner=partner_id,
        limit=first + 1,
    )
    return await _page([row[0] for row in rows], first, after, badges.awards_by_id)


def _below(after: str | None) -> int:
    return int(decode_cursor(after, int)[0]) if after else 2**63 - 1


async def _page(
    ids: Sequence[Id], first: int, after: str | None, read: Callable[[Collection[Id]], Awaitable[Mapping[Id, T]]]
) -> Page[T]:
    shown = ids[:first]
    found = await read(shown)
    return Page([found[id] for id in shown], [encode_cursor(id) for id in shown], len(ids) > first, after is not None)
