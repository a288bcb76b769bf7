"""Who lives in Kvarteret, and what they did: the content of the demo. Everybody and everything here is invented."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from server.kernel import clock, periods
from server.kernel.clock import DAY, HOUR, MINUTE, Instant

Language = Literal["sv", "en"]
STORY = Path(__file__).parent / "story.toml"
FEED = Path(__file__).parent / "feed.toml"
DESK = Path(__file__).parent / "desk.toml"
ROLES: Mapping[str, Mapping[Language, str]] = {
    "member": {"sv": "medlem", "en": "member"},
    "moderator": {"sv": "moderator", "en": "moderator"},
    "manager": {"sv": "ledning", "en": "manager"},
    "staff": {"sv": "kassan", "en": "the till"},
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to try the demo as."""

    key: str
    email: str
    name: str
    role: Literal["member", "moderator", "manager", "staff"]
    about: str


@lru_cache(maxsize=1)
def story() -> dict[str, Any]:
    """Shops, members, officials, lives and posts, as the files have them."""
    return {name: rows for path in (STORY, FEED, DESK) for name, rows in tomllib.loads(path.read_text("utf-8")).items()}


def title(language: Language) -> str:
    """The line of the terminal while the block is filled: counted, not claimed."""
    told = story()
    people_count = len(told["member"]) + sum(not row.get("stands_in", False) for row in told["official"])
    shops, days, posts = len(told["shop"]), _days_told(told), len(told["post"])
    if language == "sv":
        return f"Fyller kvarteret: {shops} butiker, {people_count} personer, {posts} inlägg, {days} dagars historia"
    return f"Filling the block: {shops} shops, {people_count} people, {posts} posts, {days} days of history"


def people(language: Language) -> list[dict[str, str]]:
    """The four to try it as, in the order of the front page: key, name (the first one), role, about."""
    return [
        {"key": person.key, "name": person.name.split()[0], "role": ROLES[person.role][language], "about": person.about}
        for person in _tried(language)
    ]


def person_of(key: str) -> Person | None:
    """One of the four by key."""
    return next((person for person in _tried("sv") if person.key == key), None)


def _tried(language: Language) -> list[Person]:
    told = story()
    rows = {row["email"]: row for row in (*told["member"], *told["official"])}
    return [
        Person(
            key=email.split("@")[0], email=email, name=rows[email]["name"], role=rows[email].get("role", "member"),
            about=rows[email][f"about_{language}"],
        )
        for email in told["try_as"]
    ]  # fmt: skip


def instant_of(at: str, now: Instant, zone_name: str) -> Instant:
    """“-24d”, “-3h”, “-18m” before now; “week:0.3” is 30 % of the way from Monday 00:00 to now."""
    if at.startswith("week:"):
        monday, _ = periods.bounds("week", now, zone_name)
        return monday + int((now - monday) * float(at.removeprefix("week:")))
    return now - int(at[1:-1]) * {"d": DAY, "h": HOUR, "m": MINUTE}[at[-1]]


def moment_of(event: Mapping[str, Any], now: Instant, zone_name: str) -> Instant:
    """When something happened: not before its shop had opened that day."""
    at = instant_of(event["at"], now, zone_name)
    hour = next((shop.get("opens", 0) for shop in story()["shop"] if shop["code"] == event.get("shop")), 0)
    zone = periods.zone(zone_name)
    opened = datetime.combine(periods.local_date(at, zone_name), time(hour), tzinfo=zone)
    return min(now, max(at, clock.from_datetime(opened)))


def _days_told(told: Mapping[str, Any]) -> int:
    days = [row["at"] for row in told["event"] if row["at"].endswith("d")]
    return max(int(at[1:-1]) for at in days)
