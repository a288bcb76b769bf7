"""Moderation through GraphQL: the whole way of a case, what each person sees of it, and what is told live."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from schema.relay import global_id
from server import community, jobs, live
from server.jobs import queue
from server.kernel import clock
from server.members import STRANGER
from server.reactions import REACTIONS
from tests.schema.domain.town import PROBLEM, Person, Town

CASE = """
    id state openedBy reportCount claimedByMe claimedBy notMine
    text { kind body state } author { displayName decidedAgainst } reports { rule { no text } words }
    decisions { id action rule { no text } reason moderator byMe undoneAt appeal { id state words reason } }
"""
QUEUE = f"{{ moderationQueue {{ edges {{ cursor node {{ {CASE} }} }} pageInfo {{ hasNextPage }} }} }}"
REPORT = f"""mutation ($x: ReportContentInput!) {{ reportContent(input: $x) {{
  __typename ... on ContentReported {{ replayed }} {PROBLEM} }} }}"""
CLAIM = f"""mutation ($x: ID!) {{ claimCase(id: $x) {{
  __typename ... on CaseTaken {{ case {{ {CASE} }} }} {PROBLEM} }} }}"""
DECIDE = f"""mutation ($x: DecideCaseInput!) {{ decideCase(input: $x) {{
  __typename ... on CaseDecided {{ decisionId replayed case {{ {CASE} }} }} {PROBLEM} }} }}"""
UNDO = f"mutation ($x: ID!) {{ undoDecision(id: $x) {{ __typename ... on DecisionUndone {{ replayed }} {PROBLEM} }} }}"
APPEAL = f"""mutation ($x: AppealDecisionInput!) {{ appealDecision(input: $x) {{
  __typename ... on DecisionAppealed {{ appealId replayed }} {PROBLEM} }} }}"""
HEAR = f"mutation ($x: DecideAppealInput!) {{ decideAppeal(input: $x) {{ __typename {PROBLEM} }} }}"
READ = f"""mutation ($x: ID!) {{ readNotice(id: $x) {{
  __typename ... on NoticeRead {{ notice {{ readAt }} }} {PROBLEM} }} }}"""
NOTICES = """{ notices(first: 10) { edges { node {
  id kind readAt action rule { no text } reason silenceUntil decisionId appealUntil undone outcome text { body }
  appeal { state reason } } } } }"""
PREVIEW = """query ($case: ID!, $action: ModerationAction!, $until: DateTime) {
  decisionPreview(case: $case, action: $action, silenceUntil: $until) {
    state hides shows warns silenceUntil authorIsTold reportersTold appealUntil
    points { points currency { code } } badges { code } } }"""
_HANDLERS = jobs.react(REACTIONS)


@pytest.fixture
async def street(town: Town) -> Any:
    jobs.react(REACTIONS)
    try:
        yield town
    finally:
        jobs.react({})


async def settle() -> None:
    while claimed := await queue.claim(sorted(_HANDLERS), count=100, claim=f"test-{clock.now()}"):
        for job in claimed:
            await _HANDLERS[job.kind](job)


async def said(town: Town, who: Person, body: str = "Kön på lördagen är ett skämt.") -> str:
    _, number = await community.create_post(
        who.member_id, key=f"key-{body}", kind="story", topic="tips", language="sv", body=body
    )
    await settle()
    return global_id("Post", number)


async def nodes(town: Town, who: Person, query: str, language: Any = "sv") -> list[Any]:
    return [edge["node"] for edge in (await town.data(who.principal, query, language))["edges"]]


async def test_the_whole_way_of_a_case(street: Town) -> None:
    town, elsa, nils = street, street.elsa, street.nils
    ingrid = await town.new_person("Ingrid", "moderator")
    yusuf = await town.new_person("Yusuf", "moderator")
    post = await said(town, elsa)

    report = {"key": "r", "content": post, "rule": 2, "words": "Otrevligt."}
    reported = await town.data(nils.principal, REPORT, x=report)
    (case,) = await nodes(town, ingrid, QUEUE)
    taken = await town.data(ingrid.principal, CLAIM, x=case["id"])
    (seen,) = await nodes(town, yusuf, QUEUE)
    refused = await town.data(yusuf.principal, CLAIM, x=case["id"])
    decision = {"key": "d", "case": case["id"], "action": "HIDE", "rule": 1, "reason": "Skriv om kön."}
    decided = await town.data(ingrid.principal, DECIDE, x=decision)
    await settle()

    assert reported == {"__typename": "ContentReported", "replayed": False}
    assert case["reports"] == [{"rule": {"no": 2, "text": "Ingen reklam utifrån."}, "words": "Otrevligt."}]
    assert (case["state"], case["author"]) == ("OPEN", {"displayName": "Elsa Lindqvist", "decidedAgainst": 0})
    assert taken["case"]["claimedByMe"] is True
    assert (seen["state"], seen["claimedBy"], seen["claimedByMe"]) == ("CLAIMED", "Ingrid", False)
    assert refused == {"__typename": "CaseClaimedProblem", "message": "Ingrid tittar på ärendet just nu."}
    assert (decided["__typename"], decided["case"]["state"]) == ("CaseDecided", "DECIDED")
    assert await nodes(town, ingrid, QUEUE) == []

    (letter,) = await nodes(town, elsa, NOTICES)
    (heard,) = await nodes(town, nils, NOTICES, "en")
    assert (letter["kind"], letter["action"], letter["reason"]) == ("DECIDED", "HIDE", "Skriv om kön.")
    assert letter["rule"] == {"no": 1, "text": "Skriv om saken, inte om personen."}
    assert letter["text"] == {"body": "Kön på lördagen är ett skämt."}
    assert letter["appealUntil"] is not None
    assert (heard["kind"], heard["action"]) == ("REPORTED", "HIDE")
    assert heard["rule"]["text"] == "Write about the matter, not the person."
    assert [heard[name] for name in ("reason", "decisionId", "appeal")] == [None] * 3
    assert (heard["outcome"], heard["text"]) == ("HIDDEN", {"body": ""})  # Which text it was, and none of its words.

    appeal = {"key": "a", "decision": letter["decisionId"], "words": "Jag menade kön."}
    appealed = await town.data(elsa.principal, APPEAL, x=appeal)
    (own,), (others,) = await nodes(town, ingrid, QUEUE), await nodes(town, yusuf, QUEUE)
    hearing = {"key": "h", "appeal": appealed["appealId"], "outcome": "OVERTURNED", "reason": "Det gällde kön."}
    denied = await town.data(ingrid.principal, HEAR, x=hearing)
    overturned = await town.data(yusuf.principal, HEAR, x=hearing)
    await settle()

    assert (own["state"], own["notMine"] is None, others["notMine"]) == ("APPEALED", False, None)
    assert denied["__typename"] == "NotAllowedProblem"
    assert overturned["__typename"] == "AppealDecided"
    letters = await nodes(town, elsa, NOTICES)
    assert [(one["kind"], one["appeal"]) for one in letters] == [
        ("APPEAL", {"state": "OVERTURNED", "reason": "Det gällde kön."}),
        ("DECIDED", {"state": "OVERTURNED", "reason": "Det gällde kön."}),
    ]
    (log,) = await nodes(town, nils, "{ moderationLog { edges { node { month action rule { no } appeal count } } } }")
    assert log == {"month": log["month"], "action": "HIDE", "rule": {"no": 1}, "appeal": "OVERTURNED", "count": 1}


async def test_the_preview_is_what_then_happens(street: Town) -> None:
    """Nils-Erik asks, Elsa answers and is thanked for it; then somebody reports the answer."""
    town, elsa = street, street.elsa
    ingrid = await town.new_person("Ingrid", "moderator")
    await said(town, elsa)
    before = await balance(town, elsa)
    answer = await thanked_answer(town, elsa)
    earned = await balance(town, elsa) - before
    await town.data(ingrid.principal, REPORT, x={"key": "r", "content": answer, "rule": 1})
    (case,) = await nodes(town, ingrid, QUEUE)

    keep, hide = [
        await town.data(ingrid.principal, PREVIEW, case=case["id"], action=action) for action in ("KEEP", "HIDE")
    ]
    untouched = await balance(town, elsa) - before
    decision = {"key": "d", "case": case["id"], "action": "HIDE", "rule": 1, "reason": "Skriv om saken."}
    await town.data(ingrid.principal, DECIDE, x=decision)
    await settle()

    assert (keep["hides"], keep["points"], keep["badges"], keep["authorIsTold"]) == (False, [], [], False)
    assert (hide["state"], hide["hides"], hide["reportersTold"], hide["authorIsTold"]) == ("hidden", True, 1, True)
    assert earned > 0
    assert untouched == earned
    assert hide["points"] == [{"points": earned, "currency": {"code": "points"}}]
    assert await balance(town, elsa) == before


async def test_the_preview_names_the_badge_and_the_end_of_the_silence(street: Town) -> None:
    town, elsa = street, street.elsa
    ingrid = await town.new_person("Ingrid", "moderator")
    post = await said(town, elsa)
    await town.data(street.nils.principal, REPORT, x={"key": "r", "content": post, "rule": 1})
    (case,) = await nodes(town, ingrid, QUEUE)
    until = clock.to_iso(clock.now() + clock.DAY)

    silence = await town.data(ingrid.principal, PREVIEW, case=case["id"], action="SILENCE", until=until)

    assert silence["silenceUntil"] == until
    assert silence["badges"] == [{"code": "ordet_ar_ditt"}]


async def thanked_answer(town: Town, who: Person) -> str:
    nils = town.nils.member_id
    _, question = await community.create_post(
        nils, key="ask", kind="question", topic="fragor", language="sv", body="Vem lagar dragkedjor?"
    )
    _, answer = await community.create_comment(
        who.member_id, key="answer", post_id=question, language="sv", body="Omtag gör det."
    )
    await community.thank(nils, key="thanks", comment_id=answer)
    await settle()
    return global_id("Comment", answer)


async def balance(town: Town, who: Person) -> int:
    me = await town.data(who.principal, "{ me { balances { points currency { code } } } }")
    return int(next((b["points"] for b in me["balances"] if b["currency"]["code"] == "points"), 0))


async def test_a_notice_is_its_readers_alone(street: Town) -> None:
    town, elsa, nils = street, street.elsa, street.nils
    ingrid = await town.new_person("Ingrid", "moderator")
    post = await said(town, elsa)
    await town.data(nils.principal, REPORT, x={"key": "r", "content": post, "rule": 1})
    (case,) = await nodes(town, ingrid, QUEUE)
    decision = {"key": "d", "case": case["id"], "action": "WARN", "rule": 1, "reason": "Skriv om kön."}
    decided = await town.data(ingrid.principal, DECIDE, x=decision)
    (letter,) = await nodes(town, elsa, NOTICES)
    node = "query ($id: ID!) { node(id: $id) { __typename } }"

    unread = await town.data(elsa.principal, "{ noticesUnread }")
    opened = await town.data(elsa.principal, READ, x=letter["id"])

    assert (unread, opened["__typename"]) == (1, "NoticeRead")
    assert await town.data(elsa.principal, "{ noticesUnread }") == 0
    for thing in (letter["id"], case["id"], decided["decisionId"]):
        assert await town.data(nils.principal, node, id=thing) is None
    assert await town.data(elsa.principal, node, id=case["id"]) is None
    assert (await town.data(ingrid.principal, node, id=case["id"])) == {"__typename": "ModerationCase"}


async def test_who_is_silenced_sees_why(street: Town) -> None:
    town, elsa = street, street.elsa
    ingrid = await town.new_person("Ingrid", "moderator")
    post = await said(town, elsa)
    await town.data(street.nils.principal, REPORT, x={"key": "r", "content": post, "rule": 1})
    (case,) = await nodes(town, ingrid, QUEUE)
    until = clock.to_iso(clock.now() + clock.DAY)
    decision = {
        "key": "d", "case": case["id"], "action": "SILENCE", "rule": 1, "reason": "Vila lite.", "silenceUntil": until,
    }  # fmt: skip
    query = "{ mySilence { until notice { reason rule { no } appealUntil decisionId } } }"

    before = await town.data(elsa.principal, query)
    decided = await town.data(ingrid.principal, DECIDE, x=decision)
    silence = await town.data(elsa.principal, query)
    await town.data(ingrid.principal, UNDO, x=decided["decisionId"])
    after = await town.data(elsa.principal, query)

    assert (before, after) == (None, None)
    assert silence["until"] == until
    assert (silence["notice"]["reason"], silence["notice"]["rule"]) == ("Vila lite.", {"no": 1})
    assert silence["notice"]["decisionId"] == decided["decisionId"]


async def test_the_author_hears_of_it_in_the_same_moment_and_moderators_of_the_queue(street: Town) -> None:
    town, elsa = street, street.elsa
    ingrid = await town.new_person("Ingrid", "moderator")
    post = await said(town, elsa)
    events = "subscription { memberEvents { __typename ... on NoticePosted { kind action rule { no text } } } }"
    changes = "subscription { caseChanged { caseId waiting } }"

    async with town.follow(elsa.principal, events) as told, town.follow(ingrid.principal, changes) as moved:
        first = asyncio.ensure_future(anext(moved))
        letter = asyncio.ensure_future(anext(told))
        await asyncio.sleep(0.05)
        await town.data(street.nils.principal, REPORT, x={"key": "r", "content": post, "rule": 1})
        change = await asyncio.wait_for(first, 5)
        (case,) = await nodes(town, ingrid, QUEUE)
        decision = {"key": "d", "case": case["id"], "action": "HIDE", "rule": 1, "reason": "Skriv om kön."}
        await town.data(ingrid.principal, DECIDE, x=decision)
        event = await asyncio.wait_for(letter, 5)

    assert change == {"caseId": case["id"], "waiting": 1}
    assert (event["__typename"], event["kind"], event["action"]) == ("NoticePosted", "DECIDED", "HIDE")
    assert event["rule"] == {"no": 1, "text": "Skriv om saken, inte om personen."}
    assert live.followers() == 0


async def test_nothing_of_the_log_says_who_or_what(street: Town) -> None:
    town, elsa = street, street.elsa
    ingrid = await town.new_person("Ingrid", "moderator")
    post = await said(town, elsa, "Ett ord som ingen annan skriver: blåbärssoppa.")
    await town.data(street.nils.principal, REPORT, x={"key": "r", "content": post, "rule": 1, "words": "Hemligt."})
    (case,) = await nodes(town, ingrid, QUEUE)
    decision = {"key": "d", "case": case["id"], "action": "HIDE", "rule": 1, "reason": "Skriv om kön."}
    await town.data(ingrid.principal, DECIDE, x=decision)

    answer = await town.ask(
        STRANGER, "{ moderationLog { edges { cursor node { month action rule { no text } appeal count } } } }"
    )

    told = json.dumps(answer, ensure_ascii=False)
    assert answer["data"]["moderationLog"]["edges"]
    assert not any(word in told for word in ("Elsa", "Ingrid", "blåbärssoppa", "Hemligt", "Skriv om kön"))


async def test_the_house_rules_are_open_to_all(street: Town) -> None:
    rules = await street.data(STRANGER, "{ houseRules { no text } }", "en")

    assert [rule["no"] for rule in rules] == [1, 2, 3]
    assert rules[1]["text"] == "No outside advertising."
