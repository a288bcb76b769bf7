"""Names and the index that finds them."""

from __future__ import annotations

import re

import pytest

from server import members, storage
from server.kernel import words
from server.members import NewMember, ProfileChange, names
from tests.members.conftest import joined

pytestmark = pytest.mark.usefixtures("database")


async def made(*names: str) -> dict[int, str]:
    new = [NewMember(display_name=name, language="sv", timezone="Europe/Stockholm") for name in names]
    async with storage.transaction() as tx:
        ids = await members.add_members(tx, new)
    return dict(zip(ids, names, strict=True))


async def test_a_search_is_paged_by_the_word_and_finds_nobody_twice() -> None:
    known = await made("Anna Andersson", "Bo Ek", "Annika Ek", "André", "Anna Ek", "Kafé Ann")
    shown, cursor, pages = [], None, 0

    while pages == 0 or cursor is not None:
        page = await members.find_by_name("an", first=2, after=cursor)
        shown += [known[id] for id in page.items]
        cursor = page.cursors[-1] if page.has_next else None
        pages += 1

    assert shown == ["Anna Andersson", "André", "Kafé Ann", "Anna Ek", "Annika Ek"]
    assert pages == 3
    assert [known[id] for id in (await members.find_by_name("ek ann", first=9, after=None)).items] == [
        "Anna Ek", "Annika Ek",
    ]  # fmt: skip
    assert [known[id] for id in (await members.find_by_name("kafe", first=9, after=None)).items] == ["Kafé Ann"]


async def test_a_new_name_is_found_and_the_old_one_is_not() -> None:
    member_id = await joined("nova@example.se", display_name="Nova Berg")

    await members.update_profile(member_id, ProfileChange(display_name="Nova Öman"))
    await members.update_profile(member_id, ProfileChange(alias="Stjärnan"))

    assert (await members.find_by_name("öman", first=9, after=None)).items == [member_id]
    assert (await members.find_by_name("berg", first=9, after=None)).items == []
    assert await storage.value("SELECT count(*) FROM member_name_word") == 2


@pytest.mark.parametrize("text", ["el", "elsa lind"])
async def test_the_index_serves_the_search_on_both_databases(text: str) -> None:
    """Read from the databases' own plans: no row of a member is looked at that is not shown."""
    await made(*(f"Elsa Lind{number}" for number in range(20)))
    asked = words.asked(text)
    given = {"limit": 5, "word": asked[0][0], "member": 0, **names._ranges(asked)}

    async with storage.transaction() as tx:
        if storage.dialect() == "sqlite":
            plan = [row["detail"] for row in await tx.rows(f"EXPLAIN QUERY PLAN {names._found(len(asked))}", **given)]
        else:
            await tx.execute("SET LOCAL enable_seqscan = off")  # So few rows are scanned sooner than looked up.
            await tx.execute("SET LOCAL enable_sort = off")
            plan = [row[0] for row in await tx.rows(f"EXPLAIN {names._found(len(asked))}", **given)]

    assert "member_name_word" in "".join(plan)
    assert [line for line in plan if re.search(r"^[ >-]*(SCAN|Seq Scan|USE TEMP B-TREE|Sort)", line)] == [], plan
