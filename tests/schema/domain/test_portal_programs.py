"""A partner's programs: how they stand, and their secrets, which want a fresh sign-in to be changed."""

from __future__ import annotations

from server import members, partners
from server.kernel import clock
from server.partners import requests
from tests.schema.domain.portal import CHANGES, CLIENTS, CONFIRM, END, ROTATE, client, fresh, nodes, seat
from tests.schema.domain.town import Town

__all__ = ["fresh"]

PASSWORD = "bulle och påtår"


async def test_programs_are_shown_with_scopes_last_use_and_a_guide(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    client_id, _ = await client(town.linneas)
    before = (await town.data(linnea.principal, CLIENTS, partner="linneas-livs"))["clients"]
    requests.note(partners.Call(
        town.linneas.partner_id, client_id, 1_000_000, "token", None, 1, 0, 5, "ok", "TokenIssued"
    ))  # fmt: skip
    await requests.flush()

    (till,) = (await town.data(linnea.principal, CLIENTS, partner="linneas-livs"))["clients"]

    assert (before[0]["lastUsedAt"], till["lastUsedAt"]) == (None, "1970-01-01T00:00:01Z")
    assert (till["clientId"], till["name"], till["shop"]) == (client_id, "Kassa 2", "Linneas Livs")
    assert (till["scopes"], till["secrets"], till["revokedAt"]) == (["activities:write"], [{"endsAt": None}], None)
    assert [one["language"] for one in till["guide"]] == ["curl", "python", "javascript"]
    for one in till["guide"]:
        assert client_id in one["code"]
        assert "https://kvarteret.example" in one["code"]
        assert "purchase" in one["code"]


async def test_a_secret_is_rotated_and_shown_once(town: Town) -> None:
    mira = await seat(town, "Mira", town.linneas, "developer")
    client_id, _ = await client(town.linneas)

    rotated = await town.data(mira.principal, ROTATE, input={"clientId": client_id, "oldLivesHours": 24})
    ended = await town.data(mira.principal, END, clientId=client_id)

    assert rotated["__typename"] == "SecretRotated"
    assert rotated["secret"].startswith("hps_")
    assert [secret["endsAt"] is None for secret in rotated["client"]["secrets"]] == [False, True]
    assert ended["client"]["secrets"] == [{"endsAt": None}]
    changes = nodes((await town.data(mira.principal, CHANGES, partner="linneas-livs"))["changes"])
    assert [(line["who"], line["act"], line["hours"]) for line in changes] == [
        ("Mira", "old_secret_ended", None), ("Mira", "secret_rotated", 24), (None, "developer_added", None),
    ]  # fmt: skip
    assert rotated["secret"] not in str(await town.data(mira.principal, CLIENTS, partner="linneas-livs"))


async def test_too_long_a_time_is_said_in_the_askers_language(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    client_id, _ = await client(town.linneas)

    told = [
        (await town.data(linnea.principal, ROTATE, language, input={"clientId": client_id, "oldLivesHours": 999}))
        for language in ("sv", "en")
    ]

    assert [answer["__typename"] for answer in told] == ["BadInputProblem"] * 2
    assert "720 timmar" in told[0]["message"]
    assert "at most 30 days" in told[1]["message"]


async def test_secrets_are_changed_only_after_a_fresh_sign_in_or_the_password_again(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner", password_hash=await members.hash_password(PASSWORD))
    client_id, secret = await client(town.linneas)
    rotation = {"clientId": client_id, "oldLivesHours": 0}
    with clock.stepped() as stepper:
        stepper.by(members.FRESH)

        told = [
            await town.data(linnea.principal, ROTATE, language, input=rotation) for language in ("sv", "en")
        ] + [await town.data(linnea.principal, END, clientId=client_id)]  # fmt: skip
        wrong = await town.data(linnea.principal, CONFIRM, password="fel ord")
        still = await town.data(linnea.principal, ROTATE, input=rotation)
        confirmed = await town.data(linnea.principal, CONFIRM, password=PASSWORD)
        rotated = await town.data(linnea.principal, ROTATE, input=rotation)

        assert [answer["__typename"] for answer in told] == ["StaleSignInProblem"] * 3
        assert told[0] | {"message": ""} == {"__typename": "StaleSignInProblem", "message": "", "maxAge": 600}
        assert told[0]["message"] == "Skriv ditt lösenord igen först. Det gäller sedan i 10 minuter. Inget ändrades."
        assert told[1]["message"] == (
            "Give your password again first; it then holds for 10 minutes. Nothing was changed."
        )
        assert wrong == {
            "__typename": "WrongCredentialsProblem", "message": "Lösenordet stämmer inte. Inget ändrades."
        }
        assert still["__typename"] == "StaleSignInProblem"
        assert confirmed["until"] == clock.to_iso(clock.now() + members.FRESH)
        assert rotated["__typename"] == "SecretRotated"
        stepper.by(members.FRESH)
        assert (await town.data(linnea.principal, END, clientId=client_id))["__typename"] == "StaleSignInProblem"
    assert secret != rotated["secret"]


async def test_a_stale_sign_in_uses_up_no_attempts_of_the_program(town: Town) -> None:
    linnea = await seat(town, "Linnea Ek", town.linneas, "owner")
    client_id, _ = await client(town.linneas)
    rotation = {"clientId": client_id, "oldLivesHours": 0}

    with clock.stepped() as stepper:
        stepper.by(members.FRESH)
        for _ in range(10):
            assert (await town.data(linnea.principal, ROTATE, input=rotation))["__typename"] == "StaleSignInProblem"

    assert (await town.data(linnea.principal, ROTATE, input=rotation))["__typename"] == "SecretRotated"
