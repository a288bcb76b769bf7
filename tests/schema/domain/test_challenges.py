"""Challenges through GraphQL: what there is, joining, leaving, progress."""

from __future__ import annotations

import asyncio
from typing import Any

from server.kernel import clock
from server.kernel.clock import DAY
from server.members import STRANGER
from tests.schema.domain.town import PROBLEM, RECORD, Town

PROGRESS = "step amount target joined completedAt startsAt endsAt done challenge { code points automatic }"
JOIN = f"""mutation ($code: String!) {{ joinChallenge(code: $code) {{
  __typename ... on ChallengeJoined {{ progress {{ {PROGRESS} }} }} {PROBLEM}
}} }}"""
LEAVE = f"""mutation ($code: String!) {{ leaveChallenge(code: $code) {{
  __typename ... on ChallengeLeft {{ progress {{ {PROGRESS} }} }} {PROBLEM}
}} }}"""
MINE = f"""query ($first: Int, $after: String) {{ me {{ challenges(first: $first, after: $after) {{
  edges {{ node {{ {PROGRESS} }} }} pageInfo {{ hasNextPage endCursor }}
}} }} }}"""


async def _mine(town: Town) -> list[tuple[str, str]]:
    me = await town.data(town.elsa.principal, MINE, first=50)
    return [(edge["node"]["challenge"]["code"], edge["node"]["step"]) for edge in me["challenges"]["edges"]]


async def test_joining_begins_now_and_ends_by_itself(town: Town) -> None:
    joined = await town.data(town.elsa.principal, JOIN, code="fem_dorrar")

    progress = joined["progress"]
    assert (progress["step"], progress["joined"], progress["completedAt"]) == ("0 av 5 butiker", True, None)
    lasting = clock.from_iso(progress["endsAt"]) - clock.from_iso(progress["startsAt"])
    assert lasting == 30 * DAY


async def test_a_joined_challenge_pays_its_points_once_it_is_done(town: Town) -> None:
    await town.data(town.elsa.principal, JOIN, code="laga_nagot")

    mended = await town.buy("0", kind="repaired_garment", facts={}, till=town.omtag.till)

    assert [(e["points"], e["reason"], e["why"]) for e in mended["entries"]] == [
        (40, "earned", "40 poäng per plagg"), (60, "challenge", "Utmaningen Laga något"),
    ]  # fmt: skip
    assert [(b["badge"]["code"], b["why"]) for b in mended["badges"]] == [("nal_och_trad", "Utmaningen Laga något")]
    me = await town.data(town.elsa.principal, MINE, first=50)
    last = me["challenges"]["edges"][-1]["node"]
    assert (last["challenge"]["code"], last["step"]) == ("laga_nagot", "1 av 1 plagg")
    assert last["completedAt"] is not None


async def test_running_ones_first_then_those_to_join_then_those_done(town: Town) -> None:
    for _ in range(4):
        await town.buy("10")
    await town.data(town.elsa.principal, JOIN, code="laga_nagot")

    assert await _mine(town) == [
        ("kom_igang", "1 av 3 klara"), ("garderob", "0 av 5 kg"), ("laga_nagot", "0 av 1 plagg"),
        ("tiotusen_burkar", "0 av 10 000"), ("fem_dorrar", "0 av 5 butiker"),
        ("tre_turer", "Vecka 1 av 4, 0 av 3 dagar"), ("hjalp_en_granne", "0 av 3 tack"),
        ("tredje_gangen", "3 av 3 besök"),
    ]  # fmt: skip


async def test_the_list_has_pages(town: Town) -> None:
    first = (await town.data(town.elsa.principal, MINE, first=5))["challenges"]
    rest = (await town.data(town.elsa.principal, MINE, first=5, after=first["pageInfo"]["endCursor"]))["challenges"]

    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
    codes = [edge["node"]["challenge"]["code"] for edge in (*first["edges"], *rest["edges"])]
    assert codes == [
        "tredje_gangen", "kom_igang", "garderob", "tiotusen_burkar", "fem_dorrar", "tre_turer", "laga_nagot",
        "hjalp_en_granne",
    ]  # fmt: skip


async def test_kilograms_are_told_exactly(town: Town) -> None:
    await town.buy("0", kind="recycled_clothes", facts={"kg": "2.75"}, till=town.omtag.till)

    me = await town.data(town.elsa.principal, MINE, first=50)
    clothes = next(e["node"] for e in me["challenges"]["edges"] if e["node"]["challenge"]["code"] == "garderob")
    assert (clothes["amount"], clothes["target"], clothes["step"]) == ("2.75", "5", "2,75 av 5 kg")


async def test_what_leaves_a_rolling_window_counts_no_more(town: Town) -> None:
    with clock.stepped() as stepper:
        stepper.by(0)
        await town.buy("0", kind="recycled_clothes", facts={"kg": "2"}, till=town.omtag.till)
        stepper.by(366 * DAY)

        assert ("garderob", "0 av 5 kg") in await _mine(town)


async def test_a_new_week_begins_at_nothing(town: Town) -> None:
    with clock.stepped() as stepper:
        stepper.by(0)
        await town.buy("10")
        assert ("tredje_gangen", "1 av 3 besök") in await _mine(town)

        stepper.by(7 * DAY)
        assert ("tredje_gangen", "0 av 3 besök") in await _mine(town)


async def test_leaving_takes_the_member_out(town: Town) -> None:
    await town.data(town.elsa.principal, JOIN, code="fem_dorrar")

    left = await town.data(town.elsa.principal, LEAVE, code="fem_dorrar")

    assert left["progress"]["joined"] is False
    assert (await town.data(town.elsa.principal, LEAVE, code="fem_dorrar"))["__typename"] == "NotJoinedProblem"
    assert (await town.data(town.elsa.principal, JOIN, code="fem_dorrar"))["__typename"] == "ChallengeJoined"


async def test_what_joining_can_get_wrong(town: Town) -> None:
    await town.data(town.elsa.principal, JOIN, code="fem_dorrar")

    async def answer(code: str) -> Any:
        return (await town.data(town.elsa.principal, JOIN, code=code))["__typename"]

    assert await answer("fem_dorrar") == "AlreadyJoinedProblem"
    assert await answer("tredje_gangen") == "NotFoundProblem"  # Everybody takes part already.
    assert await answer("nothing") == "NotFoundProblem"


async def test_staff_and_managers_join_as_members(town: Town) -> None:
    staff = await town.new_person("Tove", "staff", partner=town.linneas)

    assert (await town.data(staff.principal, JOIN, code="fem_dorrar"))["__typename"] == "ChallengeJoined"


DETAIL = """query { me { challenges(first: 50) { edges { node {
  step amount own steps { name kinds done } weeks { startsOn days enough present }
  shared { amount target members reachedAt step }
  challenge { code measure together automatic daysAWeek restWeeks kept }
} } } } }"""


async def _detail(town: Town, code: str) -> Any:
    me = await town.data(town.elsa.principal, DETAIL)
    return next(e["node"] for e in me["challenges"]["edges"] if e["node"]["challenge"]["code"] == code)


async def test_the_steps_say_what_is_done(town: Town) -> None:
    await town.buy("10")

    begun = await _detail(town, "kom_igang")

    assert [(step["name"], step["done"]) for step in begun["steps"]] == [
        ("Välj ett mål", False), ("Visa kortet en gång", True), ("Gilla något i flödet", False),
    ]  # fmt: skip
    assert begun["weeks"] == []
    assert begun["shared"] is None


async def test_the_weeks_say_which_days_were_ridden(town: Town) -> None:
    with clock.stepped() as stepper:
        monday = clock.from_iso("2027-03-22T08:00:00Z")  # On the Sunday after it the clock is set forward.
        stepper.to(monday)
        await town.data(town.elsa.principal, JOIN, code="tre_turer")
        for days in (0, 1, 6, 7):
            stepper.to(monday + days * DAY)
            answer = await town.data(town.elsa.principal, RECORD, input={
                "key": f"ride-{days}", "member": {"id": town.elsa.id}, "kind": "bike_to_shop", "facts": {"km": "2"},
            })  # fmt: skip
            assert answer["__typename"] == "ActivityRecorded"

        rides = await _detail(town, "tre_turer")

    assert rides["step"] == "Vecka 2 av 4, 1 av 3 dagar"
    assert [(week["startsOn"], week["days"], week["enough"], week["present"]) for week in rides["weeks"]] == [
        ("2027-03-22", [True, True, False, False, False, False, True], True, False),
        ("2027-03-29", [True, False, False, False, False, False, False], False, True),
    ]  # fmt: skip


async def test_what_all_do_together_is_one_sum(town: Town) -> None:
    await town.buy("0", kind="deposit_returned", facts={"packs": 40}, till=town.omtag.till)
    await town.buy("0", kind="deposit_returned", facts={"packs": 60}, till=town.omtag.till, who=town.nils)

    cans = await _detail(town, "tiotusen_burkar")

    assert (cans["amount"], cans["own"], cans["step"]) == ("100", "40", "100 av 10 000")
    assert cans["shared"] == {
        "amount": "100", "target": "10000", "members": 2, "reachedAt": None, "step": "100 av 10 000",
    }  # fmt: skip
    assert cans["challenge"]["together"] is True


async def test_whoever_watches_a_goal_sees_it_move(town: Town) -> None:
    query = "subscription { goalChanged(code: \"tiotusen_burkar\") { amount members step } }"

    async with town.follow(STRANGER, query) as changes:
        first = asyncio.ensure_future(anext(changes))
        await asyncio.sleep(0.05)
        await town.buy("0", kind="deposit_returned", facts={"packs": 40}, till=town.omtag.till)
        change = await asyncio.wait_for(first, 5)

    assert change == {"amount": "40", "members": 1, "step": "40 av 10 000"}


async def test_a_tap_that_is_sent_twice_is_one(town: Town) -> None:
    keyed = JOIN.replace("$code: String!", "$code: String!, $key: String")
    keyed = keyed.replace("code: $code)", "code: $code, key: $key)")
    first = await town.data(town.elsa.principal, keyed, code="fem_dorrar", key="tap-1")
    again = await town.data(town.elsa.principal, keyed, code="fem_dorrar", key="tap-1")
    other = await town.data(town.elsa.principal, keyed, code="fem_dorrar", key="tap-2")

    assert again == first
    assert other["__typename"] == "AlreadyJoinedProblem"


async def test_only_people_join(town: Town) -> None:
    assert await town.refusal(STRANGER, JOIN, code="fem_dorrar") == "UNAUTHENTICATED"
    assert await town.refusal(town.linneas.till, JOIN, code="fem_dorrar") == "FORBIDDEN"
