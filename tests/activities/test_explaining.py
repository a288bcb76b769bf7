"""A dry run says what an activity would earn, and of each rule that would not fire why; and it writes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from server import activities, programme, storage
from server.activities import Explained, MemberNotFound
from server.kernel.clock import DAY
from server.kernel.errors import DomainError
from server.members import Principal
from server.programme import FactError, UnknownKind
from server.programme.rulebook import Language
from tests.activities.world import PROGRAMME, START, World, world_on

TEXTS = 'sv = {{ name = "{0}", why = "{0}" }}\nen = {{ name = "{0}", why = "{0}" }}\n'
MORE = """
[[kind]]
code = "sale"
senders = ["partner"]
[kind.facts.amount]
type = "money"
[kind.facts.tender]
type = "text"
choices = ["card", "cash"]
required = false
names = { sv = { card = "kort", cash = "kontant" }, en = { card = "card", cash = "cash" } }
sv = { name = "Betalsätt" }
en = { name = "Tender" }
[kind.sv]
name = "Försäljning"
[kind.en]
name = "Sale"
""" + "".join(
    f'[[{section}]]\ncode = "{code}"\ncurrency = "points"\n{rule}\n{TEXTS.format(code)}'
    for section, code, rule in (
        ("earn", "all", 'kind = "sale"\nrate = "1"\nof = "amount"\nrounding = "down"'),
        ("earn", "by_card", 'kind = "sale"\npoints = 5\nonly = { tender = "card" }'),
        ("earn", "not_cash", 'kind = "sale"\npoints = 5\nexcept = { tender = "cash" }'),
        ("earn", "large", 'kind = "sale"\npoints = 5\nwhen = "amount >= 300.0"'),
        ("earn", "once", 'kind = "sale"\npoints = 5\ncap = { times = 1, per = "day" }'),
        ("earn", "pot", 'kind = "sale"\npoints = 5\nbudget = 5'),
        ("earn", "small", 'kind = "sale"\nrate = "0.001"\nof = "amount"\nrounding = "down"'),
        ("earn", "luck", 'kind = "sale"\npoints = 5\nchance = "0.000001"\nseed = "x"'),
        ("multiplier", "double",
         'factor = "2"\nrules = ["all"]\nstack = "best"\nfrom = 2026-12-01\nuntil = 2026-12-24'),
        ("multiplier", "triple", 'factor = "3"\nrules = ["by_card"]\nstack = "best"'),
    )
)
MANAGER = Principal(kind="person", member_id=1, roles=frozenset({"member", "manager"}))


@pytest.fixture
async def world(migrated_url: str) -> AsyncIterator[World]:
    async with world_on(migrated_url, text=PROGRAMME + MORE) as world:
        await world.record(world.purchase("1", kind="sale", facts={"amount": "1", "tender": "card"}))
        yield world


async def explained(world: World, **more: Any) -> Explained:
    given: dict[str, Any] = {
        "member": ("id", world.members[0]), "kind": "sale", "facts": {"amount": "50.00", "tender": "cash"},
        "occurred_at": None, **more,
    }  # fmt: skip
    return await activities.explain_activity(MANAGER, **given)


def reasons(found: Explained) -> dict[str, str]:
    return {one.code: hindrance.what for one, hindrance in found.unfired}


def words(found: Explained, code: str, language: Language = "sv") -> str:
    return next(
        programme.why_not(one, hindrance, "sale", found.book, language)
        for one, hindrance in found.unfired
        if one.code == code
    ).replace("\u00a0", " ")


async def test_each_rule_that_does_not_fire_says_why(world: World) -> None:
    found = await explained(world)

    assert [(entry.rule, entry.points) for entry in found.outcome.entries] == [("all", 50)]
    assert reasons(found) == {
        "by_card": "only", "not_cash": "except", "large": "condition", "once": "cap", "pot": "cap", "small": "nothing",
        "luck": "draw", "double": "dates", "triple": "base",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "sv", "en"),
    [
        ("by_card", "Här: betalsätt kontant.", "Here: tender cash."),
        ("large", "Här: amount 50 kr.", "Here: amount SEK 50."),
        ("once", "Taket är nått.", "The limit is reached."),
        ("pot", "Potten är slut.", "The budget is empty."),
        ("small", "Det blir mindre än 1 poäng.", "It comes to less than 1 point."),
        ("luck", "Lotten föll inte ut den här gången.", "The draw did not come out this time."),
        ("double", "1 december", "1 December"),
        ("triple", "Det som den gör mer av gav inget.", "What it makes more of gave nothing."),
    ],
)
async def test_it_is_said_in_both_languages(world: World, code: str, sv: str, en: str) -> None:
    found = await explained(world)

    assert sv in words(found, code)
    assert en in words(found, code, "en")


async def test_nothing_is_written_and_no_key_is_claimed(world: World) -> None:
    tables = ("activity", "activity_key", "ledger_entry", "ledger_lot", "earning_cap_usage", "timeline_event", "job",
              "earning_shared_usage", "badge_award")  # fmt: skip
    before = [await storage.value(f"SELECT COUNT(*) FROM {table}") for table in tables]
    balance = await world.balance()

    await explained(world, member=("id", world.members[1]))
    again = await explained(world, member=("id", world.members[1]))

    assert [await storage.value(f"SELECT COUNT(*) FROM {table}") for table in tables] == before
    assert await world.balance() == balance
    assert "once" not in reasons(again)  # The other member's own cap is as it was.
    assert again.outcome.badges == ()


async def test_badges_and_levels_are_promised_with_it(world: World) -> None:
    found = await explained(
        world, member=("id", world.members[2]), kind="purchase", facts={"amount": "300"}, shop="north",
        partner_id=world.partner_ids["north"],
    )  # fmt: skip

    assert [award.badge for award in found.outcome.badges] == ["first_purchase", "second"]
    assert found.outcome.tier == "second"
    assert found.outcome.activity.shop == "north"
    assert await world.tier(2) != "second"


async def test_what_was_long_ago_may_be_asked_about(world: World) -> None:
    found = await explained(world, occurred_at=START - 150 * DAY)

    assert reasons(found)["large"] == "condition"
    assert "once" not in reasons(found)  # Of that day nothing is used.


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"member": ("id", 7)}, MemberNotFound),
        ({"kind": "sold"}, UnknownKind),
        ({"facts": {"amount": "much"}}, FactError),
    ],
    ids=["nobody", "no kind", "no fact"],
)
async def test_what_would_be_refused_is_refused(world: World, more: dict[str, Any], refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        await explained(world, **more)
