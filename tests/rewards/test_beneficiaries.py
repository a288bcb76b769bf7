"""What a rule earns for others: to whom it goes, in which shares, and back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from server import activities, earning, ledger, rewards, storage
from server.activities import ChooseBeneficiaries, Explained, Outcome
from server.earning.bestowing import shares
from server.kernel.errors import BadInput
from server.members import Principal
from tests.activities.world import PROGRAMME, World, world_on

CLUBS = """
[[earn]]
code = "for_club"
kind = "purchase"
rate = "0.03"
of = "amount"
to = "beneficiary"
caps = [{ points = 10, per = "month" }]
sv = { name = "Till klubben", why = "3 procent till din klubb" }
en = { name = "For the club", why = "3 percent for your club" }

[beneficiaries]
most = 3

[[charity]]
code = "chess"
chosen = true
sv = { name = "Schack", text = "Schack." }
en = { name = "Chess", text = "Chess." }

[[charity]]
code = "choir"
chosen = true
sv = { name = "Kören", text = "Sång." }
en = { name = "The choir", text = "Song." }

[[charity]]
code = "school"
sv = { name = "Skolan", text = "Läxhjälp." }
en = { name = "The school", text = "Homework." }
"""
TEXT = PROGRAMME + CLUBS


@pytest.fixture
async def clubs(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=TEXT) as world:
        yield world


def choosing(world: World, *codes: str, key: str = "choice") -> ChooseBeneficiaries:
    return ChooseBeneficiaries(
        source=world.by_hand(), key=key, member=("id", world.members[0]), charities=codes
    )


async def test_a_dry_run_says_what_each_of_those_chosen_would_get_and_gives_nothing(clubs: World) -> None:
    manager = Principal(kind="person", member_id=1, roles=frozenset({"member", "manager"}))

    async def explained() -> Explained:
        return await activities.explain_activity(
            manager, member=("id", clubs.members[0]), kind="purchase", facts={"amount": "100"}, occurred_at=None
        )

    before = await explained()
    await clubs.record(choosing(clubs, "chess", "choir"))
    after = await explained()

    assert before.bestowed == ()
    assert [(one.code, why.what) for one, why in before.unfired if one.code == "for_club"] == [
        ("for_club", "beneficiary")
    ]
    assert [(one.charity, one.rule, one.currency, one.points) for one in after.bestowed] == [
        ("chess", "for_club", "points", 2), ("choir", "for_club", "points", 1)
    ]  # fmt: skip
    assert "for_club" not in [one.code for one, _ in after.unfired]
    assert await received() == {}


async def received() -> dict[str, Any]:
    return {code: dict(by) for code, by in (await rewards.received_by(["chess", "choir", "school"])).items()}


async def sums() -> dict[str, int]:
    """What lies on each kind of account: nothing in all."""
    rows = await storage.rows(
        "SELECT a.owner_kind, SUM(CASE WHEN e.credit_account_id = a.id THEN e.points ELSE -e.points END) "
        "FROM ledger_account a JOIN ledger_entry e ON e.credit_account_id = a.id OR e.debit_account_id = a.id "
        "WHERE a.currency = 'points' GROUP BY a.owner_kind"
    )
    return {row[0]: int(row[1]) for row in rows}


@pytest.mark.parametrize(
    ("points", "receivers", "expected"),
    [
        (3, ["a"], [("a", 3)]),
        (10, ["a", "b", "c"], [("a", 4), ("b", 3), ("c", 3)]),
        (1, ["a", "b"], [("a", 1)]),
        (0, ["a"], []),
    ],
)
def test_shares_are_equal_and_the_first_gets_the_rest(
    points: int, receivers: Sequence[str], expected: list[tuple[str, int]]
) -> None:
    assert shares(points, receivers) == expected


async def test_those_whom_the_member_chose_share_it_and_the_member_keeps_their_own(clubs: World) -> None:
    await clubs.record(choosing(clubs, "choir", "chess"))

    bought = await clubs.record(clubs.purchase("100.00"))

    assert await received() == {"choir": {"points": 2}, "chess": {"points": 1}}
    assert await rewards.brought_by(clubs.members[0], ["choir", "school"]) == {"choir": {"points": 2}}
    assert [(entry.rule, entry.points) for entry in bought.entries if entry.currency == "points"] == [("shop", 100)]
    assert await clubs.balance() == 100
    told = [(event["charity"], event["points"]) for event in await clubs.events() if event["type"] == "PointsBestowed"]
    assert told == [("choir", 2), ("chess", 1)]
    assert await sums() == {"member": 100, "charity": 3, "programme": -103}
    assert await clubs.settled() == []


async def test_without_a_choice_nothing_is_earned_and_no_cap_is_used(clubs: World) -> None:
    await clubs.record(clubs.purchase("1000.00"))
    await clubs.record(choosing(clubs, "chess"))
    await clubs.record(clubs.purchase("200.00"))

    assert await received() == {"chess": {"points": 6}}


async def test_a_cap_holds_for_what_others_get(clubs: World) -> None:
    await clubs.record(choosing(clubs, "chess"))

    await clubs.record(clubs.purchase("200.00"))
    await clubs.record(clubs.purchase("200.00"))

    assert await received() == {"chess": {"points": 10}}


async def test_a_reversal_takes_each_share_back_and_gives_the_cap_its_room(clubs: World) -> None:
    await clubs.record(choosing(clubs, "choir", "chess"))
    await clubs.record(clubs.purchase("300.00", key="bought"))

    await clubs.record(clubs.reversal("bought", 400_000))
    half = await received()
    await clubs.record(clubs.reversal("bought", 600_000))
    gone = await received()
    await clubs.record(clubs.purchase("400.00"))

    assert half == {"choir": {"points": 3}, "chess": {"points": 2}}
    assert gone == {"choir": {"points": 0}, "chess": {"points": 0}}
    assert await received() == {"choir": {"points": 5}, "chess": {"points": 5}}
    assert await clubs.settled() == []


async def test_what_is_undone_is_not_taken_from_what_the_member_earned(clubs: World) -> None:
    """Tiers, boards and milestones count what the member earned, and not what others got."""
    await clubs.record(choosing(clubs, "chess"))
    await clubs.record(clubs.purchase("200.00", key="bought"))
    await clubs.record(clubs.reversal("bought", 500_000))

    earned = await storage.value(
        f"SELECT SUM({ledger.EARNED}) FROM ledger_entry WHERE member_id = :member AND currency = 'points' "
        "AND reason IN ('earned', 'reversed')",
        member=clubs.members[0],
    )
    assert int(earned) == await clubs.balance() == 100


async def test_a_choice_counts_from_then_on_in_one_batch_too(clubs: World) -> None:
    answers = await clubs.many([
        choosing(clubs, "chess", key="1"), clubs.purchase("100.00"), choosing(clubs, "choir", key="2"),
        clubs.purchase("100.00"), choosing(clubs, key="3"), clubs.purchase("100.00"),
    ])  # fmt: skip

    assert all(isinstance(answer, Outcome) for answer in answers)
    assert await received() == {"chess": {"points": 3}, "choir": {"points": 3}}
    assert await rewards.beneficiaries_of(clubs.members) == {}


@pytest.mark.parametrize("codes", [("school",), ("nobody",)])
async def test_only_who_can_be_chosen_is(clubs: World, codes: tuple[str, ...]) -> None:
    with pytest.raises(rewards.NotChoosable):
        await clubs.record(choosing(clubs, *codes))

    assert await rewards.beneficiaries_of(clubs.members) == {}


async def test_nobody_is_chosen_twice(clubs: World) -> None:
    with pytest.raises(BadInput, match="each once"):
        choosing(clubs, "chess", "chess")


async def test_no_more_are_chosen_than_the_programme_says(migrated_url: str) -> None:
    async with world_on(migrated_url, text=TEXT.replace("most = 3", "most = 1")) as world:
        with pytest.raises(rewards.TooManyBeneficiaries):
            await world.record(choosing(world, "chess", "choir"))


async def test_who_has_chosen_none_supports_whom_the_rule_names(migrated_url: str) -> None:
    text = TEXT.replace('to = "beneficiary"', 'to = "beneficiary"\nelse = "school"')
    async with world_on(migrated_url, text=text) as world:
        await world.record(world.purchase("100.00"))

        assert await received() == {"school": {"points": 3}}


async def test_a_dry_run_says_why_nothing_goes_to_a_club(clubs: World) -> None:
    asker = clubs.till().principal
    member = ("id", clubs.members[0])

    before = await activities.explain_activity(
        asker, member=member, kind="purchase", facts={"amount": "100.00"}, occurred_at=None  # type: ignore[arg-type]
    )
    await clubs.record(choosing(clubs, "chess"))
    after = await activities.explain_activity(
        asker, member=member, kind="purchase", facts={"amount": "100.00"}, occurred_at=None  # type: ignore[arg-type]
    )

    assert {rule.code: hindrance.what for rule, hindrance in before.unfired}["for_club"] == "beneficiary"
    assert "for_club" not in {rule.code for rule, _ in after.unfired}


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE activity SET notes = REPLACE(notes, '\"chess\"', '\"choir\"')", [("chess", 1, 0), ("choir", 0, 1)]),
        ("UPDATE activity SET reversed = 0 WHERE kind = 'purchase'", [("chess", 1, 3)]),
    ],
)
async def test_what_a_club_got_is_compared_with_what_activities_remember(
    clubs: World, damage: str, told: list[tuple[str, int, int]]
) -> None:
    await clubs.record(choosing(clubs, "chess"))
    await clubs.record(clubs.purchase("100", key="a"))
    await clubs.record(clubs.reversal("a", 500_000))
    before = await earning.reconcile()
    async with storage.transaction() as tx:
        await tx.execute(damage)

    found = [one for one in await earning.reconcile() if one.check.startswith("what a charity got")]

    assert before == []
    assert sorted((one.counter, one.kept, one.counted) for one in found) == told
    assert {one.period for one in found} == {"points"}
