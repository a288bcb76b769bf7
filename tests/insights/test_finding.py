"""Finding a member by what one knows of them, and what happened to them."""

from __future__ import annotations

import pytest

from server import activities, insights, members, reactions, storage
from server.kernel.errors import BadInput
from server.members import NewMember
from server.rewards.events import MemberPinnedReward
from tests.insights.conftest import Office


async def found(office: Office, text: str) -> list[str]:
    return [one.display_name for one in (await insights.find(office.karin, text, first=10, after=None)).items]


@pytest.fixture
async def asa(office: Office) -> NewMember:
    new = NewMember(display_name="Åsa Öberg_Lund", language="sv", timezone="Europe/Stockholm", email="asa@example.se")
    async with storage.transaction() as tx:
        await members.add_members(tx, [new])
    return new


async def test_by_the_beginning_of_each_word_of_the_name_in_any_case(office: Office, asa: NewMember) -> None:
    for text in ("åSA", "öberg", "lund", "åsa ÖBERG", "lu ås", "Åsa Öberg_Lund"):
        assert await found(office, text) == ["Åsa Öberg_Lund"], text
    for text in ("berg", "åsa nils", "a_", "%%", "__"):
        assert await found(office, text) == [], text


async def test_by_address_and_by_card(office: Office, asa: NewMember) -> None:
    assert await found(office, "ASA@example.se") == ["Åsa Öberg_Lund"]
    assert await found(office, members.card.formatted(asa.card)) == ["Åsa Öberg_Lund"]
    assert await found(office, "9000 0000 0000 0001") == []


async def test_names_come_in_pages(office: Office) -> None:
    first = await insights.find(office.karin, "Member", first=3, after=None)
    rest = await insights.find(office.karin, "Member", first=3, after=first.cursors[-1])

    assert (len(first.items), first.has_next, len(rest.items), rest.has_next) == (3, True, 2, False)


async def test_a_search_for_nearly_nothing_is_refused(office: Office) -> None:
    with pytest.raises(BadInput):
        await insights.find(office.karin, " a ", first=10, after=None)


async def test_the_history_is_everything_with_what_it_brought(office: Office) -> None:
    world = office.world
    await world.record(world.purchase("100"))
    await world.record(world.joining("two_doors"))

    page = await insights.history_of(world.members[0], first=10, after=None)
    brought = await insights.brought([one.id for one in page.items])

    assert [one.kind for one in page.items] == ["@join", "purchase"]
    entries, badges = brought[page.items[1].id]
    assert {entry.currency: entry.points for entry in entries} == {"points": 100, "level": 100}
    assert [badge.badge for badge in badges] == ["first_purchase"]
    one = await insights.history_of(world.members[0], first=1, after=None)
    assert (len(one.items), one.has_next) == (1, True)


async def test_a_pin_is_one_line_of_the_history_whether_the_programme_has_a_kind_for_it_or_not(office: Office) -> None:
    world, member_id = office.world, office.world.members[0]
    pinned = (await world.record(world.pinning("bun"))).activity
    left = await world.record(world.pinning(None))
    assert [one.kind for one in await history(office)] == ["@pin", "@pin"]

    await reactions.earn_by_pinning(MemberPinnedReward(pinned.id, member_id, "bun", pinned.posted_at))

    told = await history(office)
    assert [one.kind for one in told] == ["pinned_goal", "@pin"]
    assert told[1].id == left.activity.id


async def history(office: Office) -> list[activities.Recorded]:
    return (await insights.history_of(office.world.members[0], first=10, after=None)).items
