"""Who may what in moderation."""

from __future__ import annotations

from collections.abc import Mapping

from schema.relay import global_id
from server import community, moderation
from tests.schema.domain.town import Town
from tests.schema.rows import Given, Row, people, plain, verb
from tests.schema.rows_community import community_verb, only, sent

TABLES = ("report", "moderation_case", "decision", "sanction", "appeal", "notice")
ELSA, MODERATOR = 1, 4


async def setting(town: Town) -> Mapping[str, str]:
    """Elsa wrote three times and was reported each time: one waits, one was hidden, one she has appealed."""
    elsa, nils = town.elsa.member_id, town.nils.member_id
    yusuf = (await town.new_person("Yusuf", "moderator")).member_id
    cases, decisions = [], []
    for number in range(3):
        ref = await community.create_post(
            elsa, key=f"said-{number}", kind="story", topic="tips", language="sv", body=f"Sagt för {number}:e gången."
        )
        reported = await moderation.report(nils, key=f"report-{number}", ref=ref, rule=1, words=None)
        cases.append(reported.case_id)
    for case_id in cases[1:]:
        decided = await moderation.decide(
            yusuf, key=f"hide-{case_id}", case_id=case_id, action="hide", rule=1, reason="Skriv om saken."
        )
        decisions.append(decided.decision_id)
    appealed = await moderation.appeal(elsa, key="appeal", decision_id=decisions[1], words="Jag menade saken.")
    letters = await moderation.notices_of(elsa, first=1, after=None)
    return {
        "case": global_id("ModerationCase", cases[0]), "decision": global_id("Decision", decisions[0]),
        "appeal": global_id("Appeal", appealed.appeal_id), "notice": global_id("Notice", letters.items[0].id),
    }  # fmt: skip


def named(name: str) -> Given:
    return lambda scene, who: scene.things[name]  # type: ignore[return-value]


ROWS = (
    Row(
        "reportContent", community_verb("reportContent"), sent("report", content="@question", rule=2),
        only(ELSA, "BadInputProblem", "ContentReported"),
    ),
    Row("claimCase", verb("claimCase", "id", "ID!"), named("case"), only(MODERATOR, "CaseTaken", "FORBIDDEN")),
    Row("releaseCase", verb("releaseCase", "id", "ID!"), named("case"), only(MODERATOR, "CaseReleased", "FORBIDDEN")),
    Row(
        "decideCase", community_verb("decideCase"),
        sent("decide", case="@case", action="HIDE", rule=1, reason="Skriv om saken."),
        only(MODERATOR, "CaseDecided", "FORBIDDEN"),
    ),
    Row(
        "undoDecision", verb("undoDecision", "id", "ID!"), named("decision"),
        only(MODERATOR, "DecisionUndone", "FORBIDDEN"),
    ),
    Row(
        "appealDecision", community_verb("appealDecision"),
        sent("appeal", decision="@decision", words="Jag menade saken."),
        only(ELSA, "DecisionAppealed", "NotFoundProblem"),
    ),
    Row(
        "decideAppeal", community_verb("decideAppeal"),
        sent("hear", appeal="@appeal", outcome="OVERTURNED", reason="Det stämmer."),
        only(MODERATOR, "AppealDecided", "FORBIDDEN"),
    ),
    Row("readNotice", verb("readNotice", "id", "ID!"), named("notice"), only(ELSA, "NoticeRead", "NotFoundProblem")),
    Row(
        "reportContent", community_verb("reportContent"), plain({"key": "k", "content": "x", "rule": 2}),
        people("BadInputProblem"), "that is none",
    ),
)  # fmt: skip

FOLLOWING = {"caseChanged": ("subscription { caseChanged { waiting } }", only(MODERATOR, "followed", "FORBIDDEN"))}
