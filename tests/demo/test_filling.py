"""The demo's numbers hold at whatever hour it is started: also on a Monday at five past midnight."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server import challenges, demo, ledger, programme, storage
from server.demo import story
from server.kernel import clock
from server.settings import Settings

ZONE = "Europe/Stockholm"
STOCKHOLM = ZoneInfo(ZONE)
MONDAY = datetime(2026, 11, 23, 0, 5, tzinfo=STOCKHOLM)
DECEMBER = datetime(2026, 12, 22, 7, 59, tzinfo=STOCKHOLM)  # Its lives reach back over the hour that comes twice.
STARTS = [MONDAY + timedelta(hours=hours) for hours in (*range(24), 30, 55, 79, 167)] + [DECEMBER]


@pytest.mark.parametrize("started", STARTS, ids=lambda at: f"{at:%a-%H.%M}")
def test_nobody_shops_before_a_shop_has_opened(started: datetime) -> None:
    now = clock.from_datetime(started)
    opens = {shop["code"]: shop.get("opens", 0) for shop in story.story()["shop"]}

    at = [(event["shop"], story.moment_of(event, now, ZONE)) for event in story.story()["event"] if "shop" in event]

    assert opens["brod-och-bulle"] == 8
    early = [(shop, clock.to_datetime(instant).astimezone(STOCKHOLM)) for shop, instant in at
             if clock.to_datetime(instant).astimezone(STOCKHOLM).hour < opens[shop]]  # fmt: skip
    assert early == []
    assert max(instant for _, instant in at) <= now


@pytest.mark.parametrize("started", [MONDAY, MONDAY + timedelta(days=2, hours=6)], ids=["monday-night", "wednesday"])
async def test_elsa_begins_the_same_at_any_hour(migrated_url: str, started: datetime) -> None:
    await storage.connect(migrated_url)
    try:
        with clock.stepped() as steps:
            steps.to(clock.from_datetime(started))
            assert await demo.fill(Settings(), lambda share: None)
            described = demo.describe()
            elsa = await storage.value("SELECT id FROM member WHERE display_name = 'Elsa Lindqvist'")

            assert (await ledger.balances_of([elsa]))[elsa] == {"points": 1380, "level": 1280}
            rows = (await challenges.progress_of([elsa]))[elsa]
            places = challenges.places(programme.current(), rows, timezone=ZONE, now=clock.now())
            amounts = {place.challenge.code: place.amount // 1_000_000 for place in places}
            assert (amounts["tredje_gangen"], amounts["fem_dorrar"], amounts["garderob"]) == (2, 4, 4)
            assert await storage.value("SELECT count(*) FROM badge_award WHERE badge = 'bulle_fore_atta'") == 0
            assert [one["name"] for one in described["managers"]] == ["Karin Öberg", "Henrik Dahl"]
            assert described["manager"] == described["managers"][0]
    finally:
        await storage.close()


def test_the_terminal_counts_who_lives_there() -> None:
    told = story.story()

    assert len(told["member"]) + len(told["official"]) == 16
    assert "15 personer" in story.title("sv")
    assert "henrik" not in [person["key"] for person in story.people("sv")]
