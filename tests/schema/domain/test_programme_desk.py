"""The programme's desk through GraphQL: drafts are written by some and published by others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from server import members, programme, storage
from server.kernel import clock
from server.kernel.clock import DAY, MINUTE
from server.members import Principal
from server.programme.rulebook import LANGUAGES, Language
from tests.programme.whole import WHOLE
from tests.schema.domain.town import Person, Town

KVARTERET = (programme.EXAMPLES / "kvarteret.toml").read_text(encoding="utf-8")
DEARER = KVARTERET.replace('rate = "1"', 'rate = "2"', 1)

SAVE = """mutation ($x: SaveDraftInput!) { saveDraft(input: $x) { __typename
  ... on DraftSaved { draft { id name revision state mine changedBy mistakes { line message remedy } } }
  ... on DraftMovedProblem { revision } ... on Problem { message } } }"""
PUBLISH = """mutation ($x: PublishDraftInput!) { publishDraft(input: $x) { __typename
  ... on DraftPublished { draft { state } versions { number holdsFrom publishedBy } }
  ... on ProgrammeMistakesProblem { mistakes { line message remedy } } ... on Problem { message } } }"""
CHECK = "query ($x: String!) { checkProgramme(text: $x) { line message remedy } }"
NOTES = """mutation ($x: SaveDraftInput!) { saveDraft(input: $x) {
  ... on DraftSaved { draft { notes { message } conflicts } } } }"""
DISCARD = "mutation ($x: ID!) { discardDraft(id: $x) { __typename ... on Problem { message } } }"
VERSIONS = "{ programmeVersions { number holds publishedBy text } }"
DRAFTS = "query ($x: Boolean!) { programmeDrafts(ended: $x) { name acts { act by revision version } } }"


@pytest.fixture
async def karin(town: Town) -> Person:
    return await town.new_person("Karin", "manager")


@pytest.fixture
async def edit(town: Town) -> Person:
    return await town.new_person("Edit", "editor")


async def proved(person: Person) -> Principal:
    """Signed in just now."""
    session = await members.start_session(person.member_id)
    return replace(person.principal, session_id=session.session_id)


async def saved(town: Town, who: Person, text: str, **more: Any) -> Any:
    answer = await town.data(who.principal, SAVE, x={"name": "Vår", "text": text, **more})
    assert answer["__typename"] == "DraftSaved", answer
    return answer["draft"]


async def test_an_editor_writes_and_a_manager_publishes(town: Town, edit: Person, karin: Person) -> None:
    draft = await saved(town, edit, DEARER)
    at = clock.now() + DAY

    answer = await town.data(
        await proved(karin), PUBLISH, x={"id": draft["id"], "revision": 1, "holdsFrom": clock.to_iso(at)}
    )

    assert answer["__typename"] == "DraftPublished"
    assert answer["draft"] == {"state": "published"}
    assert answer["versions"] == [{"number": 2, "holdsFrom": clock.to_iso(at), "publishedBy": "Karin"}]
    (newest, first) = await town.data(karin.principal, VERSIONS)
    assert (newest["number"], newest["holds"], newest["text"]) == (2, False, DEARER)
    assert (first["number"], first["holds"], first["publishedBy"]) == (1, True, None)
    (kept,) = await town.data(edit.principal, DRAFTS, x=True)
    assert kept["acts"] == [
        {"act": "published", "by": "Karin", "revision": 1, "version": 2},
        {"act": "saved", "by": "Edit", "revision": 1, "version": None},
    ]


async def test_an_editor_publishes_nothing(town: Town, edit: Person, karin: Person) -> None:
    draft = await saved(town, karin, DEARER)

    refused = await town.refusal(await proved(edit), PUBLISH, x={"id": draft["id"], "revision": 1})

    assert refused == "FORBIDDEN"
    assert len(await town.data(edit.principal, VERSIONS)) == 1


async def test_nobody_publishes_what_they_changed_last(town: Town, edit: Person, karin: Person) -> None:
    draft = await saved(town, edit, KVARTERET)
    await saved(town, karin, DEARER, id=draft["id"], revision=1)

    answer = await town.data(await proved(karin), PUBLISH, x={"id": draft["id"], "revision": 2})

    assert answer["__typename"] == "NotAllowedProblem"
    assert answer["message"] == "Du ändrade utkastet sist. En annan ledare läser det och publicerar."


async def test_publishing_wants_a_fresh_sign_in(town: Town, edit: Person, karin: Person) -> None:
    draft = await saved(town, edit, DEARER)
    asker = await proved(karin)

    with clock.stepped() as stepper:
        stepper.to(clock.now() + 11 * MINUTE)
        answer = await town.data(asker, PUBLISH, x={"id": draft["id"], "revision": 1})

    assert answer["__typename"] == "StaleSignInProblem"


async def test_mistakes_are_kept_and_named_and_never_published(town: Town, edit: Person, karin: Person) -> None:
    broken = KVARTERET.replace('kind = "purchase"', 'kind = "purchas"', 1)

    draft = await saved(town, edit, broken)
    answer = await town.data(await proved(karin), PUBLISH, x={"id": draft["id"], "revision": 1})

    line = broken[: broken.index('"purchas"')].count("\n") + 1
    assert line in {mistake["line"] for mistake in draft["mistakes"]}
    assert all(mistake["remedy"] for mistake in draft["mistakes"])
    assert answer["__typename"] == "ProgrammeMistakesProblem"
    assert answer["mistakes"] == draft["mistakes"]
    assert len(await town.data(karin.principal, VERSIONS)) == 1


@pytest.mark.parametrize(
    ("language", "message", "remedy"),
    [
        ("sv", "det finns ingen aktivitet ”purchas”.", "Menade du ”purchase”? Skriv någon av: "),
        ("en", "there is no kind “purchas”.", "Did you mean “purchase”? Write one of: "),
    ],
)
async def test_mistakes_are_told_in_the_askers_language(
    town: Town, edit: Person, karin: Person, language: Language, message: str, remedy: str
) -> None:
    broken = KVARTERET.replace('kind = "purchase"', 'kind = "purchas"', 1)

    checked = await town.data(edit.principal, CHECK, language, x=broken)
    draft = (await town.data(edit.principal, SAVE, language, x={"name": "Vår", "text": broken}))["draft"]
    refused = await town.data(await proved(karin), PUBLISH, language, x={"id": draft["id"], "revision": 1})

    for told in (checked, draft["mistakes"], refused["mistakes"]):
        assert any(one["message"].endswith(message) and one["remedy"].startswith(remedy) for one in told), told


async def test_notes_and_what_meets_are_told_in_the_askers_language(town: Town, edit: Person) -> None:
    doubtful = WHOLE.replace('keeps = { periods = 1, months = 3 }', "keeps = {}")

    told = {
        language: (await town.data(edit.principal, NOTES, language, x={"name": language, "text": doubtful}))["draft"]
        for language in LANGUAGES
    }

    assert told["sv"]["notes"][0]["message"] == "Avsnittet [ladder]: keeps säger inget."
    assert told["en"]["notes"][0]["message"] == "The ladder: keeps says nothing."
    assert "kan gälla samtidigt på ”shop”" in told["sv"]["conflicts"][0]
    assert "can hold together on “shop”" in told["en"]["conflicts"][0]


async def test_nobody_writes_over_what_they_have_not_read(town: Town, edit: Person, karin: Person) -> None:
    draft = await saved(town, edit, KVARTERET)
    await saved(town, karin, DEARER, id=draft["id"], revision=1)

    late = await town.data(edit.principal, SAVE, x={"id": draft["id"], "name": "Vår", "text": "# mitt", "revision": 1})
    unread = await town.data(await proved(karin), PUBLISH, x={"id": draft["id"], "revision": 1})

    assert (late["__typename"], late["revision"]) == ("DraftMovedProblem", 2)
    assert unread["__typename"] == "DraftMovedProblem"
    assert await storage.value("SELECT text FROM programme_draft") == DEARER


async def test_the_same_again_is_no_new_revision(town: Town, edit: Person, karin: Person) -> None:
    draft = await saved(town, edit, DEARER)

    again = await saved(town, karin, DEARER, id=draft["id"], revision=1)

    assert (again["revision"], again["changedBy"]) == (1, "Edit")


async def test_a_discarded_draft_is_read_and_not_written(town: Town, edit: Person) -> None:
    draft = await saved(town, edit, DEARER)

    first = await town.data(edit.principal, DISCARD, x=draft["id"])
    again = await town.data(edit.principal, DISCARD, x=draft["id"])
    more = await town.data(edit.principal, SAVE, x={"id": draft["id"], "name": "Vår", "text": "# mer", "revision": 1})

    assert first["__typename"] == "DraftDiscarded"
    assert again == {"__typename": "DraftEndedProblem", "message": "Utkastet är slängt."}
    assert more["__typename"] == "DraftEndedProblem"
    assert await town.data(edit.principal, DRAFTS, x=False) == []


async def test_a_version_that_begins_too_soon_is_refused_with_its_remedy(
    town: Town, edit: Person, karin: Person
) -> None:
    draft = await saved(town, edit, DEARER)
    soon = clock.to_iso(clock.now() - DAY)

    answer = await town.data(await proved(karin), PUBLISH, x={"id": draft["id"], "revision": 1, "holdsFrom": soon})

    assert answer["__typename"] == "ProgrammeMistakesProblem"
    assert answer["mistakes"][0]["remedy"]


async def test_members_read_no_drafts(town: Town, edit: Person) -> None:
    draft = await saved(town, edit, DEARER)

    refused = await town.refusal(town.elsa.principal, DRAFTS, x=False)
    node = await town.data(town.elsa.principal, "query ($x: ID!) { node(id: $x) { id } }", x=draft["id"])

    assert refused == "FORBIDDEN"
    assert node is None


PLAN = """query ($x: ID) { programmePlan(draft: $x) { holdsFrom kept
  changes { section sectionName code what sentence stricter } } }"""
EXPLAIN = """query ($x: ExplainActivityInput!) { explainActivity(input: $x) { __typename
  ... on ActivityExplained { kindName version entries { rule points why currency { code } }
    unfired { code name reason why } badges { name } challenges { code } tier { code }
    balances { points currency { code } } }
  ... on Problem { message } } }"""
KINDS = "{ declaredKinds { code name facts { name label type required choices { value name } } } }"


async def test_a_plan_says_what_a_draft_changes(town: Town, edit: Person) -> None:
    draft = await saved(town, edit, DEARER)

    (stage,) = await town.data(edit.principal, PLAN, x=draft["id"])
    same = await town.data(edit.principal, PLAN)

    (change,) = stage["changes"]
    assert (change["section"], change["what"], change["stricter"]) == ("earn", "changed", False)
    assert "1 → 2" in change["sentence"].replace("\u00a0", " ") or "2" in change["sentence"]
    assert stage["kept"]
    assert same == []


async def test_a_draft_is_examined_beyond_its_mistakes(town: Town, edit: Person) -> None:
    draft = await saved(town, edit, KVARTERET)
    read = "query ($x: ID!) { programmeDraft(id: $x) { mistakes { line } notes { line remedy } conflicts } }"

    found = await town.data(edit.principal, read, x=draft["id"])

    assert found["mistakes"] == []
    assert isinstance(found["notes"], list)
    assert isinstance(found["conflicts"], list)


async def test_a_manager_asks_what_a_purchase_would_give(town: Town, karin: Person) -> None:
    asked = {"member": {"card": town.elsa.card}, "kind": "purchase", "facts": {"amount": "120.00"}}

    found = await town.data(karin.principal, EXPLAIN, x=asked)

    points = next(entry for entry in found["entries"] if entry["currency"]["code"] == "points")
    assert points["points"] == 120
    assert points["why"]
    assert found["kindName"] == "Köp"
    assert await storage.value("SELECT COUNT(*) FROM activity") == 0


async def test_what_would_be_refused_is_a_problem(town: Town, karin: Person, edit: Person) -> None:
    asked = {"member": {"card": town.elsa.card}, "kind": "purchase", "facts": {"amount": "much"}}

    wrong = await town.data(karin.principal, EXPLAIN, x=asked)
    elsewhere = await town.data(karin.principal, EXPLAIN, x={**asked, "shop": "linneas-livs"})

    assert wrong["__typename"] == "FactProblem"
    assert elsewhere["__typename"] == "BadInputProblem"
    assert await town.refusal(edit.principal, EXPLAIN, x=asked) == "FORBIDDEN"


async def test_the_kinds_say_what_to_ask_for(town: Town, karin: Person) -> None:
    kinds = {kind["code"]: kind for kind in await town.data(karin.principal, KINDS)}

    assert next(fact["type"] for fact in kinds["purchase"]["facts"] if fact["name"] == "amount") == "money"


async def test_the_starter_is_a_sound_programme_in_ones_own_name(town: Town, edit: Person) -> None:
    member = await town.new_person("Elsa")

    text = await town.data(edit.principal, "{ programmeStarter }")

    book = programme.current()
    (version,) = programme.parse(text, "starter.toml").versions
    assert programme.examine(text, "starter.toml").mistakes == ()
    assert programme.examine_next(text, "starter.toml").mistakes == (), "it can follow what is published"
    assert (version.code, version.timezone, version.money) == (book.code, book.timezone, book.money)
    assert 'code = "tenth_visit"' in text
    assert await town.refusal(member.principal, "{ programmeStarter }") == "FORBIDDEN"
