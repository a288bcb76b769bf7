"""Who may be a member: what the document says of it, and whether somebody who wants to join may."""

from __future__ import annotations

from datetime import date

from server.kernel import countries, periods
from server.kernel.clock import Instant

from .conditions import age
from .document.parts import Known
from .document.reading import Reader
from .document.toml import Located
from .errors import GuardianNeeded, NotOfferedThere, TooYoung
from .rulebook import Eligibility, Rulebook

AGE_LIMIT = 120
COUNTRY_LIMIT = 60


def eligibility(tree: Located, known: Known) -> Eligibility:
    """[eligibility]: every key may be left out."""
    at = tree.table.get("eligibility")
    if at is None:
        return Eligibility()
    reader = Reader(at, "The section [eligibility]", known.mistakes)
    least = reader.whole("age", least=1, most=AGE_LIMIT) if reader.has("age") else None
    guardian = reader.whole("with_guardian", least=1, most=AGE_LIMIT) if reader.has("with_guardian") else None
    if guardian is not None and (least is None or guardian >= least):
        reader.wrong("with_guardian", f"{reader.what}: with_guardian is not below age.",
                     "Write age = 18 and with_guardian = 16: from 16 a guardian must agree, from 18 nobody need.")
    lands = _countries(reader)
    if least is None and guardian is None and not reader.has("countries"):
        reader.mistakes.add(at.line, f"{reader.what} asks for nothing.", 'Add age = 18 or countries = ["SE"].')
    reader.nothing_else({"country": 'Write countries = ["SE"].', "guardian": "Write with_guardian = 16."})
    return Eligibility(least, guardian, lands)


def check_may_join(
    book: Rulebook, *, birthday: str | None, country: str | None, guardian_agrees: bool, at: Instant
) -> None:
    """Raises TooYoung, GuardianNeeded or NotOfferedThere. `birthday` is an ISO date; days are the programme's.

    What is not known refuses nobody, nor does what is no date or no country: whoever takes the form says so. It is
    asked when an account is made or made whole, and never again: who is a member stays one under stricter rules.
    """
    asked = book.eligibility
    born = _date(birthday)
    if country is not None and asked.countries and country in countries.CODES and country not in asked.countries:
        raise NotOfferedThere(country, sorted(asked.countries))
    if born is None or asked.age is None:
        return
    old = age(born, periods.local_date(at, book.timezone))
    if old < (asked.with_guardian or asked.age):
        raise TooYoung(age=asked.with_guardian or asked.age)
    if old < asked.age and not guardian_agrees:
        raise GuardianNeeded(age=asked.age)


def _countries(reader: Reader) -> frozenset[str]:
    at = reader.raw("countries")
    if at is None:
        return frozenset()
    if not isinstance(at.value, list) or not 0 < len(at.items) <= COUNTRY_LIMIT:
        reader.wrong("countries", f"{reader.what}: countries must be a list of 1 to {COUNTRY_LIMIT} codes.",
                     'Write countries = ["SE", "NO"].')
        return frozenset()
    found = set()
    for item in at.items:
        if isinstance(item.value, str) and item.value in countries.CODES:
            found.add(item.value)
            continue
        upper = item.value.strip().upper() if isinstance(item.value, str) else ""
        remedy = f"Did you mean “{upper}”?" if upper in countries.CODES else "Write two capital letters, such as SE."
        reader.mistakes.add(item.line, f"{reader.what}: “{str(item.value)[:40]}” is no country's code.", remedy)
    return frozenset(found)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
