"""Where a code is used, and who of the partner sees that it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server import activities, partners, rewards, storage
from server.activities import RedeemReward, Source
from server.members import Principal
from tests.schema.domain.portal import nodes, seat
from tests.schema.domain.town import Shop, Town, open_shop

CONFIRM = """mutation ($input: ConfirmVoucherInput!) { confirmVoucher(input: $input) {
  __typename ... on Problem { message } } }"""
AWARDS = """query ($partner: String!) { portal(partner: $partner) { awards { edges { node {
  key kind kindName reward shop member { name } } } } } }"""


async def code_of(town: Town, reward: str) -> str:
    await town.buy("3000.00")
    source = Source.member(town.elsa.principal)
    outcome = await activities.record(
        RedeemReward(source=source, key=reward, member=("id", town.elsa.member_id), reward=reward)
    )
    voucher = await rewards.voucher_granted_by(outcome.activity.id)
    assert voucher is not None
    return voucher.code


@pytest.fixture
async def cafe(town: Town) -> Shop:
    """A café with a second shop, where its refill is not to be had."""
    cafe = await open_shop("kafe-trappan", "Kafé Trappan", "Kafé")
    async with storage.transaction() as tx:
        await partners.add_shop(tx, partner_id=cafe.partner_id, code="kiosken", name="Kiosken")
    return cafe


def till(cafe: Shop, shop: str | None) -> Principal:
    return replace(cafe.till, shop_code=shop, scopes=frozenset({"rewards:redeem"}))


async def test_a_client_of_one_shop_takes_what_is_good_there(town: Town, cafe: Shop) -> None:
    code = await code_of(town, "patar")
    given = {"key": "c", "code": code}

    elsewhere = await town.data(till(cafe, "kiosken"), CONFIRM, input=given)

    assert elsewhere["__typename"] == "NotAllowedProblem"
    assert (await town.data(till(cafe, "kafe-trappan"), CONFIRM, input=given))["__typename"] == "VoucherConfirmed"


async def test_a_client_of_no_shop_takes_what_is_good_in_any_of_the_partners(town: Town, cafe: Shop) -> None:
    given = {"key": "c", "code": await code_of(town, "patar")}

    assert (await town.data(till(cafe, None), CONFIRM, input=given))["__typename"] == "VoucherConfirmed"


async def test_the_partners_people_see_which_code_was_used(town: Town, cafe: Shop) -> None:
    owner = await seat(town, "Olle", cafe, "owner")
    await town.data(till(cafe, "kafe-trappan"), CONFIRM, input={"key": "c", "code": await code_of(town, "patar")})

    [award] = nodes((await town.data(owner.principal, AWARDS, partner="kafe-trappan"))["awards"])

    assert award == {
        "key": "c", "kind": "@confirm", "kindName": "Använde en kod", "reward": "Påtår", "shop": "Kafé Trappan",
        "member": {"name": "Elsa Lindqvist"},
    }  # fmt: skip
