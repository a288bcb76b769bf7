"""Reading a life's lines: each is checked before anything is lived, and every mistake names its line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from server.kernel import clock, periods
from server.kernel.clock import Instant
from server.programme.effect import WHOLE

from .lines import (
    CHOICES,
    BadLines,
    Choosing,
    Freezing,
    Gathering,
    Giving,
    Joining,
    Line,
    Parting,
    Recording,
    Reversing,
    Supporting,
)

NAME_LIMIT = 128  # Characters of what a line calls its member or itself.
LINE_LIMIT = 100_000  # Characters: a receipt of 200 lines is far below it.
UNNAMED = ("beneficiaries", "household", "leave")  # What may go without a key.
VERBS = ("kind", "reverse", *CHOICES, "give", "freeze", *UNNAMED)
_EXAMPLES = {
    "joining": '{"member":"m1","joinedAt":"2026-01-01T09:00:00Z"}',
    "deed": '{"key":"1","member":"m1","kind":"purchase","occurredAt":"2026-03-10T12:00:00Z","facts":{"amount":"9.50"}}',
    "reverse": '{"key":"2","member":"m1","reverse":"1","share":"0.5"}',
    "spend": '{"key":"3","member":"m1","occurredAt":"2026-04-01T12:00:00Z","spend":{"reward":"coffee"}}',
}
_KEYS = {
    "joining": {"member", "joinedAt", "birthday", "timezone", "country", "guardian"},
    "kind": {"key", "member", "kind", "occurredAt", "facts", "shop", "partner"},
    "reverse": {"key", "member", "reverse", "share", "occurredAt", "reason"},
    "spend": {"key", "member", "spend", "occurredAt"},
    "use": {"key", "member", "use", "occurredAt", "shop", "partner"},
    "join": {"key", "member", "join", "occurredAt"},
    "give": {"key", "member", "give", "occurredAt"},
    "freeze": {"key", "member", "freeze", "occurredAt"},
    "beneficiaries": {"key", "member", "beneficiaries", "occurredAt"},
    "household": {"key", "member", "household", "occurredAt"},
    "leave": {"key", "member", "leave", "occurredAt"},
}


def read_lines(text: str) -> list[Line]:
    """The lines in order; empty ones are passed over. Raises BadLines with every mistake."""
    found: list[Line] = []
    mistakes: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                found.append(_line(number, line))
            except ValueError as wrong:
                mistakes.append((number, str(wrong)))
    mistakes += _twice(found)
    if mistakes:
        raise BadLines(sorted(mistakes))
    return found


def _twice(lines: Iterable[Line]) -> Iterator[tuple[int, str]]:
    first: dict[str, int] = {}
    for line in lines:
        if isinstance(line, Joining):
            before = first.setdefault(line.member, line.number)
            if before != line.number:
                yield line.number, f"the member “{line.member}” stands in line {before} already. Each member has one."


def _line(number: int, text: str) -> Line:
    if len(text) > LINE_LIMIT:
        raise ValueError(f"it is longer than {LINE_LIMIT} characters.")
    try:
        said = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as wrong:
        raise ValueError(f"it is no JSON ({wrong}). Write one object a line: {_EXAMPLES['deed']}") from None
    if not isinstance(said, dict):
        raise ValueError(f"it is no object. Write {_EXAMPLES['deed']}")
    verbs = [verb for verb in VERBS if verb in said]
    if len(verbs) > 1:
        raise ValueError(f"it says both {verbs[0]} and {verbs[1]}. Write two lines, each with a key of its own.")
    if not verbs:
        if "key" in said:
            known = ", ".join(VERBS[:-1])
            raise ValueError(f"it says no {known} or {VERBS[-1]}. Write {_EXAMPLES['deed']}")
        _nothing_else(said, "joining")
        return _joining(number, said)
    (verb,) = verbs
    _nothing_else(said, verb)
    given: dict[str, Any] = {"number": number}
    if verb in UNNAMED and "key" not in said:
        given["key"] = f"{verb}:{number}"
    else:
        given["key"] = _text(said, "key", _EXAMPLES["deed"])
    given["member"] = _text(said, "member", _EXAMPLES["deed"])
    given["at"] = _instant(said, "occurredAt")
    if verb == "kind":
        facts = said.get("facts", {})
        if not isinstance(facts, dict):
            raise ValueError('facts must be an object, such as {"amount":"12.50"}.')
        return Recording(
            **given, kind=_text(said, "kind", _EXAMPLES["deed"]), facts=facts, shop=_optional(said, "shop"),
            partner=_optional(said, "partner"),
        )  # fmt: skip
    if verb == "reverse":
        of = _text(said, "reverse", _EXAMPLES["reverse"])
        return Reversing(**given, of=of, share=_share(said), reason=_optional(said, "reason") or "Retur")
    if verb == "give":
        gift = _object(said, verb, ("to", "currency", "points"), '{"to":"m2","currency":"points","points":100}')
        example = '"points":100, or "points":"2.50" of a currency with decimals'
        return Giving(
            **given, to=_text(gift, "to", '"to":"m2"'), currency=_text(gift, "currency", '"currency":"points"'),
            points=_number(gift, "points", example),
        )  # fmt: skip
    if verb == "freeze":
        wish = _object(said, verb, ("currency", "months"), '{"currency":"points","months":3}')
        months = _number(wish, "months", '"months":3')
        if months != months.to_integral_value():
            raise ValueError('months must be a whole number: "months":3.')
        return Freezing(**given, currency=_text(wish, "currency", '"currency":"points"'), months=int(months))
    if verb == "beneficiaries":
        codes = said["beneficiaries"]
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            raise ValueError('beneficiaries must be a list of charities: "beneficiaries":["club"].')
        return Supporting(**given, charities=tuple(codes))
    if verb == "household":
        return Gathering(**given, mates=_mates(said, given["member"]))
    if verb == "leave":
        who = given["member"] if said["leave"] is True else said["leave"]
        if not isinstance(who, str):
            raise ValueError('leave must be true, or the name of who is let go: "leave":"m2".')
        return Parting(**given, who=who)
    chosen_by = next(known for known in CHOICES if known == verb)
    what = "challenge" if verb == "join" else "reward"
    chosen = said[verb]
    if not isinstance(chosen, dict) or chosen.keys() != {what}:
        raise ValueError(f'{verb} must name one {what}: "{verb}":{{"{what}":"…"}}.')
    code = _text(chosen, what, f'"{verb}":{{"{what}":"…"}}')
    return Choosing(
        **given, verb=chosen_by, code=code, shop=_optional(said, "shop"), partner=_optional(said, "partner")
    )


def _mates(said: Mapping[str, Any], member: str) -> tuple[str, ...]:
    names = said["household"]
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise ValueError('household must be a list of members who come: "household":["m2","m3"].')
    if member in names or len({*names}) < len(names):
        raise ValueError("household names the others, each once: the member is in their own already.")
    return tuple(names)


def _joining(number: int, said: dict[str, Any]) -> Joining:
    zone, birthday = _optional(said, "timezone"), _optional(said, "birthday")
    country = _optional(said, "country")
    if zone is not None:
        periods.zone(zone)
    if birthday is not None:
        try:
            date.fromisoformat(birthday)
        except ValueError:
            raise ValueError(f"birthday “{birthday[:40]}” is not a date such as 1990-05-01.") from None
    if country is not None and not (len(country) == 2 and country.isalpha() and country.isupper()):
        raise ValueError(f"country “{country[:40]}” is not two letters such as SE.")
    guardian = said.get("guardian", False)
    if not isinstance(guardian, bool):
        raise ValueError("guardian must be true or false: whether a guardian has agreed.")
    return Joining(
        number=number, member=_text(said, "member", _EXAMPLES["joining"]), at=_instant(said, "joinedAt"),
        birthday=birthday, timezone=zone, country=country, guardian=bool(guardian),
    )  # fmt: skip


def _nothing_else(said: Mapping[str, Any], verb: str) -> None:
    for key in said:
        if key not in _KEYS[verb]:
            what = "A member's line" if verb == "joining" else f"A line with {verb}"
            raise ValueError(f"“{key[:40]}” is not known here. {what} may have: {', '.join(sorted(_KEYS[verb]))}.")


def _text(said: Mapping[str, Any], key: str, example: str) -> str:
    value = said.get(key)
    if isinstance(value, str) and 0 < len(value) <= NAME_LIMIT and value.isprintable():
        return value
    wrong = "is missing" if value is None else f"must be a text of 1 to {NAME_LIMIT} printable characters"
    raise ValueError(f"{key} {wrong}. Write {example}")


def _optional(said: Mapping[str, Any], key: str) -> str | None:
    return None if said.get(key) is None else _text(said, key, f'"{key}":"…"')


def _instant(said: Mapping[str, Any], key: str) -> Instant | None:
    text = _optional(said, key)
    return None if text is None else clock.from_iso(text)


def _object(said: Mapping[str, Any], verb: str, keys: tuple[str, ...], example: str) -> dict[str, Any]:
    found = said[verb]
    if not isinstance(found, dict) or found.keys() != {*keys}:
        raise ValueError(f'{verb} must say {", ".join(keys)} and nothing else: "{verb}":{example}.')
    return found


def _number(said: Mapping[str, Any], key: str, example: str) -> Decimal:
    value = said[key]
    try:
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            raise InvalidOperation
        number = Decimal(value)
        if not number.is_finite() or not 0 < number < 2**53:
            raise InvalidOperation
    except InvalidOperation:
        raise ValueError(f"{key} must be a number above 0. Write {example}") from None
    return number


def _share(said: Mapping[str, Any]) -> int:
    try:
        share = Decimal(str(said.get("share", "1"))) * WHOLE
        if 1 <= share <= WHOLE and share == share.to_integral_value():
            return int(share)
    except (InvalidOperation, ValueError):
        pass
    raise ValueError("share must be above 0 and at most 1, with at most six decimals, such as 0.5.")


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")
