"""Partners, shops, budgets and links in a real database."""

from __future__ import annotations

import asyncio

import pytest

from server import members, partners, storage
from server.kernel.errors import BadInput, NotFound
from server.members import NewMember
from server.partners import Budget, BudgetDay, BudgetExceeded, CodeTaken, Partner, Shortfall
from server.storage import CheckViolation, Tx

DAY = "2026-03-10"


async def grant(partner: Partner, points: int, currency: str = "points") -> Budget:
    async with storage.transaction() as tx:
        return await partners.grant_budget(tx, partner_id=partner.id, currency=currency, points=points)


async def draw(*draws: tuple[int, str, int]) -> list[Shortfall]:
    async with storage.transaction() as tx:
        return await partners.draw(tx, draws, day=DAY)


async def remaining(partner: Partner, currency: str = "points") -> int:
    return (await partners.budget_of(partner.id))[currency].remaining


async def another(code: str) -> Partner:
    async with storage.transaction() as tx:
        return await partners.create_partner(tx, code=code, name=code)


async def test_a_partner_is_found_by_id_and_code(garderoben: Partner) -> None:
    gym = await another("gymmet")

    found = await partners.partners_by_id([garderoben.id, gym.id, 1])

    assert found == {garderoben.id: garderoben, gym.id: gym}
    assert await partners.partner_of_code("garderoben") == garderoben
    assert await partners.partner_of(1) is None
    assert (garderoben.kind("sv"), garderoben.kind("en"), gym.kind("sv")) == ("Klädbutik", "Clothes shop", "")


async def test_a_code_is_taken_once_and_the_transaction_lives_on(garderoben: Partner) -> None:
    async with storage.transaction() as tx:
        with pytest.raises(CodeTaken):
            await partners.create_partner(tx, code="garderoben", name="En annan")
        later = await partners.create_partner(tx, code="loppis", name="Loppis")

    assert await partners.partner_of(later.id) == later


async def test_shops_of_a_partner(garderoben: Partner) -> None:
    gym = await another("gymmet")
    async with storage.transaction() as tx:
        south = await partners.add_shop(tx, partner_id=garderoben.id, code="sodra", name="Södra torget")
        north = await partners.add_shop(tx, partner_id=garderoben.id, code="norra", name="Norra")
        await partners.add_shop(tx, partner_id=gym.id, code="sodra", name="Också södra")
        with pytest.raises(CodeTaken):
            await partners.add_shop(tx, partner_id=garderoben.id, code="sodra", name="En till")
        with pytest.raises(NotFound):
            await partners.add_shop(tx, partner_id=1, code="sodra", name="Ingens")

    assert await partners.shops_of(garderoben.id) == [north, south]


async def test_grants_add_up_and_draws_count_down(garderoben: Partner) -> None:
    await grant(garderoben, 100)
    topped_up = await grant(garderoben, 50)

    failed = await draw((garderoben.id, "points", 70), (garderoben.id, "points", 30))

    assert topped_up == Budget(garderoben.id, "points", granted=150, remaining=150)
    assert failed == []
    assert await remaining(garderoben) == 50


async def test_a_draw_takes_all_or_nothing_of_each_budget(garderoben: Partner) -> None:
    gym = await another("gymmet")
    await grant(garderoben, 100)
    await grant(gym, 100)

    failed = await draw((garderoben.id, "points", 101), (gym.id, "points", 100), (gym.id, "xp", 1))

    assert failed == [
        Shortfall(garderoben.id, "points", asked=101, remaining=100),
        Shortfall(gym.id, "xp", asked=1, remaining=0),
    ]
    assert (await remaining(garderoben), await remaining(gym)) == (100, 0)


async def test_a_draw_works_in_one_hop(garderoben: Partner) -> None:
    """The recorder draws inside storage.write, where on SQLite nothing but the transaction may be awaited."""
    await grant(garderoben, 10)

    async def work(tx: Tx) -> list[Shortfall]:
        return await partners.draw(tx, [(garderoben.id, "points", 4), (garderoben.id, "xp", 4)], day=DAY)

    assert await storage.write(work) == [Shortfall(garderoben.id, "xp", asked=4, remaining=0)]
    assert await remaining(garderoben) == 6


async def test_what_is_rolled_back_was_not_drawn(garderoben: Partner) -> None:
    await grant(garderoben, 10)

    async def work(tx: Tx) -> None:
        await partners.draw(tx, [(garderoben.id, "points", 4)], day=DAY)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await storage.write(work)

    assert await remaining(garderoben) == 10


async def test_many_at_once_never_draw_more_than_there_is(garderoben: Partner) -> None:
    await grant(garderoben, 100)

    outcomes = await asyncio.gather(*(draw((garderoben.id, "points", 30)) for _ in range(12)))

    assert sum(outcome == [] for outcome in outcomes) == 3
    assert await remaining(garderoben) == 10


async def test_draws_in_opposite_orders_do_not_deadlock(garderoben: Partner) -> None:
    gym = await another("gymmet")
    await grant(garderoben, 1000)
    await grant(gym, 1000)
    there = [(garderoben.id, "points", 1), (gym.id, "points", 1)]

    await asyncio.gather(*(draw(*(there if turn % 2 else reversed(there))) for turn in range(40)))

    assert (await remaining(garderoben), await remaining(gym)) == (960, 960)


async def test_days_tell_what_a_budget_gave_and_got_back(garderoben: Partner) -> None:
    gym = await another("gymmet")
    await grant(garderoben, 100)
    await grant(gym, 100)
    async with storage.transaction() as tx:
        await partners.draw(tx, [(garderoben.id, "points", 30), (gym.id, "points", 9)], day="2026-03-09")
        await partners.draw(tx, [(garderoben.id, "points", 20)], day="2026-03-10")
        await partners.draw(tx, [(garderoben.id, "points", 5), (garderoben.id, "points", 500)], day="2026-03-10")
        await partners.refund(tx, [(garderoben.id, "points", 10)], day="2026-03-11")
        await partners.draw(tx, [(garderoben.id, "points", 1)], day="2026-03-10")

    days = await partners.budget_days_of(garderoben.id, since="2026-03-10")

    assert days == [BudgetDay("points", "2026-03-10", 21, 0), BudgetDay("points", "2026-03-11", 0, 10)]
    assert await remaining(garderoben) == 100 - 30 - 20 - 1 + 10


async def test_a_refund_puts_back_what_was_drawn_and_no_more(garderoben: Partner) -> None:
    await grant(garderoben, 100)
    await draw((garderoben.id, "points", 60))

    async with storage.transaction() as tx:
        await partners.refund(tx, [(garderoben.id, "points", 20), (garderoben.id, "points", 30)], day=DAY)
    with pytest.raises(BudgetExceeded):
        async with storage.transaction() as tx:
            await partners.refund(tx, [(garderoben.id, "points", 11)], day=DAY)

    assert await remaining(garderoben) == 90


@pytest.mark.parametrize("points", [0, -5, 2**53 + 1])
async def test_a_grant_is_more_than_nothing(garderoben: Partner, points: int) -> None:
    with pytest.raises(BadInput):
        await grant(garderoben, points)


async def test_nobody_is_granted_nothing(database: str) -> None:
    async with storage.transaction() as tx:
        with pytest.raises(NotFound):
            await partners.grant_budget(tx, partner_id=1, currency="points", points=1)


@pytest.mark.parametrize("change", ["remaining = -1", "remaining = granted + 1"])
async def test_the_database_too_refuses_a_budget_that_cannot_be(garderoben: Partner, change: str) -> None:
    await grant(garderoben, 100)

    with pytest.raises(CheckViolation):
        async with storage.transaction() as tx:
            await tx.execute(f"UPDATE partner_budget SET {change}")

    assert await remaining(garderoben) == 100


async def test_a_partner_knows_whom_it_was_linked_with(garderoben: Partner) -> None:
    gym = await another("gymmet")
    async with storage.transaction() as tx:
        elsa, karin, tove, nobody = await members.add_members(
            tx, [NewMember(display_name=name, language="sv", timezone="Europe/Stockholm") for name in "EKTN"]
        )
        twice = [elsa, karin, elsa]
        first = await partners.link_members(tx, partner_id=garderoben.id, member_ids=twice, why="enrolled")
        again = await partners.link_members(tx, partner_id=garderoben.id, member_ids=[karin, tove], why="linked")

    assert (first, again) == (2, 1)
    assert await partners.links(garderoben.id, [elsa, karin, tove, nobody]) == {
        elsa: "enrolled", karin: "enrolled", tove: "linked",
    }  # fmt: skip
    assert await partners.links(gym.id, [elsa, karin, tove]) == {}


async def test_the_version_moves_when_a_partner_is_suspended(
    garderoben: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.partners.changes.RECHECK_SECONDS", 0.0)
    before = await partners.version()

    async with storage.transaction() as tx:
        await partners.suspend_partner(tx, garderoben.id)
    suspended = await partners.version()
    async with storage.transaction() as tx:
        await partners.reinstate_partner(tx, garderoben.id)
    found = await partners.partner_of(garderoben.id)

    assert before < suspended < await partners.version()
    assert found is not None
    assert found.active


async def test_the_version_is_read_once_a_second_however_many_ask(
    garderoben: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    really = storage.value

    async def counted(sql: str, /, **params: object) -> object:
        asked.append(sql)
        return await really(sql, **params)

    monkeypatch.setattr(storage, "value", counted)
    await asyncio.gather(*(partners.version() for _ in range(50)))

    assert len(asked) == 1
