"""A partner's people, and the lines that say what was changed."""

from __future__ import annotations

import pytest

from server import members, partners, storage
from server.kernel.errors import NotFound
from server.members import NewMember
from server.partners import Partner, Person, Seat


async def somebody(name: str) -> int:
    async with storage.transaction() as tx:
        (member_id,) = await members.add_members(
            tx, [NewMember(display_name=name, language="sv", timezone="Europe/Stockholm")]
        )
    return member_id


async def seat(partner: Partner, member_id: int, seat: Seat) -> None:
    async with storage.transaction() as tx:
        await partners.add_person(tx, partner_id=partner.id, member_id=member_id, seat=seat, name="Någon")


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another process changed is seen at once, not within a second."""
    monkeypatch.setattr("server.partners.changes.RECHECK_SECONDS", -1.0)


@pytest.mark.usefixtures("fresh")
async def test_a_seat_is_had_changed_and_lost(garderoben: Partner) -> None:
    linnea, mira = await somebody("Linnea"), await somebody("Mira")

    await seat(garderoben, linnea, "developer")
    await seat(garderoben, mira, "developer")
    assert await partners.seats_of(linnea) == [Person(garderoben.id, linnea, "developer")]
    await seat(garderoben, linnea, "owner")
    assert await partners.seats_of(linnea) == [Person(garderoben.id, linnea, "owner")]
    async with storage.transaction() as tx:
        assert await partners.seat_in(tx, partner_id=garderoben.id, member_id=linnea) == "owner"
        await partners.remove_person(tx, partner_id=garderoben.id, member_id=linnea, name="Linnea")

    assert await partners.seats_of(linnea) == ()
    assert await partners.people_of(garderoben.id) == [Person(garderoben.id, mira, "developer")]


@pytest.mark.usefixtures("fresh")
async def test_a_member_may_have_seats_at_two_partners(garderoben: Partner) -> None:
    async with storage.transaction() as tx:
        loppis = await partners.create_partner(tx, code="loppis", name="Loppis")
    linnea = await somebody("Linnea")

    await seat(garderoben, linnea, "owner")
    await seat(loppis, linnea, "developer")

    assert {(person.partner_id, person.seat) for person in await partners.seats_of(linnea)} == {
        (garderoben.id, "owner"), (loppis.id, "developer"),
    }  # fmt: skip


async def test_who_has_no_seat_cannot_lose_it(garderoben: Partner) -> None:
    linnea = await somebody("Linnea")

    with pytest.raises(NotFound):
        async with storage.transaction() as tx:
            await partners.remove_person(tx, partner_id=garderoben.id, member_id=linnea, name="Linnea")

    assert (await partners.audit_of(garderoben.id, first=10, after=None)).items == []


async def test_changes_are_written_down_and_read_page_by_page(garderoben: Partner) -> None:
    linnea = await somebody("Linnea")
    for act in ("owner", "developer", "owner"):
        await seat(garderoben, linnea, act)  # type: ignore[arg-type]
    async with storage.transaction() as tx:
        await partners.write_down(
            tx, partner_id=garderoben.id, member_id=linnea, act="secret_rotated", about="hp-1", hours=24
        )

    first = await partners.audit_of(garderoben.id, first=2, after=None)
    rest = await partners.audit_of(garderoben.id, first=2, after=first.cursors[-1])

    assert [(line.act, line.hours, line.member_id) for line in first.items] == [
        ("secret_rotated", 24, linnea), ("owner_added", None, None),
    ]  # fmt: skip
    assert [line.act for line in rest.items] == ["developer_added", "owner_added"]
    assert (first.has_next, rest.has_next) == (True, False)
