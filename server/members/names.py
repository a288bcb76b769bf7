"""Finding members by their names: an index of each name's words, searched by their beginnings.

`member_name_word` has a row for each word of each display name, so that a search is a range of an index on both
databases, however many members there are; “%name%” would read every row.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from server import storage
from server.kernel import ids, words
from server.kernel.paging import Page, decode_cursor, encode_cursor
from server.storage import Tx

from . import rules
from .errors import NameMistakable
from .models import MemberNameWord


async def index_names(tx: Tx, names: Mapping[int, str]) -> None:
    """The members' names are found from now on, by id; what the members were called before is not."""
    await tx.execute("DELETE FROM member_name_word WHERE member_id {in members bigint}", members=sorted(names))
    rows = [
        (ids.new_id(), word, member_id) for member_id, name in sorted(names.items()) for word in words.indexed(name)
    ]
    if rows:
        await tx.insert(MemberNameWord, ("id", "word", "member_id"), rows)


async def check_names(
    tx: Tx, names: Mapping[int, str], houses: Collection[str]
) -> dict[int, NameMistakable]:
    """Of the names that members are about to have, by id, those that would mislead. `houses`: what the programme, its
    partners and their shops are called. Two ordinary members may share a name; nobody shares an official's."""
    rows = await tx.rows(
        "SELECT DISTINCT m.id, m.display_name FROM member_role r JOIN member m ON m.id = r.member_id ORDER BY m.id"
    )
    keys, house_keys = [(row[0], rules.alias_key(row[1])) for row in rows], {rules.alias_key(house) for house in houses}
    refused = {}
    for member_id, name in names.items():
        officials = {key for official, key in keys if official != member_id}
        if rules.mistakable(name, houses=house_keys, officials=officials):
            refused[member_id] = NameMistakable()
    return refused


async def check_name(tx: Tx, member_id: int, name: str, houses: Collection[str]) -> None:
    """Raises NameMistakable."""
    for refusal in (await check_names(tx, {member_id: name}, houses)).values():
        raise refusal


async def find_by_name(text: str, *, first: int, after: str | None) -> Page[int]:
    """The members whose names have, for each word of the text, a word that begins with it; by that word, then by age.

    A page reads no more of the index than it shows, as long as one word was asked for. Of several the longest leads.
    """
    asked = words.asked(text)
    if not asked:
        return Page([], [], False, after is not None)
    word, member_id = decode_cursor(after, str, int) if after else (asked[0][0], 0)
    rows = await storage.rows(_found(len(asked)), limit=first + 1, word=word, member=member_id, **_ranges(asked))
    cursors = [encode_cursor(row["word"], row["member_id"]) for row in rows[:first]]
    return Page([row["member_id"] for row in rows[:first]], cursors, len(rows) > first, after is not None)


def _found(asked: int) -> str:
    """The statement for so many words. A member two of whose words begin alike is found by the first of them."""
    also = "".join(
        " AND EXISTS (SELECT 1 FROM member_name_word o WHERE o.member_id = w.member_id "
        f"AND o.word >= :low{place} AND o.word < :high{place})"
        for place in range(1, asked)
    )
    return (
        "SELECT w.word, w.member_id FROM member_name_word w JOIN member m ON m.id = w.member_id "
        "WHERE (w.word, w.member_id) > (:word, :member) AND w.word >= :low0 AND w.word < :high0 "
        "AND m.status <> 'closed' AND NOT EXISTS (SELECT 1 FROM member_name_word s "
        f"WHERE s.member_id = w.member_id AND s.word >= :low0 AND s.word < w.word){also} "
        "ORDER BY w.word, w.member_id LIMIT :limit"
    )


def _ranges(asked: list[tuple[str, str]]) -> dict[str, str]:
    lows = {f"low{place}": low for place, (low, _) in enumerate(asked)}
    return lows | {f"high{place}": high for place, (_, high) in enumerate(asked)}
