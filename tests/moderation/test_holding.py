"""What waits for a person before anybody reads it, and who is told."""

from __future__ import annotations

import pytest

from server import community, live, moderation, storage
from server.community import Ref
from server.kernel import clock
from server.kernel.clock import DAY, HOUR
from tests.moderation.street import AUTHOR, EARNED, INGRID, NEIGHBOUR, Street, key


async def joins_now(street: Street, who: int = AUTHOR) -> None:
    """The member's account is new."""
    async with storage.transaction() as tx:
        await tx.execute("UPDATE member SET joined_at = :now WHERE id = :id", now=clock.now(), id=street.id(who))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Billiga klockor på https://klockor.example nu.", "links"),
        ("Titta på klockor.shop allihop.", "links"),
        ("Ta ett SNABBLÅN i dag, grannar.", "words"),
    ],
)
async def test_what_is_held_waits_with_a_case_and_its_author_knows(street: Street, body: str, reason: str) -> None:
    await joins_now(street)

    ref = await street.post(body)

    case = await street.case_of(ref)
    assert await street.state(ref) == "held"
    assert (case.opened_by, case.reasons, case.state) == ("hold", (reason,), "open")
    assert await street.notices(AUTHOR) == ["held"]
    assert await street.earned() == (0, False)


async def test_those_who_are_known_may_link(street: Street) -> None:
    ref = await street.post("Karta över backen: https://karta.example/backen")

    assert await street.state(ref) == "published"


async def test_the_fourth_in_an_hour_of_somebody_new_waits(street: Street) -> None:
    await joins_now(street)

    refs = [await street.post(f"Hej hej från våning {floor} i huset.") for floor in range(4)]
    street.world.clock.by(HOUR)
    later = await street.post("Hej igen, nu en timme senare.")

    assert [await street.state(ref) for ref in (*refs, later)] == [*["published"] * 3, "held", "published"]


async def test_the_same_again_of_somebody_new_waits(street: Street) -> None:
    await joins_now(street)
    await street.post("Är det någon som säljer en cykel?")

    again = await street.post("  är det NÅGON som säljer en cykel??")

    assert (await street.case_of(again)).reasons == ("repeat",)


async def test_a_decision_against_somebody_makes_them_new_for_a_while(street: Street) -> None:
    await street.decide((await street.report(await street.post())).case_id, "hide")

    soon = await street.post("En länk: https://karta.example")
    street.world.clock.by(31 * DAY)
    later = await street.post("En annan länk: https://kartan.example")

    assert [await street.state(ref) for ref in (soon, later)] == ["held", "published"]


async def test_officials_are_never_held(street: Street) -> None:
    await joins_now(street, INGRID)

    ref = await street.post("Om snabblån: läs på https://konsumentverket.example", who=INGRID)

    assert await street.state(ref) == "published"


async def test_a_held_text_that_is_kept_is_read_and_earns(street: Street) -> None:
    await joins_now(street)
    ref = await street.post("Se https://karta.example över gatan.")

    decided = await street.decide((await street.case_of(ref)).id, "keep")
    kept = await street.state(ref), await street.earned()
    await street.undo(decided)

    assert kept == ("published", (EARNED, True))
    assert await street.state(ref) == "held"
    assert await street.notices(AUTHOR) == ["held", "decided", "undone"]


async def test_a_held_text_that_is_hidden_and_appealed_is_read(street: Street) -> None:
    await joins_now(street)
    ref = await street.post("Se https://karta.example över gatan.")
    decided = await street.decide((await street.case_of(ref)).id, "hide")

    await street.hear(await street.appeal(decided), "overturned")

    assert await street.state(ref) == "published"
    assert await street.earned() == (EARNED, True)


async def test_a_published_text_that_is_edited_into_an_advertisement_waits(street: Street) -> None:
    ref = await street.post("Någon som vill fika?")

    await edit(street, ref, "Någon som vill ha ett snabblån?")

    case = await street.case_of(ref)
    assert await street.state(ref) == "held"
    assert (case.opened_by, case.reasons) == ("hold", ("words",))


async def test_a_hold_on_a_reported_text_is_the_same_case(street: Street) -> None:
    ref = await street.post("Någon som vill fika?")
    reported = await street.report(ref)

    await edit(street, ref, "Någon som vill ha ett snabblån?")

    case = await street.case_of(ref)
    assert (case.id, case.report_count, case.reasons) == (reported.case_id, 1, ("words",))


async def test_a_hidden_text_that_is_rewritten_comes_before_a_moderator_again(street: Street) -> None:
    ref = await street.post()
    first = await street.decide((await street.report(ref)).case_id, "hide")

    await edit(street, ref, "Kön på lördagen är för lång.")
    await edit(street, ref, "Kön på lördagen är alldeles för lång.")
    again = await street.case_of(ref)
    await street.decide(again.id, "keep")

    assert (again.opened_by, again.id != first.case_id) == ("rewritten", True)
    assert await street.state(ref) == "published"
    assert await street.earned() == (EARNED, True)
    assert await street.settled() == []


async def test_a_rewriting_that_is_told_of_twice_is_looked_at_once(street: Street) -> None:
    ref = await street.post()
    await street.decide((await street.report(ref)).case_id, "hide")
    await edit(street, ref, "Kön på lördagen är för lång.")
    street.world.clock.by(HOUR)
    decided = await street.decide((await street.case_of(ref)).id, "hide")

    async with storage.transaction() as tx:
        await tx.execute("UPDATE job SET run_at = :now, done_at = NULL", now=clock.now())
    await street.settle()

    assert (await street.case_of(ref)).id == decided.case_id


async def test_moderators_hear_that_something_waits(street: Street) -> None:
    heard: list[object] = []
    listener = live.listen(moderation.TOPIC, heard.append)

    await joins_now(street)
    ref = await street.post("Se https://karta.example över gatan.")
    listener.close()

    assert heard == [{"case": (await street.case_of(ref)).id}]


async def test_holds_are_never_sanctions(street: Street) -> None:
    await joins_now(street)
    await street.post("Se https://karta.example över gatan.")

    ref = await street.post("Utan länk går det bra.")

    assert await street.state(ref) == "published"
    assert await moderation.silence_of(street.id(AUTHOR)) is None
    assert await street.notices(NEIGHBOUR) == []


async def edit(street: Street, ref: Ref, body: str) -> None:
    await community.edit_post(street.id(AUTHOR), key=key(), post_id=ref[1], body=body)
    await street.settle()
