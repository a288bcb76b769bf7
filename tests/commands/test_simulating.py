"""`programme simulate`: a draft beside what a small installation recorded, as a table and as a picture."""

from __future__ import annotations

import asyncio
from pathlib import Path
from xml.etree import ElementTree

import pytest

from server import cli, programme, settings
from server.kernel import clock
from tests.activities.world import PROGRAMME, START, world_on

DEARER = PROGRAMME.replace('kind = "purchase"\nrate = "1"', 'kind = "purchase"\nrate = "2"', 1)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def installation(migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ten days of three members, and two drafts beside them."""

    async def live() -> None:
        async with world_on(migrated_url, text=PROGRAMME) as world:
            for day in range(10):
                await world.record(world.purchase(f"{100 + day}", day % 2))
                world.later(1)
                await world.time_passes()

    asyncio.run(live())
    monkeypatch.setenv("HEMMAPLAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HEMMAPLAN_DATABASE_URL", migrated_url)
    settings.current.cache_clear()
    (tmp_path / "dearer.toml").write_text(DEARER, encoding="utf-8")
    (tmp_path / "wrong.toml").write_text(PROGRAMME.replace('kind = "purchase"', 'kind = "purchased"'), encoding="utf-8")
    return tmp_path


def simulated(*words: str) -> int:
    programme.forget()
    try:
        with clock.stepped() as steps:
            steps.to(START + 20 * clock.DAY)
            return cli.main(("programme", "simulate", *words))
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        settings.current.cache_clear()
        programme.forget()


def test_a_draft_is_compared_in_a_table_and_a_picture(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = installation / "compared.svg"

    code = simulated(str(installation / "dearer.toml"), "--since", "2026-03-01", "--language", "en",
                     "--picture", str(picture))  # fmt: skip

    table, said = (stream.replace("\xa0", " ") for stream in capsys.readouterr())
    assert code == 0, said
    rows = [line.split("  ") for line in table.splitlines()]
    points = [[cell.strip() for cell in row if cell.strip()] for row in rows if "Points" in "".join(row)]
    assert points[0] == ["Points", "1,045 points", "2,090 points"]
    assert "Points: 2 get more, 0 get less, 0 get as much." in table
    assert [line.split()[:2] for line in table.splitlines() if "Member " in line] == [["Member", "1"], ["Member", "0"]]
    assert "10 activities in " in table
    assert str(picture) in said

    drawn = ElementTree.parse(picture).getroot()
    words = {(text.text or "").replace("\xa0", " ") for text in drawn.iter(f"{SVG}text")}
    assert {"The draft beside what happened", "Happened", "The draft", "1,045 points", "2,090 points"} <= words
    bars = [bar for bar in drawn.iter(f"{SVG}rect") if float(bar.get("y", "0")) > 100]
    assert float(bars[1].get("width", "0")) == pytest.approx(2 * float(bars[0].get("width", "0")), abs=1)
    across = float(drawn.get("width", "0"))
    assert all(float(bar.get("x", "0")) + float(bar.get("width", "0")) < across for bar in bars)
    assert max(float(bar.get("y", "0")) for bar in bars) < float(drawn.get("height", "0"))


def test_what_cannot_be_compared_is_told(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file, since, told in (
        ("wrong.toml", "2026-03-01", "purchased"),
        ("dearer.toml", "last spring", "is no date"),
        ("dearer.toml", "2026-04-30", "must be a time that has been"),
    ):
        code = simulated(str(installation / file), "--since", since)

        table, said = capsys.readouterr()
        assert (code, table) == (1, "")
        assert told in said
