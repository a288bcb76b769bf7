"""Ladders for tests: a small document with any ladder, and a member's life on it without a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from server import programme
from server.kernel import clock, periods
from server.kernel.clock import Instant
from server.programme.rulebook import Ladder, Rulebook
from server.tiers import rules
from server.tiers.counting import FOREVER, Counted, Grant, Terms, of_history

ZONE = "Europe/Stockholm"
JOINED = "2020-03-15T10:00:00+01:00"

HEAD = """
[programme]
code = "ladders"
timezone = "Europe/Stockholm"
currency = "SEK"
late_days = 365
sv = { name = "Stegar", line = "Upp." }
en = { name = "Ladders", line = "Up." }

[[currency]]
code = "points"
expires_months = 2
sv = { name = "Poäng", one = "poäng", many = "poäng" }
en = { name = "Points", one = "point", many = "points" }
"""

UNIT = """
[[currency]]
code = "{unit}"
redeemable = false
sv = {{ name = "{unit}", one = "{unit}", many = "{unit}" }}
en = {{ name = "{unit}", one = "{unit}", many = "{unit}" }}
"""

DEED = """
[[kind]]
code = "deed"
senders = ["partner"]
{facts}
sv = {{ name = "Gjort" }}
en = {{ name = "Done" }}
"""

EARN = """
[[earn]]
code = "e_{unit}"
kind = "deed"
rate = "1"
of = "{unit}"
currency = "{unit}"
sv = {{ name = "{unit}", why = "1 för varje" }}
en = {{ name = "{unit}", why = "1 for each" }}
"""

TIER = """
[[tier]]
code = "{code}"
{says}
sv = {{ name = "{code}" }}
en = {{ name = "{code}" }}
"""

UNITS = ("points", "level", "nights", "spend", "flights")


def document(ladder: str, more: str = "", **tiers: str) -> str:
    """A programme whose one kind, deed, earns one of each unit for each that it tells of. `tiers`: what each says."""
    facts = "\n".join(f'facts.{unit} = {{ type = "integer", required = false }}' for unit in UNITS)
    return "".join((
        HEAD, *(UNIT.format(unit=unit) for unit in UNITS[1:]), DEED.format(facts=facts),
        *(EARN.format(unit=unit) for unit in UNITS), "\n[ladder]\n", ladder, "\n",
        *(TIER.format(code=code, says=says) for code, says in tiers.items()), more,
    ))  # fmt: skip


def book_of(text: str) -> Rulebook:
    return programme.compile(programme.parse(text, "ladders.toml"), 1)


def at(text: str) -> Instant:
    """A date, at noon in Stockholm, or a time with its offset."""
    if len(text) == 10:
        return periods.start_of(clock.to_datetime(clock.from_iso(f"{text}T12:00:00Z")).date(), ZONE) + 12 * clock.HOUR
    return clock.from_iso(text)


class Seen(NamedTuple):
    tier: str
    until: str | None  # The last local day, included; “for good”; None: no end that is known.


def seen(
    ladder: Ladder, deeds: Mapping[str, Mapping[str, int]], when: str, *, joined: str = JOINED,
    given: Mapping[str, tuple[str, int]] | None = None,
) -> Seen:
    """Where somebody stands at an instant who did this by then. `given`: tiers and months, by when they were given."""
    terms, now = Terms(ladder, ZONE, at(joined)), at(when)
    history: defaultdict[Instant, dict[str, int]] = defaultdict(dict)
    for said, earned in deeds.items():
        if at(said) <= now:
            history[at(said)].update(earned)
    grants = [
        Grant(tier, at(said), rules.given_end(terms, at(said), months), "gift", number)
        for number, (said, (tier, months)) in enumerate((given or {}).items())
        if at(said) <= now
    ]
    standing = rules.assess(terms, of_history(terms, history, now=now, before=Counted(grants=grants)), now)
    until = standing.until
    if standing.slides:
        until = rules.slides_until(terms, standing.place, history, now)
    last = periods.local_date(until - 1, ZONE).isoformat() if until is not None and until < FOREVER else None
    return Seen(ladder.tiers[standing.place].code, "for good" if until == FOREVER else last)
