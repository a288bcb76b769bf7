"""A rulebook of 200 rules over 20 kinds costs an award at most twice what one of 10 does: measured side by side, by the
processor's time, in turns, so that a busy machine slows both alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from server.earning.effects import EarnPoints
from server.earning.rooms import Usage
from server.programme.effect import ActivityAccepted
from server.programme.rulebook import Rulebook
from tests.activities.world import world_on
from tests.earning.deeds import book_of, deed
from tests.earning.document import HEAD, PLAIN, words

LIMIT = 2.0
ROUNDS = 9
TURNS, AWARDS, WARMING = 3, 60, 12


def many(kinds: int, rules: int) -> str:
    """So many more kinds, each with as many rules: most ask for a value of a fact, some with a condition besides. An
    activity of the first kind earns by one rule, whatever there is beside it."""
    text = [HEAD, PLAIN]
    for kind in range(kinds):
        text.append(
            f'\n[[kind]]\ncode = "kind_{kind}"\nsenders = ["partner"]\nfacts.amount = {{ type = "money" }}\n'
            'facts.category = { type = "text", required = false }\nfacts.items = { type = "integer", default = 1 }\n'
            f'sv = {{ name = "K" }}\nen = {{ name = "K" }}\n'
        )
        for rule in range(rules):
            when = f'when = "category == \\"c{rule}\\" && amount >= {rule + 1}"\n' if rule % 3 == 2 else ""
            only = f'only = {{ category = "c{rule}" }}\n' if rule % 3 == 1 or (rule % 3 == 0 and rule) else ""
            text.append(
                f'\n[[earn]]\ncode = "rule_{kind}_{rule}"\nkind = "kind_{kind}"\ncurrency = "points"\nrate = 1\n'
                f'of = "amount"\n{only}{when}{words(f"rule_{kind}_{rule}")}'
            )
    return "".join(text)


FEW, MANY = many(1, 10), many(20, 10)


def ratio(few: Callable[[], Any], more: Callable[[], Any]) -> float:
    """The median of the rounds' ratios of processor time."""
    ratios = []
    for _ in range(ROUNDS):
        gc.collect()
        times = []
        for work in (few, more):
            began = time.process_time()
            work()
            times.append(time.process_time() - began)
        ratios.append(times[1] / times[0])
    return statistics.median(ratios)


def test_the_pure_decision_of_many_rules_costs_at_most_twice_that_of_few() -> None:
    def decisions(book: Rulebook) -> Callable[[], None]:
        deeds = [deed(book, {"amount": "120", "category": f"c{n % 12}"}, "kind_0") for n in range(1500)]

        def work() -> None:
            for activity in deeds:
                list(EarnPoints().decide(Usage(), ActivityAccepted(activity)))

        return work

    small, large = book_of(FEW), book_of(MANY)

    found = ratio(decisions(small), decisions(large))

    print(f"the pure decision: {found:.2f} times")
    assert sum(len(rules) for rules in small.earning.values()) == 11
    assert sum(len(rules) for rules in large.earning.values()) == 201
    assert found <= LIMIT


def test_a_fact_finds_its_rules_so_that_twenty_times_as_many_cost_at_most_twice() -> None:
    """Ten rules of one kind beside two hundred of it."""
    small, large = book_of(many(1, 10)), book_of(many(1, 200))
    deeds = {book: [deed(each, {"amount": "120", "category": "c4"}, "kind_0") for _ in range(1500)]
             for book, each in (("small", small), ("large", large))}

    def work(book: str) -> None:
        for activity in deeds[book]:
            list(EarnPoints().decide(Usage(), ActivityAccepted(activity)))

    found = ratio(lambda: work("small"), lambda: work("large"))

    print(f"two hundred rules of one kind: {found:.2f} times")
    assert found <= LIMIT


async def test_a_whole_award_under_many_rules_costs_at_most_twice(migrated_sqlite: Path, tmp_path: Path) -> None:
    costs: dict[str, list[float]] = {"few": [], "many": []}
    for turn in range(TURNS):
        for name, text in (("few", FEW), ("many", MANY)):
            path = tmp_path / f"{name}-{turn}.sqlite3"
            path.write_bytes(migrated_sqlite.read_bytes())
            costs[name].append(await _award(f"sqlite:///{path}", text))

    found = statistics.median(many / few for few, many in zip(costs["few"], costs["many"], strict=True))

    print(f"a whole award on SQLite: {found:.2f} times")
    assert found <= LIMIT


async def _award(url: str, text: str) -> float:
    """Seconds of processor time for an award, one at a time."""
    async with world_on(url, text=text) as world:
        began = 0.0
        for n in range(AWARDS + WARMING):
            if n == WARMING:  # What is made once has been made.
                began = time.process_time()
            facts = {"amount": "120", "category": f"c{n % 12}"}
            await world.record(world.purchase("0", n % 3, kind="kind_0", facts=facts))
        return (time.process_time() - began) / AWARDS
