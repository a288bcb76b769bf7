"""Finding a member, and everything that ever happened to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from server import activities, badges, ledger, members, storage
from server.activities import Recorded
from server.badges import Award
from server.kernel.errors import BadInput
from server.kernel.ids import Id
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.ledger import Entry
from server.members import Principal, Ref

SEARCH_LEAST, SEARCH_LIMIT = 2, 80


async def find(by: Principal, text: str, *, first: int, after: str | None) -> Page[members.Member]:
    """Members by card, by address, or by how the words of their name begin. Raises BadInput."""
    wanted = " ".join(text.split())
    if not SEARCH_LEAST <= len(wanted) <= SEARCH_LIMIT:
        raise BadInput("text", f"Write {SEARCH_LEAST} to {SEARCH_LIMIT} characters of a name, an email or a card.")
    if "@" in wanted or _like_a_card(wanted):
        ref: Ref = ("email", wanted) if "@" in wanted else ("card", wanted)
        found = list((await members.resolve([ref], by)).values())
        page = Page(found, [encode_cursor(id) for id in found], False, after is not None)
    else:
        page = await members.find_by_name(wanted, first=first, after=after)
    known = await members.members_by_id(page.items)
    return Page([known[id] for id in page.items], page.cursors, page.has_next, page.has_previous)


async def history_of(member_id: Id, *, first: int, after: str | None) -> Page[Recorded]:
    """All that was ever recorded of a member, newest first. A pin for which the programme has a kind of its own is told
    by that one, which knows what it gave: it is one deed."""
    rows = await storage.rows(
        "SELECT id FROM activity WHERE member_id = :member AND id < :edge AND NOT (kind = '@pin' AND EXISTS ("
        "SELECT 1 FROM activity_key AS deed WHERE deed.sender = 'system:rewards' "
        "AND deed.key = 'pin:' || activity.id || ':0')) ORDER BY id DESC LIMIT :limit",
        member=member_id,
        edge=decode_cursor(after, int)[0] if after else 2**63 - 1,
        limit=first + 1,
    )
    shown = [row[0] for row in rows[:first]]
    found = await activities.activities_by_id(shown)
    return Page([found[id] for id in shown], [encode_cursor(id) for id in shown], len(rows) > first, after is not None)


async def brought(activity_ids: Collection[Id]) -> Mapping[Id, tuple[list[Entry], list[Award]]]:
    """What activities brought: lines of the ledger, and badges."""
    entries = await ledger.entries_of_activities(activity_ids)
    given = await badges.awards_of_activities(activity_ids)
    return {id: (entries.get(id, []), given.get(id, [])) for id in activity_ids}


def _like_a_card(text: str) -> bool:
    digits = [character for character in text if character.isdigit()]
    return len(digits) >= 12 and not any(character.isalpha() for character in text)
