"""Rewards through GraphQL: the catalogue, codes at the till, gifts, and the goal."""

from __future__ import annotations

from typing import Any

from server import ledger, rewards
from server.kernel import clock
from server.kernel.clock import DAY
from server.members import Principal
from tests.schema.domain.town import PROBLEM, Shop, Town, after, open_shop

VOUCHER = "id code state points grantedAt expiresAt endedAt place shops reward { code name terms }"
REDEEM = f"""mutation ($input: RedeemRewardInput!) {{ redeemReward(input: $input) {{ __typename
  ... on RewardRedeemed {{ replayed voucher {{ {VOUCHER} }} entries {{ points reason why explanation {{ title body }} }}
    balances {{ points pending }} }} {PROBLEM}
  ... on NotEnoughPointsProblem {{ missing }} ... on LevelRequiredProblem {{ tier }}
  ... on LimitReachedProblem {{ limit }}
}} }}"""
CONFIRM = f"""mutation ($input: ConfirmVoucherInput!) {{ confirmVoucher(input: $input) {{ __typename
  ... on VoucherConfirmed {{ replayed displayName voucher {{ {VOUCHER} }} }} {PROBLEM}
  ... on VoucherUsedProblem {{ usedAt place }}
}} }}"""
CANCEL = f"""mutation ($input: CancelRedemptionInput!) {{ cancelRedemption(input: $input) {{ __typename
  ... on RedemptionCancelled {{
    replayed voucher {{ state }} entries {{ points reason why }} balances {{ points pending }} }} {PROBLEM} }} }}"""
DONATE = f"""mutation ($input: DonatePointsInput!) {{ donatePoints(input: $input) {{ __typename
  ... on DonationMade {{
    replayed donation {{ receipt points amount charity {{ code meter {{ amount gifts givers }} }} }}
    entries {{ points reason why }} }} {PROBLEM} }} }}"""
PIN = f"""mutation ($code: String) {{ pinReward(code: $code) {{ __typename
  ... on RewardPinned {{ goal {{ left pinnedAt reward {{ code }} }} }} {PROBLEM} }} }}"""
OFFERS = """query { me { rewards(first: 50) { edges { node {
  left locked pinned placesLeft yoursLeft shops reward { code points face tier { code } } } } }
  goal { left reward { code name } } nearestReward { left pinnedAt reward { code } } } }"""
MINE = f"""query ($waiting: Boolean) {{ me {{ vouchers(waiting: $waiting) {{ edges {{ node {{ {VOUCHER} }} }} }}
  donations {{ edges {{ node {{ receipt amount }} }} }} balances {{ points pending }} }} }}"""


def redeeming(shop: Shop) -> Principal:
    return shop.with_scopes("rewards:redeem", "members:read")


async def redeem(town: Town, reward: str, *, key: str, who: Principal | None = None) -> Any:
    return await town.data(who or town.elsa.principal, REDEEM, input={"key": key, "reward": reward})


async def confirm(town: Town, code: str, key: str, *, by: Principal | None = None) -> Any:
    return await town.data(by or redeeming(town.linneas), CONFIRM, input={"key": key, "code": code})


async def test_redeeming_gives_a_code_and_holds_its_points(town: Town) -> None:
    await town.buy("1500.00")

    answer = await redeem(town, "frukost_fore_oppning", key="one")

    voucher = answer["voucher"]
    assert (voucher["state"], voucher["points"], voucher["shops"], voucher["endedAt"]) == ("OPEN", 1500, [], None)
    assert answer["balances"][0] == {"points": 0, "pending": 1500}
    entry = answer["entries"][0]
    assert (entry["points"], entry["reason"], entry["why"]) == (-1500, "held", "Inlöst: Frukost före öppning")
    assert entry["explanation"]["title"] == "Vart gick 1\xa0500\xa0poäng?"
    again = await redeem(town, "frukost_fore_oppning", key="one")
    assert (again["replayed"], again["voucher"]["id"]) == (True, voucher["id"])
    assert again["balances"] == answer["balances"]
    other = await redeem(town, "bulle", key="one")
    assert other["__typename"] == "KeyConflictProblem"


async def test_a_till_confirms_a_code_once_in_any_spelling(town: Town) -> None:
    await town.buy("1500.00")
    code = (await redeem(town, "frukost_fore_oppning", key="one"))["voucher"]["code"]

    first = await confirm(town, f" {code.lower().replace('-', ' ')} ", "till-1")
    again = await confirm(town, code, "till-1")
    second = await confirm(town, code, "till-2")

    assert (first["replayed"], first["displayName"]) == (False, "Elsa Lindqvist")
    assert (first["voucher"]["state"], first["voucher"]["place"]) == ("USED", "Linneas Livs")
    assert (again["__typename"], again["replayed"]) == ("VoucherConfirmed", True)
    assert (second["__typename"], second["place"]) == ("VoucherUsedProblem", "Linneas Livs")
    assert second["message"].startswith("Koden är redan använd, ")
    mine = await town.data(town.elsa.principal, MINE)
    assert mine["balances"][0] == {"points": 0, "pending": 0}
    assert await ledger.reconcile(["points"]) == []
    assert await rewards.reconcile() == []


async def test_what_a_till_is_told_of_codes_that_are_not_good(town: Town) -> None:
    await town.buy("1000.00")
    voucher = (await redeem(town, "patar", key="one"))["voucher"]
    swapped = voucher["code"][1] + voucher["code"][0] + voucher["code"][2:]

    elsewhere = await confirm(town, voucher["code"], "a")
    nobodys = await confirm(town, "00000-00000", "b")
    misspelt = await confirm(town, swapped if swapped != voucher["code"] else "11111-00000", "c")

    assert voucher["shops"] == ["kafe-trappan"]
    assert (elsewhere["__typename"], "kafe-trappan" in elsewhere["message"]) == ("NotAllowedProblem", True)
    assert (nobodys["__typename"], misspelt["__typename"]) == ("VoucherNotFoundProblem",) * 2
    assert misspelt["message"].startswith("Koden stämmer inte.")
    cafe = await open_shop("kafe-trappan", "Kafé Trappan", "Kafé")
    good = await confirm(town, voucher["code"], "d", by=redeeming(cafe))
    assert (good["voucher"]["shops"], good["voucher"]["place"]) == (["Kafé Trappan"], "Kafé Trappan")


async def test_staff_confirm_for_their_shop_and_a_bound_token_does_not(town: Town) -> None:
    await town.buy("1500.00")
    code = (await redeem(town, "frukost_fore_oppning", key="one"))["voucher"]["code"]
    staff = await town.new_person("Tove", "staff", partner=town.linneas)
    lost = await town.new_person("Lost", "staff")
    bound = Principal(
        kind="client", partner_id=town.linneas.partner_id, member_id=town.elsa.member_id, client_id="app",
        scopes=frozenset({"rewards:redeem"}),
    )  # fmt: skip

    assert (await confirm(town, code, "x", by=lost.principal))["__typename"] == "NotAllowedProblem"
    assert (await confirm(town, code, "x", by=bound))["__typename"] == "NotAllowedProblem"
    assert (await confirm(town, code, "x", by=staff.principal))["__typename"] == "VoucherConfirmed"


async def test_calling_off_gives_everything_back(town: Town) -> None:
    await town.buy("1000.00")
    voucher = (await redeem(town, "bulle", key="one"))["voucher"]

    answer = await town.data(town.elsa.principal, CANCEL, input={"key": "c", "voucher": voucher["id"]})

    assert answer["voucher"]["state"] == "CANCELLED"
    assert [(e["points"], e["why"]) for e in answer["entries"]] == [(650, "Ångrat: Kardemummabulle")]
    assert answer["balances"][0] == {"points": 1000, "pending": 0}
    late = await confirm(town, voucher["code"], "x")
    assert late["__typename"] == "VoucherCancelledProblem"
    stranger = await town.data(town.nils.principal, CANCEL, input={"key": "c", "voucher": voucher["id"]})
    assert stranger["__typename"] == "VoucherNotFoundProblem"


async def test_a_code_that_was_forgotten_is_told_as_lapsed(town: Town) -> None:
    with clock.stepped() as stepper:
        stepper.by(0)
        await town.buy("1000.00")
        voucher = (await redeem(town, "bulle", key="one"))["voucher"]
        stepper.by(32 * DAY)

        late = await confirm(town, voucher["code"], "x")
        mine = await town.data(town.elsa.principal, MINE)
        waiting = await town.data(town.elsa.principal, MINE, waiting=True)

    assert late["__typename"] == "VoucherExpiredProblem"
    assert [edge["node"]["state"] for edge in mine["vouchers"]["edges"]] == ["LAPSED"]
    assert (waiting["vouchers"]["edges"], mine["balances"][0]) == ([], {"points": 1000, "pending": 0})


async def test_what_redeeming_can_get_wrong(town: Town) -> None:
    poor = await redeem(town, "patar", key="a")
    nothing = await redeem(town, "moon", key="b")
    gift = await redeem(town, "skank_laxhjalpen", key="c")
    await town.buy("1000.00")
    level = await redeem(town, "kvallsoppet", key="d")
    await town.buy("1000.00")
    await redeem(town, "kvallsoppet", key="e")
    twice = await redeem(town, "kvallsoppet", key="f")

    assert (poor["__typename"], poor["missing"]) == ("NotEnoughPointsProblem", 300)
    assert poor["message"] == "Det fattas 300\xa0poäng. Inget ändrades."
    assert (nothing["__typename"], gift["__typename"]) == ("NotFoundProblem", "NotFoundProblem")
    assert (level["__typename"], level["tier"]) == ("LevelRequiredProblem", "stamgast")
    assert (twice["__typename"], twice["limit"]) == ("LimitReachedProblem", 1)


async def test_places_of_a_month_are_sold_out_and_come_again(town: Town) -> None:
    with clock.stepped() as stepper:
        stepper.to(clock.from_iso("2027-03-10T12:00:00Z"))
        for who in (town.elsa, town.nils):
            await town.buy("10000.00", who=who)
        assert (await redeem(town, "fika_med_agaren", key="a"))["__typename"] == "RewardRedeemed"
        voucher = (await redeem(town, "fika_med_agaren", key="b"))["voucher"]

        gone = await redeem(town, "fika_med_agaren", key="c", who=town.nils.principal)
        await town.data(town.elsa.principal, CANCEL, input={"key": "x", "voucher": voucher["id"]})
        free = await redeem(town, "fika_med_agaren", key="d", who=town.nils.principal)
        stepper.to(clock.from_iso("2027-04-01T12:00:00Z"))
        april = await redeem(town, "fika_med_agaren", key="e", who=town.nils.principal)

    assert gone["__typename"] == "SoldOutProblem"
    assert gone["message"] == "Alla platser är tagna den här månaden. Inget ändrades."
    assert (free["__typename"], april["__typename"]) == ("RewardRedeemed", "RewardRedeemed")


async def test_what_is_sold_out_or_was_had_is_not_what_one_comes_to_next(town: Town) -> None:
    async def nearest() -> str | None:
        found = (await town.data(town.nils.principal, OFFERS))["nearestReward"]
        return str(found["reward"]["code"]) if found is not None else None

    with clock.stepped() as stepper:
        stepper.to(clock.from_iso("2027-03-10T12:00:00Z"))
        await town.buy("10000.00")
        await town.buy("2500.00", who=town.nils)
        before = await nearest()
        for key in ("a", "b"):
            await redeem(town, "fika_med_agaren", key=key)
        sold_out = await nearest()
        stepper.to(clock.from_iso("2027-04-01T12:00:00Z"))
        come_again = await nearest()

    assert (before, sold_out, come_again) == ("fika_med_agaren", None, "fika_med_agaren")


async def test_a_gift_has_a_receipt_and_moves_the_meter(town: Town) -> None:
    await town.buy("1000.00")
    gift = {"key": "g", "reward": "skank_laxhjalpen"}

    first = await town.data(town.elsa.principal, DONATE, input=gift)
    again = await town.data(town.elsa.principal, DONATE, input=gift)
    second = await town.data(town.elsa.principal, DONATE, input={**gift, "key": "h"})

    assert (first["donation"]["points"], first["donation"]["amount"]) == (250, "10.00")
    assert [(e["points"], e["why"]) for e in first["entries"]] == [(-250, "Skänkt till Läxhjälpen")]
    assert (again["replayed"], again["donation"]["receipt"]) == (True, first["donation"]["receipt"])
    assert second["donation"]["charity"]["meter"] == {"amount": "20.00", "gifts": 2, "givers": 1}
    public = await town.data(Principal(kind="stranger"), "query { programme { charities { code meter { givers } } } }")
    assert public["charities"] == [{"code": "laxhjalpen", "meter": {"givers": 1}}]
    assert len((await town.data(town.elsa.principal, MINE))["donations"]["edges"]) == 2
    assert await rewards.reconcile() == []


async def test_the_catalogue_shows_what_can_be_afforded_first(town: Town) -> None:
    await town.buy("700.00")
    await town.data(town.elsa.principal, PIN, code="frukost_fore_oppning")

    me = await town.data(town.elsa.principal, OFFERS)

    offers = [edge["node"] for edge in me["rewards"]["edges"]]
    assert [(o["reward"]["code"], o["left"], o["locked"]) for o in offers] == [
        ("skank_laxhjalpen", 0, False), ("patar", 0, False), ("bulle", 0, False), ("frukost_fore_oppning", 800, False),
        ("laga_ett_plagg", 1200, False), ("punktering", 1700, False), ("fika_med_agaren", 4300, False),
        ("kvallsoppet", 0, True),
    ]  # fmt: skip
    by_code = {o["reward"]["code"]: o for o in offers}
    assert (by_code["frukost_fore_oppning"]["placesLeft"], by_code["kvallsoppet"]["yoursLeft"]) == (12, 1)
    assert by_code["frukost_fore_oppning"]["pinned"] is True
    assert me["goal"] == {"left": 800, "reward": {"code": "frukost_fore_oppning", "name": "Frukost före öppning"}}
    assert (me["nearestReward"]["reward"]["code"], me["nearestReward"]["pinnedAt"]) == ("frukost_fore_oppning", None)


async def test_the_goal_is_reached_once_a_pin_and_is_over_when_it_is_redeemed(town: Town) -> None:
    await town.buy("1000.00")
    pinned = await town.data(town.elsa.principal, PIN, code="frukost_fore_oppning")
    assert (pinned["goal"]["left"], pinned["goal"]["reward"]["code"]) == (500, "frukost_fore_oppning")
    heard = "__typename ... on GoalReached { reward { name } } ... on GoalPinned { goal { code } }"

    await town.buy("500.00", key="big")
    await town.data(town.linneas.till, "mutation ($input: ReverseActivityInput!) { reverseActivity(input: $input) "
                    "{ __typename } }", input={"key": "undo", "activityKey": "big", "reason": "Fel"})
    await town.buy("500.00")

    query = f"query {{ me {{ recentEvents(first: 50) {{ {heard} }} goal {{ left }} }} }}"
    me = await town.data(town.elsa.principal, query)
    told = [event for event in me["recentEvents"] if event["__typename"] == "GoalReached"]
    assert told == [{"__typename": "GoalReached", "reward": {"name": "Frukost före öppning"}}]
    assert me["goal"] == {"left": 0}
    await redeem(town, "frukost_fore_oppning", key="one")
    assert (await town.data(town.elsa.principal, OFFERS))["goal"] is None
    unknown = await town.data(town.elsa.principal, PIN, code="moon")
    assert unknown["__typename"] == "NotFoundProblem"
    assert (await town.data(town.elsa.principal, PIN, code=None))["goal"] is None


async def test_what_happens_to_a_code_is_told_live(town: Town) -> None:
    await town.buy("2000.00")
    voucher = (await redeem(town, "frukost_fore_oppning", key="one"))["voucher"]
    await confirm(town, voucher["code"], "till")

    async with town.follow(town.elsa.principal, after(0).replace(
        "... on TierChanged", "... on RewardGranted { reward { code } voucherId expiresAt } "
        "... on RewardUsed { reward { code } voucherId place } ... on TierChanged"
    )) as events:  # fmt: skip
        told = [await anext(events)]
        while told[-1]["__typename"] != "RewardUsed":
            told.append(await anext(events))

    used, (granted,) = told[-1], [event for event in told if event["__typename"] == "RewardGranted"]
    assert granted["voucherId"] == used["voucherId"] == voucher["id"]
    assert used["place"] == "Linneas Livs"


async def test_others_see_neither_codes_nor_gifts(town: Town) -> None:
    await town.buy("1000.00")
    voucher = (await redeem(town, "bulle", key="one"))["voucher"]
    node = "query ($id: ID!) { node(id: $id) { ... on Voucher { code } } }"

    assert await town.data(town.nils.principal, node, id=voucher["id"]) is None
    assert await town.data(redeeming(town.linneas), node, id=voucher["id"]) is None
    assert (await town.data(town.elsa.principal, node, id=voucher["id"]))["code"] == voucher["code"]
    for field in ("vouchers", "donations", "rewards"):
        query = f"query ($card: String!) {{ member(ref: {{card: $card}}) {{ {field} {{ edges {{ cursor }} }} }} }}"
        assert await town.refusal(redeeming(town.linneas), query, card=town.elsa.card) == "FORBIDDEN"
    goal = "query ($card: String!) { member(ref: {card: $card}) { goal { left } nearestReward { left } } }"
    assert (await town.data(redeeming(town.linneas), goal, card=town.elsa.card))["goal"] is None
