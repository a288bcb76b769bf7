"""Who may what in the community."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schema.relay import global_id
from server import community
from tests.schema.domain.town import Town
from tests.schema.rows import Given, Row, Scene, people, unique, verb

TABLES = ("post", "comment", "post_edit", "idea_answer", "reaction", "thanks", "community_key")
NOT_YOURS = "NotAllowedProblem"


async def setting(town: Town) -> Mapping[str, str]:
    """Elsa has asked and has an idea, and Nils-Erik has answered."""
    elsa, nils = town.elsa.member_id, town.nils.member_id
    _, post = await community.create_post(
        elsa, key="ask", kind="question", topic="fragor", language="sv", body="Vem lagar dragkedjor?"
    )
    _, comment = await community.create_comment(nils, key="answer", post_id=post, language="sv", body="Omtag gör det.")
    _, idea = await community.create_post(
        elsa, key="idea", kind="idea", topic="ideer", language="sv", body="En hylla med verktyg att låna."
    )
    return {
        "question": global_id("Post", post), "answer": global_id("Comment", comment), "idea": global_id("Post", idea),
    }  # fmt: skip


def sent(name: str, **more: Any) -> Given:
    """Input with a key of the asker's own; a text that begins with @ names a thing of the setting."""

    def given(scene: Scene, who: str) -> Mapping[str, Any]:
        said = {name: scene.things[value[1:]] if str(value).startswith("@") else value for name, value in more.items()}
        return {"key": f"{name}-{unique(scene, who)}", **said}

    return given


def community_verb(name: str) -> str:
    return verb(name, "input", f"{name[0].upper()}{name[1:]}Input!")


def only(place: int, answer: str, others: str) -> tuple[str, ...]:
    """One of the five who are signed in gets it, and the others do not."""
    answers = list(people(others))
    answers[place] = answer
    return tuple(answers)


ELSA, NILS, MANAGER = 1, 2, 5
ROWS = (
    Row(
        "createPost", community_verb("createPost"),
        sent("post", kind="STORY", topic="tips", body="Navet lagade min punka."), people("PostCreated"),
    ),
    Row(
        "createComment", community_verb("createComment"), sent("comment", post="@question", body="Jag med."),
        people("CommentCreated"),
    ),
    Row(
        "editPost", community_verb("editPost"), sent("edit", post="@question", body="Vem lagar dragkedjor nu?"),
        only(ELSA, "PostEdited", NOT_YOURS),
    ),
    Row(
        "editComment", community_verb("editComment"), sent("edit", comment="@answer", body="Omtag gör det nu."),
        only(NILS, "CommentEdited", NOT_YOURS),
    ),
    Row(
        "setIdeaState", community_verb("setIdeaState"),
        sent("plan", post="@idea", state="PLANNED", answer="Hyllan kommer upp i vår."),
        only(MANAGER, "IdeaStateSet", "FORBIDDEN"),
    ),
    Row(
        "setIdeaState", community_verb("setIdeaState"),
        sent("plan", post="@question", state="DONE", answer="Klart."), only(MANAGER, NOT_YOURS, "FORBIDDEN"),
        "of what is none",
    ),
    Row(
        "deletePost", community_verb("deletePost"), sent("delete", id="@question"),
        ("UNAUTHENTICATED", "PostDeleted", *("NotFoundProblem",) * 4, *("FORBIDDEN",) * 3),
    ),
    Row(
        "deletePost", community_verb("deletePost"), sent("delete", id="@answer"),
        ("UNAUTHENTICATED", NOT_YOURS, "PostDeleted", *("NotFoundProblem",) * 3, *("FORBIDDEN",) * 3),
        "of somebody else",
    ),
    Row(
        "react", community_verb("react"), sent("like", id="@question", like=True),
        only(ELSA, NOT_YOURS, "Reacted"),
    ),
    Row(
        "thankAnswer", community_verb("thankAnswer"), sent("thank", comment="@answer"),
        only(ELSA, "AnswerThanked", NOT_YOURS),
    ),
)  # fmt: skip

FOLLOWING = {"feedChanged": ("subscription { feedChanged { changedAt } }", people("followed"))}
