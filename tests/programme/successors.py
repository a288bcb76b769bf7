"""Versions that may follow a random programme: what changes from an instant on, one to three things of what a document
lets change, each as it would stand in a `[[version]]`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from server.kernel import clock
from server.kernel.clock import Instant
from tests.programme.documents import EXPIRIES, RATES, ROUNDINGS, WITHIN, join_of

Document = Mapping[str, Any]
WORDS = '[version.programme]\nsv = { name = "Slumpen", line = "Nytt." }\nen = { name = "Chance", line = "New." }\n'
REMOVE = "[version.remove]"
AGES = ("expires = { months = 1 }", "expires = { months = 5 }", 'expires = { months = 3, at_end_of = "month" }')
NAMED = ('sv = {{ name = "{0}", why = "Som filen säger" }}\nen = {{ name = "{0}", why = "As the file says" }}')


def version(at: Instant, changes: Sequence[str]) -> str:
    """The table that says them, to stand at a file's end."""
    return "\n".join([f"\n[[version]]\nholds_from = {clock.to_iso(at)}\n", *changes])


@st.composite
def successors(draw: st.DrawFn, text: str, kinds: Sequence[str]) -> list[str]:
    """Changes of these kinds, each of another entry, and a word: a version that says what is said already is none."""
    document = tomllib.loads(text)
    possible = [change for kind in kinds for change in CHANGES[kind](document)]
    if not possible:
        return [WORDS]
    chosen = draw(st.lists(st.sampled_from(possible), min_size=1, max_size=3, unique_by=_about))
    removals = [change for change in chosen if change.startswith(REMOVE)]
    return [WORDS, *(change for change in chosen if change not in removals), *removals[:1]]


def _about(change: str) -> str:
    """The entry that is changed, such as “earn shop_0”: no two changes of a version are about the same."""
    header, said, *_ = change.splitlines()
    if header == REMOVE:
        section, _, code = said.partition(" = ")
        return f"{section} {code.strip('[]')}"
    section = header.strip("[]").removeprefix("version.")
    return f"{section} {said.removeprefix('code = ')}" if header.startswith("[[") else section


def _rates(document: Document) -> Iterator[str]:
    """A rule's rate, its rounding or its cap; a rule more; one less."""
    for rule in document["earn"]:
        code = rule["code"]
        if not code.startswith("shop"):
            continue
        table = "rates" in rule
        for rate in RATES:
            if rate.startswith("rates") == table:
                yield _entry("earn", code, rate)
        for rounding in ROUNDINGS:
            yield _entry("earn", code, f'rounding = "{rounding}"')
        if not {"cap", "caps"} & rule.keys():
            yield _entry("earn", code, 'cap = { points = 90, per = "day" }')
        if "except" not in rule and "rates" not in rule:
            yield _entry("earn", code, 'except = { category = "tobacco" }')
    yield _entry("earn", "later", 'kind = "purchase"\ncurrency = "points"\npoints = 3', NAMED.format("Senare"))
    yield _removed("earn", "shop_0") if len(_codes(document, "earn")) > 2 and not document.get("multiplier") else ""


def _multiplied(document: Document) -> Iterator[str]:
    yield _entry("multiplier", "extra", 'currency = "points"\nfactor = "2"\nstack = "add"', NAMED.format("Extra"))
    for code in _codes(document, "multiplier"):
        yield _removed("multiplier", code)


def _ends(document: Document) -> Iterator[str]:
    """Another age at which points expire, where it is their age that ends them; and nothing but activities gives any:
    what time or a sum brings later comes with the new age."""
    expires = document["currency"][0].get("expires", {})
    if "'points': " in str([document.get(section) for section in ("milestone", "closing", "occasion")]):
        return
    if not {"idle_months", "never_for"} & expires.keys():
        for age in AGES:
            yield _entry("currency", "points", age)


def _lives(document: Document) -> Iterator[str]:
    """Any other way to expire, or to wait."""
    for expires in [each for each in EXPIRIES if each and "third" not in each]:
        yield _entry("currency", "points", expires)
    yield _entry("currency", "points", "pending_days = 20")


def _ladders(document: Document) -> Iterator[str]:
    """What a level asks for, how it is counted, a level more or less."""
    for reach in ("{ level = 120 }", "{ points = 500 }", "{ visits = 1 }"):
        yield _entry("tier", "second", f"reach = [{reach}]")
    for within in WITHIN:
        sliding = "days" in within or within == "{ months = 3 }"
        if not ("keeps" in document["ladder"] or _lands(document)) or not sliding:
            yield f"[version.ladder]\nwithin = {within}"
    if "circle" not in _codes(document, "tier"):
        yield _entry("tier", "fourth", "reach = [{ level = 1500 }]\n" + NAMED.format("Fjärde").replace(
            ', why = "Som filen säger"', "").replace(', why = "As the file says"', ""))
    if "third" not in str([part for name, part in document.items() if name != "tier"]):
        yield _removed("tier", "third")


def _games(document: Document) -> Iterator[str]:
    """A challenge more, less, or with another target."""
    texts = 'sv = {{ name = "Ny", text = "Gör.", {0}}}\nen = {{ name = "New", text = "Do.", {1}}}'
    steps = texts.format('step = "{n}", done = "Klart." ', 'step = "{n}", done = "Done." ')
    counts = 'measure = "count"\nkind = "purchase"\ntarget = 2\nwithin = "month"\njoin = "automatic"\n'
    yield _entry("challenge", "new_task", counts + steps)
    given = {badge["given"].get("challenge") for badge in document.get("badge", ())}
    for number, task in enumerate(document.get("challenge", ())):
        assert task["join"] == join_of(number)
        if task["measure"] in ("count", "sum"):
            yield _entry("challenge", task["code"], f"target = {task['target'] + 1}")
            yield _entry("challenge", task["code"], f"target = {max(1, task['target'] - 1)}")
        if task["code"] not in given:
            yield _removed("challenge", task["code"])


def _marks(document: Document) -> Iterator[str]:
    """A badge less: who has it keeps it, as long as its cause stands. And one more, for what happens from then on."""
    for badge in _codes(document, "badge"):
        yield _removed("badge", badge)
    yield _entry("badge", "new_badge", 'given = { measure = "count", kind = ["purchase", "visit"], target = 2 }\n'
                 'sv = { name = "Nytt", text = "Bra." }\nen = { name = "New", text = "Good." }')


def _moments(document: Document) -> Iterator[str]:
    """What is given at sums, at a period's end and on days: more, less, otherwise."""
    for section in ("milestone", "closing", "occasion"):
        for code in _codes(document, section):
            yield _removed(section, code)
    for milestone in document.get("milestone", ()):
        if "every" in milestone:
            yield _entry("milestone", milestone["code"], f"every = {milestone['every'] * 2}")
    yield _entry("milestone", "new_mark", 'counts = "points"\nat = [30, 90]\ngives = [{ reward = "check" }]',
                 NAMED.format("Ny stolpe"))
    yield _entry("occasion", "new_day", 'on = { month = 3, day = 29 }\ngives = [{ reward = "check" }]',
                 NAMED.format("Ny dag"))


def _shelves(document: Document) -> Iterator[str]:
    """A reward's price, one less; a currency more, and what earns it; whom members may give to."""
    yield _entry("reward", "cup", "points = 9")
    yield _removed("reward", "alms")
    yield (
        '[[version.currency]]\ncode = "stars"\nexpires = { months = 2 }\n'
        'sv = { name = "Stjärnor", one = "stjärna", many = "stjärnor" }\n'
        'en = { name = "Stars", one = "star", many = "stars" }\n'
        + _entry("earn", "stars", 'kind = "visit"\ncurrency = "stars"\npoints = 4', NAMED.format("Stjärnor"))
    )
    yield _entry("currency", "points", "transfer = { least = 5, most_a_year = 100 }")
    if "for_club" in _codes(document, "earn"):
        yield _removed("earn", "for_club")
    if "household" in document:
        yield "[version.household]\nmembers = 2"


CHANGES: Mapping[str, Callable[[Document], Iterator[str]]] = {
    "rates": lambda document: filter(None, _rates(document)), "multiplied": _multiplied,
    "ends": _ends, "lives": _lives, "ladders": _ladders, "games": _games, "marks": _marks, "moments": _moments,
    "shelves": _shelves,
}  # fmt: skip
EARNING = ("rates", "multiplied")


def _entry(section: str, code: str, *lines: str) -> str:
    return "\n".join((f"[[version.{section}]]", f'code = "{code}"', *lines)) + "\n"


def _removed(section: str, code: str) -> str:
    return f'{REMOVE}\n{section} = ["{code}"]\n'


def _codes(document: Document, section: str) -> list[str]:
    return [entry["code"] for entry in document.get(section, ())]


def _lands(document: Document) -> bool:
    return any("lands_on" in tier for tier in document["tier"])
