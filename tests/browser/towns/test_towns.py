"""The programmes that are served for pictures stand: each is founded, and everybody lives their life in it."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.browser.towns.town import FILL_SECONDS, LIVES
from tests.browser.towns.views import VIEWS
from tests.journeys.serving import CHECKOUT, environment

TOWNS: dict[str, dict[str, Any]] = {
    town["code"]: town for town in tomllib.loads(LIVES.read_text(encoding="utf-8"))["town"]
}


@pytest.mark.slow
@pytest.mark.parametrize("code", TOWNS)
def test_a_town_is_filled_with_those_who_live_in_it(code: str, tmp_path: Path) -> None:
    town = TOWNS[code]

    ran = subprocess.run(
        [sys.executable, "-m", "tests.browser.towns.filling", str(tmp_path), code], cwd=CHECKOUT,
        env=environment(tmp_path, f"sqlite:///{tmp_path}/hemmaplan.sqlite3"), capture_output=True, text=True,
        timeout=FILL_SECONDS, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stdout + ran.stderr
    people = json.loads((tmp_path / "people.json").read_text(encoding="utf-8"))
    assert set(people) == {member["name"].split()[0] for member in town["members"]}


def test_every_town_has_its_pictures_and_every_picture_its_town() -> None:
    pictured = {view.town for view in VIEWS}

    assert pictured == set(TOWNS)
