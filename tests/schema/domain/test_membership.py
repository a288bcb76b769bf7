"""Joining, signing in, enrolling, recovering, the profile: through GraphQL."""

from __future__ import annotations

import asyncio
from typing import Any

from schema.demo import open_demo
from server import demo as kvarteret
from server import mail, members, programme, storage
from server.jobs import Worker
from server.kernel import clock
from server.members import STRANGER
from tests.schema.domain.town import PROBLEM, Town

PASSWORD = "bulle och påtår"
WAITING = "SELECT COUNT(*) FROM job WHERE done_at IS NULL AND dead_at IS NULL"
JOIN = f"""mutation ($input: JoinInput!) {{ join(input: $input) {{
  __typename ... on MemberJoined {{ member {{ id card displayName email emailVerified roles balances {{ points }} }} }}
  {PROBLEM} ... on BadInputProblem {{ field }} ... on TermsOutdatedProblem {{ current }}
}} }}"""
SIGN_IN = f"""mutation ($input: SignInInput!) {{ signIn(input: $input) {{
  __typename ... on SignedIn {{ member {{ displayName }} }} {PROBLEM} ... on ThrottledProblem {{ retryAfter }}
}} }}"""
ENROLL = f"""mutation ($input: [EnrollMemberInput!]!) {{ enrollMembers(input: $input) {{
  __typename ... on MemberEnrolled {{ member {{ id card displayName email }} completionLink replayed }}
  {PROBLEM} ... on BadInputProblem {{ field }}
}} }}"""
COMPLETE = f"""mutation ($input: CompleteMembershipInput!) {{ completeMembership(input: $input) {{
  __typename ... on SignedIn {{ member {{ displayName email }} }} {PROBLEM}
}} }}"""
PROFILE = f"""mutation ($input: UpdateProfileInput!) {{ updateProfile(input: $input) {{
  __typename ... on ProfileUpdated {{ member {{ displayName alias boardVisibility language timezone }} }}
  {PROBLEM} ... on BadInputProblem {{ field }}
}} }}"""


def form(**more: Any) -> dict[str, Any]:
    return {"email": "nova@example.se", "password": PASSWORD, "displayName": "Nova Berg", "language": "SV",
            "timezone": "Europe/Stockholm", "termsVersion": "2026-01", **more}  # fmt: skip


async def _deliver() -> None:
    """Lets a real worker do what waits."""
    worker = Worker({**mail.JOBS, **members.JOBS})
    await worker.start()
    try:
        async with asyncio.timeout(10):
            while await storage.value(WAITING):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    finally:
        await worker.stop()


async def _link_to(email: str) -> str:
    newest = next(message for message in (await mail.inbox(first=100)).items if message.to == email)
    return str(newest.link).partition("#token=")[2]


async def test_joining_makes_a_member_and_signs_them_in(town: Town) -> None:
    answer = await town.ask(STRANGER, JOIN, input=form())

    joined = answer["data"]["join"]
    assert joined["__typename"] == "MemberJoined"
    assert joined["member"]["roles"] == ["MEMBER"]
    assert joined["member"]["balances"] == [{"points": 0}]
    principal = await members.principal_of_session(answer["cookie"].token)
    assert principal is not None
    assert (await town.data(principal, "{ me { email } }")) == {"email": "nova@example.se"}


async def test_a_known_address_answers_as_a_new_one_does(town: Town) -> None:
    first = await town.data(STRANGER, JOIN, input=form())

    again = await town.data(STRANGER, JOIN, input=form())

    for answer in (first, again):
        answer["member"].pop("id"), answer["member"].pop("card")
    assert first == again


async def test_what_joining_can_get_wrong(town: Town) -> None:
    async def wrong(**more: Any) -> tuple[str, str | None]:
        answer = await town.data(STRANGER, JOIN, input=form(**more))
        return answer["__typename"], answer.get("field", answer.get("current"))

    assert await wrong(email="no address") == ("BadInputProblem", "email")
    assert await wrong(password="short") == ("BadInputProblem", "password")
    assert await wrong(displayName=" ") == ("BadInputProblem", "displayName")
    assert await wrong(timezone="Mars/Olympus") == ("BadInputProblem", "timezone")
    assert await wrong(birthday="yesterday") == ("BadInputProblem", "birthday")
    assert await wrong(termsVersion="1999-01") == ("TermsOutdatedProblem", "2026-01")


async def test_a_programme_may_ask_for_an_age_and_a_country(town: Town) -> None:
    text = (programme.EXAMPLES / "kvarteret.toml").read_text(encoding="utf-8")
    asks = '\n[eligibility]\nage = 18\nwith_guardian = 16\ncountries = ["SE"]\n'
    with clock.stepped() as time:
        time.to(clock.from_iso("2030-06-01T12:00:00Z"))
        await programme.publish(text + asks, "kvarteret.toml", holds_from=clock.now() + clock.MINUTE)
        time.by(clock.HOUR)

        async def joining(**more: Any) -> tuple[str, str]:
            answer = await town.data(STRANGER, JOIN, input=form(**more))
            return answer["__typename"], answer.get("message", "")

        young = await joining(birthday="2014-07-01")
        alone = await joining(birthday="2013-01-01")
        agreed = await joining(birthday="2013-01-01", guardianAgrees=True, country="SE")
        abroad = await joining(country="DK")
        nowhere = await joining(country="Sverige")
        asked = await town.data(STRANGER, "{ programme { eligibility { age withGuardian countries } } }")

    assert young == ("TooYoungProblem", "Man behöver ha fyllt 16 år för att gå med. Inget konto skapades.")
    assert alone[0] == "GuardianNeededProblem"
    assert "vårdnadshavare" in alone[1]
    assert agreed[0] == "MemberJoined"
    assert abroad[0] == "NotOfferedThereProblem"
    assert nowhere[0] == "BadInputProblem"
    assert asked["eligibility"] == {"age": 18, "withGuardian": 16, "countries": ["SE"]}
    row = await storage.row("SELECT country, guardian_agreed_at FROM member WHERE birthday = '2013-01-01'")
    assert row is not None
    assert (row[0], row[1] is not None) == ("SE", True)


async def test_problems_speak_the_askers_language(town: Town) -> None:
    swedish = await town.data(STRANGER, JOIN, input=form(email="x"))
    english = await town.data(STRANGER, JOIN, "en", input=form(email="x"))

    assert swedish["message"].startswith("Det ser inte ut som en e-postadress.")
    assert english["message"].startswith("That does not look like an email address.")


async def test_signing_in_and_out(town: Town) -> None:
    await town.data(STRANGER, JOIN, input=form())
    credentials = {"email": "NOVA@example.se", "password": PASSWORD}

    signed_in = await town.ask(STRANGER, SIGN_IN, input=credentials)
    wrong = await town.ask(STRANGER, SIGN_IN, input={**credentials, "password": "fel lösen"})

    assert signed_in["data"]["signIn"] == {"__typename": "SignedIn", "member": {"displayName": "Nova Berg"}}
    assert wrong["data"]["signIn"]["__typename"] == "WrongCredentialsProblem"
    assert wrong["cookie"] is None
    principal = await members.principal_of_session(signed_in["cookie"].token)
    assert principal is not None
    out = await town.ask(principal, "mutation { signOut { __typename ... on SignedOut { ok } } }")
    assert out["data"]["signOut"]["ok"] is True
    assert out["cookie"].max_age == 0
    assert await members.principal_of_session(signed_in["cookie"].token) is None


async def test_guessing_is_slowed_down(town: Town) -> None:
    answers = [
        (await town.data(STRANGER, SIGN_IN, input={"email": "nova@example.se", "password": f"{n}"})) for n in range(30)
    ]

    assert answers[-1]["__typename"] == "ThrottledProblem"
    assert answers[-1]["retryAfter"] > 0


async def test_a_till_enrolls_and_the_link_completes(town: Town) -> None:
    forms = [
        {"key": "ny-1", "displayName": "Sara"}, {"key": "ny-2", "card": "9"}, {"key": "ny-3", "email": "s@example.se"},
    ]  # fmt: skip

    enrolled, bad, mailed = await town.data(town.linneas.till, ENROLL, input=forms)
    again = (await town.data(town.linneas.till, ENROLL, input=forms[:1]))[0]

    assert enrolled["completionLink"].startswith("https://kvarteret.example/")
    assert (bad["__typename"], bad["field"]) == ("BadInputProblem", "card")
    assert mailed["completionLink"] is None
    assert mailed["member"]["email"] is None
    assert again["replayed"] is True
    assert again["member"]["id"] == enrolled["member"]["id"]
    bought = await town.data(
        town.linneas.till,
        "mutation ($i: RecordActivityInput!) { recordActivity(input: $i) { __typename } }",
        i={"key": "k", "member": {"email": "s@example.se"}, "kind": "purchase", "facts": {"amount": "10"}},
    )
    assert bought == {"__typename": "ActivityRecorded"}
    token = again["completionLink"].partition("#token=")[2]
    whole = {"token": token, "password": PASSWORD, "displayName": "Sara Tesfaye", "termsVersion": "2026-01"}
    completed = await town.ask(STRANGER, COMPLETE, input=whole)
    assert completed["data"]["completeMembership"]["member"]["displayName"] == "Sara Tesfaye"
    assert completed["cookie"] is not None
    assert (await town.data(STRANGER, COMPLETE, input=whole))["__typename"] == "InvalidTokenProblem"


async def test_who_may_enroll(town: Town) -> None:
    forms = [{"key": "ny-1"}]
    staff = await town.new_person("Tove", "staff", partner=town.linneas)

    assert await town.refusal(STRANGER, ENROLL, input=forms) == "UNAUTHENTICATED"
    assert await town.refusal(town.elsa.principal, ENROLL, input=forms) == "FORBIDDEN"
    assert await town.refusal(town.linneas.with_scopes(), ENROLL, input=forms) == "INSUFFICIENT_SCOPE"
    assert (await town.data(staff.principal, ENROLL, input=forms))[0]["__typename"] == "MemberEnrolled"
    too_many = [{"key": f"ny-{n}"} for n in range(1001)]
    assert await town.refusal(town.linneas.till, ENROLL, input=too_many) == "BAD_INPUT"


async def test_back_in_after_a_forgotten_password(town: Town) -> None:
    await town.data(STRANGER, JOIN, input=form())
    ask = "mutation ($email: String!) { requestRecovery(email: $email) { __typename } }"
    reset = """mutation ($token: String!, $password: String!) { resetPassword(token: $token, password: $password) {
      __typename ... on BadInputProblem { field } } }"""

    known = await town.data(STRANGER, ask, email="nova@example.se")
    unknown = await town.data(STRANGER, ask, email="nobody@example.se")
    await _deliver()
    token = await _link_to("nova@example.se")

    assert known == unknown == {"__typename": "RecoveryRequested"}
    assert (await town.data(STRANGER, reset, token=token, password="kort"))["field"] == "password"
    done = await town.ask(STRANGER, reset, token=token, password="en helt annan fras")
    assert done["data"]["resetPassword"]["__typename"] == "SignedIn"
    assert done["cookie"] is not None
    again = await town.data(STRANGER, reset, token=token, password="en tredje fras")
    assert again["__typename"] == "InvalidTokenProblem"


async def test_an_address_is_proven_by_its_link(town: Town) -> None:
    joined = await town.ask(STRANGER, JOIN, input=form())
    principal = await members.principal_of_session(joined["cookie"].token)
    assert principal is not None
    verify = "mutation ($token: String!) { verifyEmail(token: $token) { __typename } }"

    asked = await town.data(principal, "mutation { requestVerification { __typename } }")
    assert asked["__typename"] == "RecoveryRequested"
    token = await _link_to("nova@example.se")

    assert (await town.data(STRANGER, verify, token=token))["__typename"] == "EmailVerified"
    assert (await town.data(STRANGER, verify, token=token))["__typename"] == "InvalidTokenProblem"
    assert (await town.data(principal, "{ me { emailVerified } }")) == {"emailVerified": True}


async def test_the_profile_is_its_members(town: Town) -> None:
    changed = await town.data(
        town.elsa.principal, PROFILE, input={"alias": "Bullen", "boardVisibility": "ALIAS", "language": "EN"}
    )
    taken = await town.data(town.nils.principal, PROFILE, input={"alias": "bu11en"})
    none = await town.data(town.nils.principal, PROFILE, input={"boardVisibility": "ALIAS"})

    assert changed["member"] == {"displayName": "Elsa Lindqvist", "alias": "Bullen", "boardVisibility": "ALIAS",
                                 "language": "EN", "timezone": "Europe/Stockholm"}  # fmt: skip
    assert (taken["__typename"], taken["field"]) == ("BadInputProblem", "alias")
    assert (none["__typename"], none["field"]) == ("BadInputProblem", "alias")
    assert await town.refusal(STRANGER, PROFILE, input={}) == "UNAUTHENTICATED"


async def test_sign_ins_are_listed_and_ended(town: Town) -> None:
    here = await members.start_session(town.elsa.member_id, user_agent="Safari")
    there = await members.start_session(town.elsa.member_id, user_agent="Firefox")
    principal = await members.principal_of_session(here.token)
    assert principal is not None
    revoke = "mutation ($id: ID!) { revokeSession(id: $id) { __typename } }"

    sessions = (await town.data(principal, "{ me { sessions { id userAgent current } } }"))["sessions"]
    other = next(session["id"] for session in sessions if not session["current"])

    assert {(s["userAgent"], s["current"]) for s in sessions} == {("Safari", True), ("Firefox", False)}
    assert (await town.data(town.nils.principal, revoke, id=other))["__typename"] == "NotFoundProblem"
    assert (await town.data(principal, revoke, id=other))["__typename"] == "SessionRevoked"
    assert await members.principal_of_session(there.token) is None


async def test_the_demo_is_there_for_the_demo_alone(town: Town) -> None:
    query = "{ demo { people { key name role about } inbox { edges { node { to subject } } } } }"
    try_as = f'''mutation {{ tryAs(key: "elsa") {{
      __typename ... on SignedIn {{ member {{ displayName }} }} {PROBLEM}
    }} }}'''
    async with storage.transaction() as tx:
        await tx.execute("UPDATE member SET email = 'elsa@kvarteret.example' WHERE id = :id", id=town.elsa.member_id)
    open_demo(kvarteret)
    try:
        shown = (await town.ask(STRANGER, query, demo=True))["data"]["demo"]
        signed_in = await town.ask(STRANGER, try_as, demo=True)
        nobody = await town.ask(STRANGER, try_as.replace("elsa", "nobody"), demo=True)

        assert [(person["key"], person["role"]) for person in shown["people"]] == [
            ("elsa", "MEMBER"), ("ingrid", "MODERATOR"), ("karin", "MANAGER"), ("tove", "STAFF"),
        ]  # fmt: skip
        assert signed_in["data"]["tryAs"]["member"] == {"displayName": "Elsa Lindqvist"}
        assert signed_in["cookie"] is not None
        assert nobody["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        assert await town.data(STRANGER, query) is None
        assert await town.refusal(STRANGER, try_as) == "FORBIDDEN"
    finally:
        open_demo(None)


async def test_a_socket_makes_no_account(town: Town) -> None:
    for query, given in ((JOIN, form()), (SIGN_IN, {"email": town.elsa.email, "password": PASSWORD})):
        assert await town.refusal(STRANGER, query, transport="socket", input=given) == "BAD_INPUT"

    assert await storage.value("SELECT COUNT(*) FROM session") == 0
    assert await storage.value("SELECT COUNT(*) FROM member") == 2
