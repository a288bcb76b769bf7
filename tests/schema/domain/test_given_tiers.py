"""Levels that people gave: the member reads why and until when, a manager also who, and nobody else any of it."""

from __future__ import annotations

from server import activities
from server.activities import GrantTier, Source, WithdrawTier
from server.members import Ref
from tests.schema.domain.town import Person, Town

OWN = "{ me { givenTiers { tier { code } until reason by } } }"
FILE = """query ($ref: MemberRef!) { insights { memberFile(ref: $ref) {
  member { givenTiers { tier { code } reason by } } story { edges { node { activity { kindName } } } } } } }"""
OTHER = "query ($ref: MemberRef!) { member(ref: $ref) { givenTiers { reason } } }"


def by(manager: Person) -> Source:
    return Source(f"manager:{manager.member_id}", "system", manager.principal)


async def test_a_given_level_is_told_to_the_member_and_by_whom_to_managers_alone(town: Town) -> None:
    karin = await town.new_person("Karin Öberg", "manager")
    elsa: Ref = ("id", town.elsa.member_id)
    why = "Flyttade hit"
    await activities.record(
        GrantTier(source=by(karin), key="g", member=elsa, tier="stamgast", months=3, reason=why)
    )

    [own] = (await town.data(town.elsa.principal, OWN))["givenTiers"]
    file = (await town.data(karin.principal, FILE, ref={"card": town.elsa.card}))["memberFile"]
    refused = await town.refusal(town.linneas.till, OTHER, ref={"card": town.elsa.card})

    assert (own["tier"]["code"], own["reason"], own["by"]) == ("stamgast", why, None)
    assert own["until"] is not None
    assert file["member"]["givenTiers"] == [{"tier": {"code": "stamgast"}, "reason": why, "by": "Karin Öberg"}]
    assert file["story"]["edges"][0]["node"]["activity"]["kindName"] == "Fick en nivå"
    assert refused == "FORBIDDEN"

    await activities.record(WithdrawTier(source=by(karin), key="w", member=elsa, tier="stamgast", reason="Fel"))
    assert (await town.data(town.elsa.principal, OWN))["givenTiers"] == []
