"""A level that a manager gives and takes back, whose reason the member reads; and a perk of it that staff use at the
till and undo, in a programme that has just been given one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.pictures import SPEAK
from tests.browser.test_page import UNLABELLED
from tests.browser.visitor import DESK, PATIENCE_MS
from tests.journeys.serving import CHECKOUT

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
expect.set_options(timeout=PATIENCE_MS)

KVARTERET = CHECKOUT / "server" / "programme" / "examples" / "kvarteret.toml"
FIKA = """
[[perk]]
code = "fika"
tier = ["stamgast", "hjarta"]
uses = 2
per = "month"
sv = { name = "Fika", text = "Kaffe och kaka, på huset." }
en = { name = "Fika", text = "Coffee and cake, on the house." }
"""
HOLDS_SECONDS = 120  # What is published holds from a minute ahead at the earliest.
WHY = "Flyttade hit från grannkvarteret"
PERKS = "{ me { perks { code } } }"


def publishes(demo: Demo, folder: Path) -> None:
    file = folder / "kvarteret.toml"
    file.write_text(KVARTERET.read_text() + FIKA)
    words = [sys.executable, "-m", "server", "programme", "publish", str(file)]
    told = subprocess.run(
        words, cwd=CHECKOUT, env={**os.environ, "HEMMAPLAN_HOME": str(demo.home)}, capture_output=True, text=True,
        timeout=PATIENCE_MS / 1000 * 2, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


def test_a_level_is_given_with_a_reason_and_what_it_brings_is_used_and_undone(
    visit: Visit, demo: Demo, tmp_path: Path
) -> None:
    publishes(demo, tmp_path)
    maja, karin, tove = visit(), visit(size=DESK, scheme="dark"), visit()
    person = demo.person("Maja")
    maja.signs_in("Maja")
    karin.tries_as("Karin")
    karin.asks(SPEAK, input={"language": "EN"})
    desk = karin.page
    desk.goto(f"/manager/{person['card']}")
    levels = desk.locator("section[aria-labelledby=levels]")
    levels.get_by_role("button", name=re.compile("^Give ")).click()
    expect(desk.locator("#level-reason-error")).to_contain_text("Write why.")
    levels.get_by_label("Level").select_option("stamgast")
    desk.locator("#level-months").fill("13,5")
    desk.locator("#level-reason").fill(WHY)
    levels.get_by_role("button", name=re.compile("^Give ")).click()
    expect(desk.locator("#level-months-error")).to_contain_text("1 to 120")
    desk.locator("#level-months").fill("12")
    levels.get_by_role("button", name=re.compile("^Give ")).click()
    given = levels.locator("li")
    expect(desk.locator("#password-again").or_(given)).to_be_visible()
    if desk.locator("#password-again").is_visible():
        desk.locator("#password-again").fill(demo.person("Karin")["password"])
        levels.locator("form button").click()
    expect(given).to_contain_text(WHY)
    expect(given).to_contain_text(re.compile("Karin .* gave it on"))
    expect(desk.locator("section[aria-labelledby=story] ol > li").first).to_contain_text(WHY)
    assert desk.evaluate(UNLABELLED) == []

    until = time.monotonic() + HOLDS_SECONDS
    while not maja.asks(PERKS)["me"]["perks"] and time.monotonic() < until:
        time.sleep(1)
    maja.page.goto("/")
    expect(maja.page.locator("section[aria-labelledby=level-perks]")).to_contain_text(WHY)
    expect(maja.page.locator("section[aria-labelledby=level-perks]")).not_to_contain_text("Karin")

    tove.tries_as("Tove")
    till = tove.page
    till.locator("#card").fill(person["card"])
    perks = till.locator("section[aria-labelledby=perks]")
    expect(perks.locator("li")).to_contain_text("2 av 2 kvar")
    perks.get_by_role("button", name="Använd Fika").click()
    expect(perks.locator("li")).to_contain_text("1 av 2 kvar")
    expect(perks.get_by_role("status")).to_contain_text("Fika till Maja")
    rung = till.locator("section[aria-labelledby=rung-up] li").first
    expect(rung).to_contain_text("Fika · Maja")
    assert till.evaluate(UNLABELLED) == []
    perks.get_by_role("button", name="Ångra", exact=True).click()
    expect(perks.locator("li")).to_contain_text("2 av 2 kvar")
    expect(rung).to_contain_text("Ångrat")
    expect(perks.get_by_role("button", name="Ångra", exact=True)).to_have_count(0)

    given.get_by_role("button", name=re.compile("^Take .* back$")).click()
    desk.locator("#taking-reason").fill("Fel person")
    given.locator("form button").first.click()
    expect(given).to_have_count(0)
    expect(desk.locator("section[aria-labelledby=story] ol > li").first).to_contain_text("Fel person")
    for visitor in (maja, karin, tove):
        visitor.had_no_trouble()
