"""Gifts and drops through GraphQL: a present with its reason, what nobody can buy, and when a drop opens."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server import programme
from server.kernel import clock, periods
from server.kernel.clock import HOUR, MINUTE
from tests.schema.domain.test_rewards import CANCEL, REDEEM
from tests.schema.domain.town import Town

OFFERS = """query { me { rewards(first: 50) { edges { node { opensAt closesAt placesLeft reward {
  code points percent terms } } } } } }"""
MINE = "query { me { vouchers { edges { node { id code state points given why reward { code percent terms } } } } } }"
NEW = """
[[version]]
holds_from = {begins}

[[version.reward]]
code = "halva_priset"
percent = 50
valid_until_end_of = "next_month"
sv = {{ name = "Halva priset", text = "På ett köp." }}
en = {{ name = "Half price", text = "Off one purchase." }}

[[version.milestone]]
code = "tusen"
counts = "points"
every = 1000
gives = [{{ reward = "halva_priset" }}]
sv = {{ name = "Tusen", why = "Du har samlat tusen poäng till" }}
en = {{ name = "A thousand", why = "You have collected another thousand points" }}

[[version.reward]]
code = "slapp"
points = 10
face = 100
places = {{ drop = 2 }}
opens = {{ weekdays = ["{weekday}"], at = "00:00", hours = 24 }}
sv = {{ name = "Veckans släpp", text = "Två stycken." }}
en = {{ name = "The week's drop", text = "Two of them." }}
"""


@pytest.fixture
async def steps(town: Town) -> AsyncIterator[clock.Stepper]:
    """The version with gifts and drops holds; a drop opens tomorrow."""
    with clock.stepped() as steps:
        steps.to(periods.start_of(periods.local_date(clock.now(), "Europe/Stockholm"), "Europe/Stockholm") + 36 * HOUR)
        tomorrow = periods.local_date(clock.now() + 24 * HOUR, "Europe/Stockholm").strftime("%A").lower()
        begins = clock.to_iso(clock.now() + 2 * MINUTE).replace("Z", "+00:00")
        text = (programme.EXAMPLES / "kvarteret.toml").read_text(encoding="utf-8")
        await programme.publish(text + NEW.format(begins=begins, weekday=tomorrow), "kvarteret.toml")
        steps.by(3 * MINUTE)
        yield steps


async def test_a_present_comes_with_its_reason_and_cannot_be_bought_or_called_off(
    town: Town, steps: clock.Stepper
) -> None:
    await town.buy("1000.00")

    (voucher,) = [edge["node"] for edge in (await town.data(town.elsa.principal, MINE))["vouchers"]["edges"]]

    assert (voucher["points"], voucher["given"], voucher["state"]) == (0, True, "OPEN")
    assert voucher["why"] == "Du har samlat tusen poäng till."
    assert voucher["reward"] == {
        "code": "halva_priset", "percent": 50,
        "terms": ["Den är en present och kostar inget.", "Den ger 50\xa0% på ett köp.",
                  "Koden gäller till nästa månads slut."],
    }  # fmt: skip
    called_off = await town.data(town.elsa.principal, CANCEL, input={"key": "off", "voucher": voucher["id"]})
    assert called_off["__typename"] == "BadInputProblem"
    assert called_off["message"].startswith("En present kostade inget")
    bought = await town.data(town.elsa.principal, REDEEM, input={"key": "buy", "reward": "halva_priset"})
    assert bought["__typename"] == "NotFoundProblem"
    offers = (await town.data(town.elsa.principal, OFFERS))["rewards"]["edges"]
    assert "halva_priset" not in {edge["node"]["reward"]["code"] for edge in offers}


async def test_a_drop_says_when_it_opens_and_when_its_places_are_gone(town: Town, steps: clock.Stepper) -> None:
    await town.buy("100.00")
    midnight = periods.start_of(periods.local_date(clock.now() + 24 * HOUR, "Europe/Stockholm"), "Europe/Stockholm")

    early = await town.data(town.elsa.principal, REDEEM, input={"key": "early", "reward": "slapp"})
    assert early["__typename"] == "NotOpenProblem"
    assert "Den öppnar " in early["message"]
    assert "kl.\xa000.00" in early["message"]
    assert await _offer(town) == (clock.to_iso(midnight), None, None)

    steps.to(midnight)
    _, closes_at, left = await _offer(town)
    assert (closes_at, left) == (clock.to_iso(periods.start_of(
        periods.local_date(midnight + 30 * HOUR, "Europe/Stockholm"), "Europe/Stockholm")), 2)
    for key in ("one", "two"):
        taken = await town.data(town.elsa.principal, REDEEM, input={"key": key, "reward": "slapp"})
        assert taken["__typename"] == "RewardRedeemed"
    gone = await town.data(town.elsa.principal, REDEEM, input={"key": "three", "reward": "slapp"})
    assert gone["__typename"] == "SoldOutProblem"
    opens_at, _, left = await _offer(town)
    assert left == 0
    assert clock.from_iso(opens_at) > midnight + 6 * 24 * HOUR


async def _offer(town: Town) -> tuple[str, str, int | None]:
    offers = [edge["node"] for edge in (await town.data(town.elsa.principal, OFFERS))["rewards"]["edges"]]
    (offer,) = [one for one in offers if one["reward"]["code"] == "slapp"]
    return offer["opensAt"], offer["closesAt"], offer["placesLeft"]
