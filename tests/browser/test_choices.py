"""Everyday choices on the page: a log in two taps, its estimate, one's own word taken back, and a tunnel."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.demo import Demo
from tests.browser.steps_first_minute import RIDE, log, ten_a_ride_by_bike_is_ten_points_and_half_a_kilo
from tests.browser.visitor import NETWORK_IS_GONE, PATIENCE_MS, Visitor

pytestmark = [pytest.mark.chromium, pytest.mark.slow]
expect.set_options(timeout=PATIENCE_MS)

BUS = "Tog bussen hit"
MINE = "{ me { impact { kilograms times } ownWordToday { key kind } } }"


def opened(visit: Visit, who: str) -> Visitor:
    visitor = visit()
    visitor.signs_in(who)
    visitor.page.goto("/choices")
    visitor.is_live()
    return visitor


def test_two_taps_by_bike_are_ten_points_and_half_a_kilo_and_can_be_taken_back(visit: Visit) -> None:
    elsa = opened(visit, "Elsa")
    page = elsa.page
    expect(page.get_by_text("Ungefär 100 km i bensinbil.")).to_be_visible()

    ten_a_ride_by_bike_is_ten_points_and_half_a_kilo(elsa)

    page.get_by_role("button", name=f"Ångra {RIDE}").click()

    expect(page.get_by_role("button", name=f"Logga {RIDE}")).to_be_visible()
    expect(page.get_by_role("region", name="Dina val").locator(".number")).to_have_text("17,0")
    elsa.had_no_trouble()


def test_what_is_told_in_a_tunnel_waits_and_is_sent_once(demo: Demo, visit: Visit) -> None:
    amir = opened(visit, "Amir")
    page = amir.page
    before = amir.asks(MINE)["me"]["impact"]["times"]
    amir.context.set_offline(True)

    log(page, BUS)
    expect(page.get_by_text("Väntar på nätet. Skickas av sig självt.")).to_be_visible()
    amir.context.set_offline(False)

    expect(page.get_by_text("Loggat i dag")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Loggat i dag")).to_be_visible()
    mine = amir.asks(MINE)["me"]
    assert mine["impact"]["times"] == before + 1
    assert [one["kind"] for one in mine["ownWordToday"]] == ["bus_to_shop"]
    amir.had_no_trouble(but=NETWORK_IS_GONE)


def test_the_sheet_names_every_source(visit: Visit) -> None:
    nova = opened(visit, "Nova")
    page = nova.page
    expect(page.get_by_text("Här samlas det du gör.")).to_be_visible()

    page.get_by_role("button", name="Var siffrorna kommer ifrån").click()

    sheet = page.get_by_role("dialog", name="Var siffrorna kommer ifrån")
    for source in ("UK DESNZ GHG conversion factors, 2022 (GB)", "WRAP Displacement Rates Untangled, 2025 (GB)",
                   "Vaayu för Vinted, 2023 (EU)"):  # fmt: skip
        expect(sheet.get_by_text(source).first).to_be_visible()
    expect(sheet.get_by_text("1 × 16 × 0,822 = 13,152\u00a0kg\u00a0CO₂e")).to_be_visible()
    assert not re.search("klimatsmart|hållbar", page.locator("body").inner_text(), re.IGNORECASE)
    nova.had_no_trouble()
