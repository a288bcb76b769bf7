"""The partner's portal in a browser: what the shop rings up lands, calls are explained, and a secret is changed."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.test_page import UNLABELLED
from tests.browser.visitor import DESK, PATIENCE_MS

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
expect.set_options(timeout=PATIENCE_MS)

PARTS = ("/partner", "/partner/calls", "/partner/programs", "/partner/guide")


def test_what_the_shop_rings_up_lands_on_the_owners_page(visit: Visit, demo: Demo) -> None:
    linnea = visit()
    linnea.signs_in("Linnea")
    linnea.page.goto("/partner")
    expect(linnea.page.get_by_role("heading", level=1)).to_have_text("Linneas Livs")
    newest = linnea.page.locator("ol.card li").first
    expect(newest).to_be_visible()

    rung = demo.till("73")

    expect(newest).to_contain_text(rung.receipt)
    expect(newest).to_contain_text("Elsa Lindqvist")
    expect(newest).to_contain_text("+73")
    linnea.had_no_trouble()


def test_a_tills_mistake_is_explained(visit: Visit, demo: Demo) -> None:
    linnea = visit(size=DESK)
    linnea.signs_in("Linnea")
    with pytest.raises(AssertionError, match="FactProblem"):
        demo.record(demo.person("Elsa")["card"], "purchase", amount="många")
    linnea.page.wait_for_timeout(2_000)  # The log is written once a second.

    linnea.page.goto("/partner/calls")
    linnea.page.locator("label", has_text="Problem").click()

    line = linnea.page.locator("ol.card li").first
    expect(line).to_contain_text("En uppgift stämmer inte")
    expect(line).to_contain_text("amount ska vara ett tal")
    expect(line).to_contain_text("recordActivity")
    linnea.page.locator("input[type=search]").fill("inget-sådant")
    linnea.page.get_by_role("button", name="Sök").click()
    expect(linnea.page.locator(".empty")).to_contain_text("Inga anrop som stämmer")
    linnea.had_no_trouble()


def test_a_new_secret_is_shown_once_and_opens_the_door_that_the_guide_tells_of(
    visit: Visit, demo: Demo, tmp_path: Path
) -> None:
    """The old one is ended last: whatever else this file rings up has been rung up by then."""
    linnea = visit()
    linnea.signs_in("Linnea")
    page = linnea.page
    page.goto("/partner/programs")
    page.get_by_role("button", name="Byt hemlighet").click()
    page.get_by_role("button", name="Visa en ny hemlighet").click()
    secret = page.locator("dialog output").inner_text().strip()
    assert secret.startswith("hps_")
    page.get_by_role("button", name="Jag har sparat den").click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator(".programs")).to_contain_text("Den gamla hemligheten fungerar till")
    expect(page.locator("section[aria-labelledby=changes]")).to_contain_text("Linnea Ek bytte hemlighet")
    assert secret not in page.content()

    page.goto("/partner/guide")
    page.get_by_role("button", name="Python").click()
    program = tmp_path / "till.py"
    program.write_text(page.locator("pre code").first.inner_text(), encoding="utf-8")
    ran = subprocess.run(
        ["python3", str(program), demo.person("Elsa")["card"], "från-guiden"], capture_output=True, text=True,
        timeout=60, check=False, env={"HEMMAPLAN_SECRET": secret, "PATH": "/usr/bin:/bin", "NO_PROXY": "127.0.0.1"},
    )  # fmt: skip
    assert (ran.returncode, "ActivityRecorded" in ran.stdout) == (0, True), ran.stderr

    page.goto("/partner/programs")
    page.get_by_role("button", name="Avsluta den gamla nu").click()
    expect(page.locator(".programs .notice")).to_have_count(0)
    linnea.had_no_trouble()


def test_an_old_sign_in_gives_its_password_again_and_goes_on_where_it_was(visit: Visit, demo: Demo) -> None:
    linnea = visit(scheme="dark")
    linnea.signs_in("Linnea")
    page, asked = linnea.page, linnea.page.locator("#password-again")
    go = page.get_by_role("button", name="Fortsätt")
    page.goto("/partner/programs")
    page.get_by_role("button", name="Byt hemlighet").click()
    page.get_by_role("radio", name="en vecka").check()
    sign_ins_grow_old(demo)
    page.get_by_role("button", name="Visa en ny hemlighet").click()

    expect(page.locator("dialog")).to_contain_text("Det var ett tag sedan du loggade in.")
    go.click()
    expect(page.locator("#password-again-error")).to_have_text("Skriv ditt lösenord.")
    asked.fill("inte hennes lösenord")
    go.click()
    expect(page.locator("#password-again-error")).to_contain_text("Lösenordet stämmer inte.")
    expect(page.locator("dialog output")).to_have_count(0)
    asked.fill(demo.person("Linnea")["password"])
    go.click()

    expect(page.locator("dialog output")).to_have_text(re.compile("hps_"))
    page.get_by_role("button", name="Jag har sparat den").click()
    expect(page.locator("section[aria-labelledby=changes] li").first).to_contain_text("den gamla fungerar 168 h till")

    sign_ins_grow_old(demo)
    page.get_by_role("button", name="Avsluta den gamla nu").click()
    expect(page.locator("dialog h2")).to_contain_text("Avsluta den gamla hemligheten")
    asked.fill(demo.person("Linnea")["password"])
    go.click()
    expect(page.locator(".layer .line")).to_contain_text("Bara den nya hemligheten fungerar nu.")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator(".programs .notice")).to_have_count(0)
    linnea.had_no_trouble()


def sign_ins_grow_old(demo: Demo) -> None:
    """Nobody turns a served demo's clock, so what it looks at is moved instead."""
    with closing(sqlite3.connect(demo.home / "hemmaplan.sqlite3", timeout=30)) as database, database:
        database.execute("UPDATE session SET proved_at = 1")


def test_whoever_has_no_seat_finds_an_empty_room(visit: Visit) -> None:
    elsa = visit(size=DESK)
    elsa.tries_as("Elsa")
    expect(elsa.page.locator("nav a[href='/partner']")).to_have_count(0)

    elsa.page.goto("/partner/calls")

    expect(elsa.page.locator(".empty")).to_contain_text("Du är inte kopplad till någon partner")
    elsa.had_no_trouble()


@pytest.mark.parametrize("path", PARTS)
def test_each_part_can_be_used_by_ear_and_keyboard(visit: Visit, path: str) -> None:
    linnea = visit()
    linnea.signs_in("Linnea")

    linnea.page.goto(path)
    expect(linnea.page.get_by_role("heading", level=1)).to_have_text(re.compile("Linneas"))
    linnea.page.wait_for_timeout(500)

    assert linnea.page.evaluate(UNLABELLED) == []
