"""Who may what with levels and what they bring. The example programme has no perks: whoever may ask is told so."""

from __future__ import annotations

from collections.abc import Mapping

from schema.relay import global_id
from server.kernel import ids
from tests.schema.domain.town import Town
from tests.schema.rows import Given, Row, Scene, people, unique, verb

TABLES = ("tier_standing", "tier_offer")
TILL = ("UNAUTHENTICATED", *("FORBIDDEN",) * 2, "NotFoundProblem", *("FORBIDDEN",) * 2, *("INSUFFICIENT_SCOPE",) * 3)


async def setting(town: Town) -> Mapping[str, str]:
    """An offer that nobody made."""
    return {"tier_offer": global_id("TierOffer", ids.new_id())}


def given(**more: str) -> Given:
    def sent(scene: Scene, who: str) -> Mapping[str, object]:
        return {"key": f"level-{unique(scene, who)}", "member": {"card": scene.town.elsa.card}, **more}

    return sent


def offered(scene: Scene, who: str) -> Mapping[str, object]:
    return {"key": f"offer-{unique(scene, who)}", "card": "0000000000000000", "perk": "none"}


def answered(scene: Scene, who: str) -> Mapping[str, object]:
    return {"key": f"answer-{unique(scene, who)}", "offer": scene.things["tier_offer"], "answer": "ACCEPT"}


def managers(answer: str) -> tuple[str, ...]:
    return ("UNAUTHENTICATED", *("FORBIDDEN",) * 4, answer, *("FORBIDDEN",) * 3)


ROWS = (
    # The manager of the table has shown nobody who they are: a session that was proved is asked for.
    Row(
        "grantTier", verb("grantTier", "input", "GrantTierInput!"), given(tier="stamgast", reason="Invited"),
        managers("StaleSignInProblem"),
    ),
    Row(
        "withdrawTier", verb("withdrawTier", "input", "WithdrawTierInput!"), given(tier="stamgast", reason="Invited"),
        managers("StaleSignInProblem"),
    ),
    Row("usePerk", verb("usePerk", "input", "UsePerkInput!"), given(perk="none"), TILL),
    Row("offerTier", verb("offerTier", "input", "OfferTierInput!"), offered, people("MemberNotFoundProblem")),
    Row(
        "answerTierOffer", verb("answerTierOffer", "input", "AnswerTierOfferInput!"), answered,
        people("NotFoundProblem"),
    ),
)  # fmt: skip
