"""Rich lives lived through once more under the programme that they had: not one number differs."""

from __future__ import annotations

from server import activities, demo, groups, members, programme, simulation, storage
from server.activities import (
    ReverseActivity,
    Source,
    UndoTransfer,
    UsePerk,
    answering,
    freezing_of,
    offering,
    transfer_to,
)
from server.kernel import clock
from server.kernel.clock import DAY, HOUR, Instant
from server.members import Principal
from server.settings import Settings
from server.simulation import Comparison
from tests.activities.lives.life import Life
from tests.activities.lives.town import town_on
from tests.activities.world import PROGRAMME, START, World, world_on

KVARTERET = (programme.EXAMPLES / "kvarteret.toml").read_text(encoding="utf-8")
TOGETHER = PROGRAMME.replace(
    "expires_months = 2",
    "expires = { months = 2, freeze_months_a_year = 2 }\ntransfer = { least = 1 }", 1
) + """
[household]
members = 4
currencies = ["points"]

[[perk]]
code = "lounge"
tier = ["second"]
uses = 3
per = "year"
sv = { name = "Soffan", text = "Sitt ner." }
en = { name = "The sofa", text = "Sit down." }

[[perk]]
code = "friend"
tier = ["second"]
uses = 2
per = "year"
gives_tier = "second"
sv = { name = "En vän", text = "Ge nivån vidare." }
en = { name = "A friend", text = "Give the level on." }
"""


async def told(text: str, since: Instant) -> Comparison:
    async def progress(done: int, total: int) -> None:
        assert done <= total

    return await simulation.simulate(text, "draft.toml", since=since, progress=progress)


def assert_same(found: Comparison) -> None:
    assert found.draft == found.real
    assert [(change.winners, change.losers) for change in found.changes] == [(0, 0)] * len(found.changes)
    assert found.refused == {}
    assert found.left_out == []


async def test_the_demo_comes_to_what_it_came_to(migrated_url: str) -> None:
    await storage.connect(migrated_url)
    try:
        await demo.fill(Settings(), lambda share: None)

        found = await told(KVARTERET, clock.now() - 60 * DAY)

        assert_same(found)
        assert found.real.issued["points"] > 0
    finally:
        await storage.close()


async def test_a_random_life_in_all_rooms_comes_to_what_it_came_to(migrated_url: str) -> None:
    async with town_on(migrated_url, 3) as town:
        text = programme.current()
        life = Life(town, 3, late=True)
        async for _ in life.live(150):
            await town.worker.rest()
            await town.world.time_passes()
        (version,) = await programme.published_versions(first=1)

        found = await told(version.text, START - 10 * DAY)

        assert text.number == 1
        assert_same(found)
        assert found.activities > 100


async def test_what_people_do_with_each_other_comes_to_what_it_came_to(migrated_url: str) -> None:
    async with world_on(migrated_url, text=TOGETHER) as world:
        await live_together(world)
        kinds = {row[0] for row in await storage.rows("SELECT DISTINCT kind FROM activity")}

        found = await told(TOGETHER, START - 10 * DAY)

        assert_same(found)
        assert kinds >= {"@transfer", "@undo_transfer", "@offer", "@offer_answer", "@redeem", "@perk", "@freeze"}


async def live_together(world: World) -> None:
    """Two live together and spend what both have; points and levels are given on, and some of it comes back."""
    rows = await members.members_by_id(world.members)
    cards = [rows[member_id].card for member_id in world.members]  # A database gives rows in whichever order it has.
    elsa, amir, nova = (Principal(kind="person", member_id=id, roles=frozenset({"member"})) for id in world.members)
    for who in range(3):
        await world.record(world.purchase("900.00", who))
    world.later(1)
    await groups.invite(world.members[0], cards[1])
    (invite,) = await groups.invites_to(world.members[1])
    await groups.answer(world.members[1], invite.id, comes=True)
    world.later(1)
    sent = await world.record(await transfer_to(cards[2], by=elsa, key="gift", currency="points", points=850))
    world.later(1)
    await world.redeem("cup", 0)  # Elsa's own points do not suffice any more.
    manager = Source("manager:9", "system", Principal(kind="person", roles=frozenset({"manager"})))
    world.later(1)
    await world.record(UndoTransfer(
        source=manager, key="back", member=("id", world.members[0]), receiver=world.members[2],
        transfer_id=sent.activity.id, reason="Fel person",
    ))  # fmt: skip
    offer = await world.record(await offering(cards[2], by=elsa, key="offer", perk="friend"))
    world.later(1)
    await world.record(await answering(offer.activity.id, by=nova, key="yes", answer="accepted"))
    other = await world.record(await offering(cards[1], by=elsa, key="second offer", perk="friend"))
    await world.record(await answering(other.activity.id, by=elsa, key="no", answer="withdrawn"))
    used = await world.record(UsePerk(source=world.till(), key="sofa", member=("id", world.members[0]), perk="lounge"))
    world.later(HOUR / DAY)
    await world.record(ReverseActivity(
        source=world.till(), key="sofa back", activity_id=used.activity.id, reason="Fel kort",
    ))  # fmt: skip
    await world.record(freezing_of(amir, key="away", currency="points", months=1))
    for _ in range(30):
        world.later(3)
        await world.time_passes()
    assert isinstance(sent, activities.Outcome)
