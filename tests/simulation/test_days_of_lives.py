"""The days on which Sweden's clocks are changed, and members who fly: what counts by days is reckoned once more, by
hand, beside what a life came to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from server.kernel import clock
from server.kernel.clock import HOUR, MINUTE, Instant
from tests.programme.documents import HEAD
from tests.programme.random_lives import live as live_among_others
from tests.simulation.lives import Live, Lived, buys, does, joins, live, spends
from tests.simulation.neighbours import Line

__all__ = ["live"]
TEXT = f"""{HEAD}
[ladder]
currency = "points"
within = "year"

[[currency]]
code = "points"
expires = {{ months = 1, at_end_of = "day" }}
sv = {{ name = "Poäng", one = "poäng", many = "poäng" }}
en = {{ name = "Points", one = "point", many = "points" }}

[[earn]]
code = "daily"
kind = "purchase"
currency = "points"
points = 1
cap = {{ times = 1, per = "day" }}
sv = {{ name = "Dagens köp", why = "Dagens köp" }}
en = {{ name = "One a day", why = "One a day" }}

[[earn]]
code = "weekend"
kind = "purchase"
currency = "points"
points = 100
when = "occurred.weekday == 7"
sv = {{ name = "Söndag", why = "Söndag" }}
en = {{ name = "Sunday", why = "Sunday" }}

[[earn]]
code = "visit"
kind = "visit"
currency = "points"
points = 500
sv = {{ name = "Besök", why = "Besök" }}
en = {{ name = "Visit", why = "Visit" }}

[[reward]]
code = "night"
currency = "points"
points = 1
face = 1
value = "rational"
opens = {{ weekdays = ["sunday"], at = "02:30", hours = 1 }}
sv = {{ name = "Natten", text = "Sov gott." }}
en = {{ name = "The night", text = "Sleep well." }}

[[reward]]
code = "morning"
currency = "points"
points = 1
face = 1
value = "rational"
opens = {{ weekdays = ["sunday"], at = "09:00", hours = 3 }}
sv = {{ name = "Morgonen", text = "God morgon." }}
en = {{ name = "The morning", text = "Good morning." }}

[[occasion]]
code = "birthday"
on = "birthday"
gives = [{{ reward = "check" }}]
sv = {{ name = "Födelsedag", why = "Grattis" }}
en = {{ name = "Birthday", why = "Congratulations" }}

[[challenge]]
code = "today"
join = "automatic"
measure = "count"
kind = "purchase"
target = 99
within = "day"
sv = {{ name = "Idag", text = "Handla.", step = "{{n}}", done = "Klart." }}
en = {{ name = "Today", text = "Shop.", step = "{{n}}", done = "Done." }}

[[challenge]]
code = "row"
join = "automatic"
measure = "days_a_week"
kind = "purchase"
days = 2
target = 2
within = "lifetime"
sv = {{ name = "Veckor", text = "Två dagar.", step = "Vecka {{w}}, {{n}}", done = "Klart." }}
en = {{ name = "Weeks", text = "Two days.", step = "Week {{w}}, {{n}}", done = "Done." }}
"""
SPRING, AUTUMN = clock.from_iso("2026-03-29T01:00:00Z"), clock.from_iso("2026-10-25T01:00:00Z")
CHANGES = pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["spring", "autumn"])
TOKYO, LOS_ANGELES = "Asia/Tokyo", "America/Los_Angeles"
AHEAD = {TOKYO: 9, LOS_ANGELES: -7}  # Hours, in June.


def wall(instant: Instant) -> datetime:
    """What clocks in Sweden showed in 2026: without a database of zones."""
    summer = SPRING <= instant < AUTUMN
    return datetime(1970, 1, 1) + timedelta(microseconds=instant + (2 if summer else 1) * HOUR)


def around(change: Instant, *, every: int = 30 * MINUTE) -> list[Instant]:
    """From 25 hours before a change to 25 hours after it."""
    return list(range(change - 25 * HOUR, change + 25 * HOUR, every))


@CHANGES
async def test_a_cap_by_day_is_full_once_on_each_day_of_the_wall(live: Live, change: Instant) -> None:
    moments = around(change)
    lines = [buys("10", clock.to_iso(at), key=str(at)) for at in moments]

    lived = await live(TEXT, [joins(), *lines], clock.to_iso(moments[-1]))

    earning = [at for at in moments if any(e["rule"] == "daily" for e in lived.line(str(at))["entries"])]
    firsts = {wall(at).date(): at for at in reversed(moments)}
    assert earning == sorted(firsts.values())
    assert len(earning) == 3  # Saturday, Sunday and Monday


@CHANGES
async def test_sunday_is_sunday_from_midnight_to_midnight_however_many_hours_it_has(
    live: Live, change: Instant
) -> None:
    moments = around(change)
    lines = [buys("10", clock.to_iso(at), key=str(at)) for at in moments]

    lived = await live(TEXT, [joins(), *lines], clock.to_iso(moments[-1]))

    sundays = [at for at in moments if any(e["rule"] == "weekend" for e in lived.line(str(at))["entries"])]
    assert sundays == [at for at in moments if wall(at).isoweekday() == 7]
    assert len(sundays) == (46 if change == SPRING else 50)


@CHANGES
async def test_a_challenge_of_a_day_begins_anew_at_midnight_on_the_wall(live: Live, change: Instant) -> None:
    moments = around(change)
    lines = [buys("10", clock.to_iso(at)) for at in moments]

    for end in moments[::7]:
        lived = await live(TEXT, [joins(), *lines], clock.to_iso(end))

        today = sum(wall(at).date() == wall(end).date() for at in moments if at <= end)
        assert lived.member()["challenges"]["today"]["amount"] == str(today), clock.to_iso(end)


@pytest.mark.parametrize(
    ("change", "reward", "opens", "closes"),
    [
        (SPRING, "night", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z"),  # No 02.30 that night: 03.30 to 04.30.
        (AUTUMN, "night", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z"),  # 02.30 to 03.30, which two hours lie in.
        (SPRING, "morning", "2026-03-29T07:00:00Z", "2026-03-29T10:00:00Z"),
        (AUTUMN, "morning", "2026-10-25T08:00:00Z", "2026-10-25T11:00:00Z"),
    ],
)
async def test_a_drop_opens_and_closes_by_the_wall(
    live: Live, change: Instant, reward: str, opens: str, closes: str
) -> None:
    moments = around(change)
    lines = [spends(reward, clock.to_iso(at), key=str(at)) for at in moments]
    rich = does("visit", clock.to_iso(change - 30 * HOUR))

    lived = await live(TEXT, [joins(), rich, *lines], clock.to_iso(moments[-1]))

    taken = [at for at in moments if not lived.line(str(at))["problems"]]
    assert taken == [at for at in moments if clock.from_iso(opens) <= at < clock.from_iso(closes)]


@CHANGES
async def test_a_birthday_on_such_a_day_begins_at_its_midnight(live: Live, change: Instant) -> None:
    day = wall(change).date()
    midnight = min(at for at in around(change) if wall(at).date() == day)

    def born() -> Line:
        return joins(birthday=f"1990-{day:%m-%d}")

    before = await live(TEXT, [born()], clock.to_iso(midnight - 1_000_000))
    after = await live(TEXT, [born()], clock.to_iso(midnight + 30 * HOUR))

    assert before.member()["vouchers"] == []
    assert [one["issuedAt"] for one in after.member()["vouchers"]] == [clock.to_iso(midnight)]


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ("2026-02-27T22:59:59Z", "2026-03-27T23:00:00Z"),  # The 27th, in winter.
        ("2026-02-27T23:00:00Z", "2026-03-28T23:00:00Z"),
        ("2026-02-28T23:00:00Z", "2026-04-01T22:00:00Z"),  # 1 March, and 1 April in summer.
        ("2026-03-28T22:59:59Z", "2026-04-28T22:00:00Z"),
        ("2026-03-28T23:00:00Z", "2026-04-29T22:00:00Z"),
        ("2026-03-29T21:59:59Z", "2026-04-29T22:00:00Z"),  # The day of 23 hours is one day.
        ("2026-09-24T22:00:00Z", "2026-10-25T23:00:00Z"),  # The 25th, to the end of a day of 25 hours.
        ("2026-10-24T22:00:00Z", "2026-11-25T23:00:00Z"),
        ("2026-10-25T22:59:59Z", "2026-11-25T23:00:00Z"),
    ],
)
async def test_points_expire_at_a_midnight_of_the_wall(live: Live, at: str, ends: str) -> None:
    lines = [joins(), does("visit", at)]
    end = clock.from_iso(ends)

    before = await live(TEXT, lines, clock.to_iso(end - 1_000_000))
    after = await live(TEXT, lines, ends)

    assert [lot["expiresAt"] for lot in before.member()["lots"]] == [ends]
    assert (before.balance("points"), after.balance("points")) == (500, 0)


# Who flies


def flies(zone: str, at: Instant) -> Line:
    return {"member": "m1", "flies": zone, "occurredAt": clock.to_iso(at)}


async def flown(lines: Sequence[Line], until: Instant, empty: Path) -> Any:
    """What became of the first member, whose birthday is 10 June here."""
    first = [{"member": "f", "joinedAt": "2026-01-01T09:00:00Z", "birthday": "1990-06-10", "timezone": TOKYO}]
    named = [{**line, "member": "f"} if line.get("member") == "m1" else line for line in lines]
    said = await live_among_others(TEXT, [*first, *named], until, empty)
    return Lived(said).member("f")


def local(instant: Instant, flight: tuple[str, str, Instant]) -> date:
    """The member's day, by hours ahead of Greenwich alone."""
    from_zone, to_zone, at = flight
    ahead = AHEAD[from_zone if instant < at else to_zone]
    return (datetime(1970, 1, 1) + timedelta(microseconds=instant + ahead * HOUR)).date()


FLIGHTS = pytest.mark.parametrize(
    "flight",
    [
        (TOKYO, LOS_ANGELES, clock.from_iso("2026-06-10T03:00:00Z")),  # Noon on the 10th, then 20.00 on the 9th.
        (TOKYO, LOS_ANGELES, clock.from_iso("2026-06-09T20:00:00Z")),  # 05.00 on the 10th, then 13.00 on the 9th.
        (LOS_ANGELES, TOKYO, clock.from_iso("2026-06-10T02:00:00Z")),  # 19.00 on the 9th, then 11.00 on the 10th.
        (LOS_ANGELES, TOKYO, clock.from_iso("2026-06-10T16:00:00Z")),  # 09.00 on the 10th, then 01.00 on the 11th.
    ],
)


@FLIGHTS
async def test_who_flies_on_a_birthday_has_one(flight: tuple[str, str, Instant], migrated_sqlite: Path) -> None:
    """Though the day comes twice, or is cut short."""
    lines = [flies(flight[0], clock.from_iso("2026-06-01T00:00:00Z")), flies(flight[1], flight[2])]

    member = await flown(lines, clock.from_iso("2026-06-20T00:00:00Z"), migrated_sqlite)

    assert len(member["vouchers"]) == 1


@FLIGHTS
async def test_a_challenge_of_a_day_follows_the_day_where_the_member_is(
    flight: tuple[str, str, Instant], migrated_sqlite: Path
) -> None:
    """The same day come twice is one day: what was done in Tokyo on the 10th counts in Los Angeles on the 10th."""
    at = flight[2]
    moments = list(range(at - 20 * HOUR + MINUTE, at + 40 * HOUR, 2 * HOUR))
    lines: list[Line] = [flies(flight[0], clock.from_iso("2026-06-01T00:00:00Z"))]
    for moment in moments:
        if moment - 2 * HOUR < at <= moment:
            lines.append(flies(flight[1], at))
        lines.append(buys("10", clock.to_iso(moment)))

    for end in moments[5::5]:
        upto = [line for line in lines if clock.from_iso(str(line["occurredAt"])) <= end]
        member = await flown(upto, end, migrated_sqlite)

        today = sum(local(moment, flight) == local(end, flight) for moment in moments if moment <= end)
        assert member["challenges"]["today"]["amount"] == str(today), clock.to_iso(end)


@pytest.mark.parametrize(
    ("flight", "bought", "weeks"),
    [
        # The 14th is a Sunday. In Tokyo it is over before it has begun in Los Angeles.
        ((TOKYO, LOS_ANGELES, "2026-06-14T10:00:00Z"), ["2026-06-14T01:00:00Z", "2026-06-15T01:00:00Z"], "0"),
        ((TOKYO, LOS_ANGELES, "2026-06-14T10:00:00Z"), ["2026-06-13T01:00:00Z", "2026-06-15T06:00:00Z"], "1"),
        ((TOKYO, TOKYO, "2026-06-14T10:00:00Z"), ["2026-06-13T01:00:00Z", "2026-06-15T06:00:00Z"], "0"),
        # From Saturday evening in Los Angeles to Sunday noon in Tokyo: hours apart, and two days.
        ((LOS_ANGELES, TOKYO, "2026-06-14T02:30:00Z"), ["2026-06-14T02:00:00Z", "2026-06-14T03:00:00Z"], "1"),
        # From Sunday in Los Angeles to Monday in Tokyo: two days, of two weeks.
        ((LOS_ANGELES, TOKYO, "2026-06-14T20:30:00Z"), ["2026-06-14T20:00:00Z", "2026-06-14T21:00:00Z"], "0"),
    ],
)
async def test_days_of_a_week_are_those_where_the_member_is(
    flight: tuple[str, str, str], bought: list[str], weeks: str, migrated_sqlite: Path
) -> None:
    before = flies(flight[0], clock.from_iso("2026-06-01T00:00:00Z"))
    lines = [before, flies(flight[1], clock.from_iso(flight[2])), *(buys("10", at) for at in bought)]
    lines.sort(key=lambda line: clock.from_iso(str(line["occurredAt"])))

    member = await flown(lines, clock.from_iso("2026-06-16T00:00:00Z"), migrated_sqlite)

    assert member["challenges"]["row"]["amount"] == weeks
