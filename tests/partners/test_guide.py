"""The guide's programs, each run as it stands against a server of its own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from server import partners, programme, storage
from server.partners import Snippet
from tests.journeys.prepared import Prepared, prepare
from tests.journeys.serving import Serve, serving
from tests.partners.conftest import program_of

LANGUAGES = ("curl", "python", "javascript")
PURCHASE = {"amount": "120.00"}
RUN_SECONDS = 60


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Serve, Prepared]]:
    folder = tmp_path_factory.mktemp("house")
    url = f"sqlite:///{folder / 'hemmaplan.sqlite3'}"
    prepared = await prepare(url)
    async with serving(folder / "home", url) as serve:
        yield serve, prepared


def snippet(
    language: str, url: str, client_id: str, *, kind: str = "purchase", facts: Mapping[str, Any] = PURCHASE
) -> Snippet:
    made = partners.snippets(url=url, client_id=client_id, kind=kind, facts=facts)
    return next(one for one in made if one.language == language)


async def start(one: Snippet, folder: Path, *words: str, secret: str) -> subprocess.CompletedProcess[str]:
    """Runs the program as the guide says, with a card and maybe a receipt's number."""
    program, file, _ = one.run.split()
    where = program_of(program)
    (folder / file).write_text(one.code, encoding="utf-8")
    own = {"PATH": os.environ["PATH"], "HOME": str(folder), "HEMMAPLAN_SECRET": secret, "NO_PROXY": "127.0.0.1"}
    return await asyncio.to_thread(
        subprocess.run, [where, file, *words], cwd=folder, env=own, capture_output=True, text=True,
        timeout=RUN_SECONDS, check=False,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_till_is_connected_as_the_guide_tells(
    house: tuple[Serve, Prepared], tmp_path: Path, language: str
) -> None:
    serve, prepared = house
    one = snippet(language, serve.url, prepared.client_id)
    card = prepared.people[0].card

    first = await start(one, tmp_path, card, f"kvitto-{language}", secret=prepared.secret)
    again = await start(one, tmp_path, card, f"kvitto-{language}", secret=prepared.secret)
    another = await start(one, tmp_path, card, secret=prepared.secret)
    nobody = await start(one, tmp_path, "7350000000000000", secret=prepared.secret)

    told = [json.loads(ran.stdout)["data"]["recordActivity"] for ran in (first, again, another, nobody)]
    assert [ran.returncode for ran in (first, again, another, nobody)] == [0, 0, 0, 1], first.stderr
    assert [answer.get("replayed") for answer in told] == [False, True, False, None]
    assert told[0]["entries"] == told[1]["entries"]
    assert told[0]["entries"][0]["points"] > 0
    assert told[3]["__typename"] == "MemberNotFoundProblem"


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_wrong_secret_is_said_and_nothing_is_recorded(
    house: tuple[Serve, Prepared], tmp_path: Path, language: str
) -> None:
    serve, prepared = house
    one = snippet(language, serve.url, prepared.client_id)

    ran = await start(one, tmp_path, prepared.people[0].card, secret="hps_fel")

    assert ran.returncode == 1
    assert "HEMMAPLAN_SECRET" in ran.stderr
    assert ran.stdout == ""


@pytest.mark.slow
async def test_what_a_program_did_stands_in_the_log_and_no_secret_does(sqlite_url: str, tmp_path: Path) -> None:
    prepared = await prepare(sqlite_url)
    async with serving(tmp_path / "home", sqlite_url) as serve:
        one = snippet("python", serve.url, prepared.client_id)
        await start(one, tmp_path, prepared.people[0].card, "kvitto-1", secret=prepared.secret)
        await start(one, tmp_path, prepared.people[0].card, "kvitto-1", secret="hps_fel")
        await serve.stop()

    await storage.connect(sqlite_url)
    try:
        rows = await storage.rows("SELECT verb, key, outcome, answer, why FROM partner_request ORDER BY id")
        lines = [tuple(row) for row in rows]
    finally:
        await storage.close()

    assert lines == [
        ("token", None, "ok", "TokenIssued", None),
        ("recordActivity", "kvitto-1", "ok", "ActivityRecorded", None),
        ("token", None, "error", "invalid_client", "The secret is wrong."),
    ]
    assert prepared.secret.encode() not in Path(sqlite_url.removeprefix("sqlite:///")).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
async def test_odd_words_of_a_programme_break_out_of_no_language(
    house: tuple[Serve, Prepared], tmp_path: Path, language: str
) -> None:
    """What a programme's file may hold is data in each language: it is asked for, and refused as an unknown kind."""
    serve, prepared = house
    facts = {"note": "it's \"so\" $(id) `id` ${x} \\n å", "count": 3, "yes": True}
    one = snippet(language, serve.url, prepared.client_id, kind="o'dd\"kind", facts=facts)

    ran = await start(one, tmp_path, prepared.people[0].card, secret=prepared.secret)

    answer = json.loads(ran.stdout)["data"]["recordActivity"]
    assert answer["__typename"] == "UnknownKindProblem", ran.stderr
    assert "o'dd\"kind" in answer["message"]


def test_the_secret_is_in_no_program_and_the_words_are_the_askers() -> None:
    made = partners.snippets(
        url="https://kvarteret.example", client_id="hp-1", kind="purchase", facts={"amount": "1.00"}, language="en"
    )

    assert [one.language for one in made] == list(LANGUAGES)
    for one in made:
        assert "hp-1" in one.code
        assert "https://kvarteret.example" in one.code
        assert "HEMMAPLAN_SECRET" in one.code
        assert "it counts once" in one.code
        assert "@" not in one.code.replace("-data-binary @", "")
        assert one.run.endswith(" CARD")


def test_sample_facts_are_facts_that_the_programme_takes() -> None:
    for example in programme.EXAMPLES.glob("*.toml"):
        book = programme.compile(programme.parse(example.read_text("utf-8"), example.name), 1)
        for kind in book.kinds.values():
            sample = programme.sample_facts(kind, book)
            assert programme.type_facts(kind, sample, "hornet", book).keys() >= sample.keys()
