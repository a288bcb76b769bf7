"""What an operation costs is known before it runs, from one pass however often fragments repeat it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from schema.build import HemmaplanSchema
from schema.context import Context
from schema.engine import cost, documents
from schema.engine.cost import ALLOWANCE, BULK_ALLOWANCE, STRANGER_ALLOWANCE
from schema.engine.counting import least_fields
from schema.engine.documents import Document, Documents
from schema.engine.operations import MUTATION, QUERY, SUBSCRIPTION, Asked, Operations, Refused
from schema.errors import Refusal
from server.members import Principal
from tests.schema.sample import ANNA, STRANGER, TILL, Moved, Mutation, Paid, Query, Subscription
from tests.schema.test_any_query import QUERIES

SCHEMA = HemmaplanSchema(Query, Mutation, Subscription, types=(Moved, Paid))
ALL = frozenset({QUERY, MUTATION, SUBSCRIPTION})
SALE = (
    "mutation ($i: [Sold!]!) { sellMany(input: $i) { __typename ... on SoldAs { text"
    " entries: lines { points at amount facts raw } badges: lines { at facts raw } balances: lines { points amount } }"
    " ... on TakenProblem { message key } ... on BadInputProblem { message field } } }"
)


def price(query: str, variables: dict[str, Any] | None = None) -> int:
    return Document(SCHEMA._schema, query).operation(None).price(variables or {})


def begin(query: str, who: Principal = STRANGER, variables: dict[str, Any] | None = None) -> Refused | None:
    try:
        Operations(SCHEMA).begin(Asked(query, variables), Context(who), ALL)
    except Refused as refused:
        return refused
    return None


@pytest.mark.parametrize(
    ("query", "variables", "expected"),
    [
        ("{ hello }", {}, 1),
        ("{ a: hello b: hello c: hello }", {}, 3),
        ("{ hello @include(if: true) @skip(if: false) }", {}, 3),
        ("{ ... { hello } }", {}, 2),
        ("{ shelf(number: 1) { name tags } }", {}, 1 + 1 + 5),
        ("{ shelf(number: 1) { events { position } } }", {}, 1 + 1 + 3),
        ("{ shelves { edges { node { name } } } }", {}, 1 + 1 + 20 * (1 + 1)),
        ("{ shelves(first: 3) { edges { node { name } cursor } pageInfo { endCursor } } }", {}, 1 + 1 + 3 * 3 + 2),
        ("query ($n: Int) { shelves(first: $n) { edges { cursor } } }", {"n": 50}, 1 + 1 + 50),
        ("query ($n: Int = 70) { shelves(first: $n) { edges { cursor } } }", {}, 1 + 1 + 70),
        ("query ($n: Int = 70) { shelves(first: $n) { edges { cursor } } }", {"n": 2}, 1 + 1 + 2),
        ("{ shelves(first: 1000000000000) { edges { cursor } } }", {}, 1 + 1 + 100),
        ("{ shelves(first: -5) { edges { cursor } } }", {}, 1 + 1 + 1),
        ("{ shelves(first: 3) { ...page } } fragment page on ShelfConnection { edges { cursor } }", {}, 1 + 1 + 1 + 3),
        ("{ shelf(number: 1) { neighbours { neighbours { id } } } }", {}, 1 + 1 + 5 * (1 + 5)),
        # Events are of one type each, Moved or Paid: the dearer of the two, and what both have.
        ("{ shelf(number: 1) { events { position ... on Moved { to } ... on Paid { a: points b: points } } } }", {},
         1 + 1 + 3 * (1 + 3)),
        ("{ shelf(number: 1) { events { ... on Paid { a: points } ... on Moved { to } ... on Paid { b: points } } } }",
         {}, 1 + 1 + 3 * (2 + 2)),
        ("{ shelf(number: 1) { events { ...m ...p } } } fragment m on Moved { to } fragment p on Paid { points }", {},
         1 + 1 + 3 * 2),
        # What both have stays dear within a fragment of its own; a list that is one object's adds up as before.
        ("{ shelf(number: 1) { events { ... on Event { position } ... on Moved { to } } } }", {}, 1 + 1 + 3 * (2 + 2)),
        ("{ shelf(number: 1) { events { ... { position } ... on Moved { to } } } }", {}, 1 + 1 + 3 * (2 + 2)),
        ("{ shelf(number: 1) { ... on Shelf { name } ... on Shelf { id } } }", {}, 1 + 2 + 2),
        ("{ shelf(number: 1) { events { ... on Nobody { a } ... on Moved { to } } } }", {}, 1 + 1 + 3 * (2 + 2)),
    ],
)
def test_the_price(query: str, variables: dict[str, Any], expected: int) -> None:
    assert price(query, variables) == expected


def test_what_the_text_spells_out_is_paid_for_though_no_answer_holds_it_all() -> None:
    forty = " ".join(f"a{n}: __typename" for n in range(40))
    either = f"{{ events {{ ... on Moved {{ {forty} }} ... on Paid {{ {forty} }} }} }}"
    one = f"mutation {{ sellMany(input: [{{}}]) {{ ... on SoldAs {{ {forty} }} ... on TakenProblem {{ {forty} }} }} }}"

    assert price(f"{{ shelf(number: 1) {either} }}") == 1 + 1 + 3 * (1 + 40)  # Three events, each of one type.
    assert price(one) == 1 + 2 * (1 + 40)  # One answer of forty fields, to a text of eighty.


def test_the_price_follows_the_variables_also_when_it_is_remembered() -> None:
    operation = Document(SCHEMA._schema, "query ($n: Int) { shelves(first: $n) { edges { cursor } } }").operation(None)

    assert [operation.price({"n": n}) for n in (5, 50, 5, None, 100)] == [7, 52, 7, 22, 102]


def test_a_program_may_record_a_thousand_at_once() -> None:
    sold = [{"key": str(number), "to": {"card": "c"}} for number in range(1000)]

    assert begin(SALE, TILL, {"i": sold}) is None
    refused = begin(SALE, ANNA, {"i": sold})
    assert refused is not None
    assert refused.cost == {"requested": price(SALE, {"i": sold}), "limit": ALLOWANCE, "remaining": 0}
    assert price(SALE, {"i": sold}) <= BULK_ALLOWANCE


def bomb(levels: int) -> str:
    parts = [
        f"fragment f{n} on Shelf {{ a: above {{ ...f{n + 1} }} b: above {{ ...f{n + 1} }} }}" for n in range(levels)
    ]
    return "{ shelf(number: 1) { ...f0 } } " + " ".join(parts) + f" fragment f{levels} on Shelf {{ id }}"


def flat_bomb(levels: int) -> str:
    parts = [f"fragment f{n} on Shelf {{ ...f{n + 1} ...f{n + 1} }}" for n in range(levels)]
    return "{ shelf(number: 1) { ...f0 } } " + " ".join(parts) + f" fragment f{levels} on Shelf {{ id }}"


def exclusive_bomb(levels: int) -> str:
    """Each fragment is spread twice, in turn by one type and by the other, of which an event is only one."""
    parts = [
        f"fragment f{n} on Event {{ ... on Moved {{ position ...f{n + 1} }} ... on Paid {{ position ...f{n + 1} }} }}"
        for n in range(levels)
    ]
    last = f" fragment f{levels} on Event {{ position }}"
    return "{ shelf(number: 1) { events { ...f0 } } } " + " ".join(parts) + last


HOSTILE = {
    "twenty of either type": exclusive_bomb(20),
    "twenty fragments, twice each": bomb(20),
    "fourteen": bomb(14),
    "twenty flat": flat_bomb(20),
    "fifty flat": flat_bomb(50),
    "eighty flat": flat_bomb(80),
    "deep": "{ shelf(number: 1) { " + "above { " * 30 + "id" + " }" * 30 + " } }",
    "a circle": "{ shelf(number: 1) { ...a } } fragment a on Shelf { above { ...b } } fragment b on Shelf { ...a }",
    "one name, often": "{ shelf(number: 1) {" + " id" * 300 + " } }",
    "pairs": "{ shelf(number: 1) {" + " above { id name metal slow missing }" * 100 + " } }",
    "aliases": "{ " + " ".join(f"a{n}: shelves(first: 100) {{ edges {{ cursor }} }}" for n in range(60)) + " }",
    "directives": "{ shelves(first: 100) { edges { cursor " + "@include(if: true) " * 300 + "} } }",
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_documents_are_refused_without_being_validated(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    validated: list[object] = []
    monkeypatch.setattr(documents, "validate", lambda *_, **__: validated.append(1) or [])

    refused = begin(query)

    assert refused is not None
    assert [error.extensions["code"] for error in refused.errors if error.extensions] == ["QUERY_TOO_COSTLY"]
    assert not validated


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ a b }", 0),
        ("{ a ...f ...f } fragment f on T { b c: d @x(a: {b: {c: 1}}) }", 5),
        ("query q($a: T = {b: {c: 1}}) { a(x: {y: $a}) { ... on T { b } ... { c } ...f } } fragment f on T { d }", 4),
        ("{ a ...f ...g } fragment f on T { ...g } fragment g on T { ...f b }", 3),
        ('{ a(t: "} ...f ...f {") ...f ...f } # } ...f\nfragment f on T { b(t: """ " } \\""" """) }', 3),
        ("{ ... #c\n on T { a } ...\n, on T { b #c\n : c } ... @ #c\n x { d } }", 3),
        ("query a { x ...f ...f } query b { y ...f } fragment f on T { c }", 2),
        ("{ ...onion ...f } fragment onion on T { a } fragment f on T { b }", 2),
        ("} ...a ...b {", 0),
    ],
)
def test_fields_are_counted_in_the_bare_text(query: str, expected: int) -> None:
    assert least_fields(query) == expected


@given(QUERIES)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_count_is_never_above_the_price(query: str) -> None:
    document = f"query ($yes: Boolean!, $n: Int = 2, $f: JSON) {{ {query} }}"

    assert least_fields(document) <= price(document)


def test_refusing_costs_no_more_than_three_small_queries() -> None:
    """Ten of each, best of five rounds: both are read anew, for a document that is known costs next to nothing."""

    def spent(query: str) -> float:
        rounds = []
        for _ in range(5):
            began = time.perf_counter()
            for _ in range(10):
                begin(query)
            rounds.append(time.perf_counter() - began)
        return min(rounds)

    assert spent(bomb(20)) <= 3 * spent("{ hello }")


@pytest.mark.parametrize("made", [flat_bomb, exclusive_bomb])
def test_the_work_of_pricing_a_bomb_grows_with_its_text(
    made: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: Counter[int] = Counter()
    levels = 0
    for name in ("selections", "_field", "_fragment"):
        step = getattr(cost._Pricer, name)

        def counted(*given: Any, step: Callable[..., Any] = step, **named: Any) -> Any:
            steps[levels] += 1
            return step(*given, **named)

        monkeypatch.setattr(cost._Pricer, name, counted)
    for levels in (7, 14, 28):
        price(made(levels))

    assert steps[14] - steps[7] == 7 * ((steps[28] - steps[14]) // 14)  # Each level costs as much as the one before.


@pytest.mark.parametrize(
    "query",
    [
        "x" * 20_001,
        "{" + " hello" * 2_600 + "}",
        "\n".join(["#"] * 300) + "{ hello }",
        "{" * 300,
        "",
        "{ hello",
        "\ud800",
    ],
    ids=["long", "tokens", "comments", "nesting", "empty", "cut", "surrogate"],
)
def test_what_is_no_document_is_bad_input(query: str) -> None:
    refused = begin(query)

    assert refused is not None
    assert all((error.extensions or {}).get("code", "BAD_INPUT") == "BAD_INPUT" for error in refused.errors)


def test_the_limit_depends_on_who_asks() -> None:
    query = "{ " + " ".join(f"a{n}: shelves(first: 100) {{ edges {{ node {{ id }} }} }}" for n in range(30)) + " }"

    assert STRANGER_ALLOWANCE < price(query) < ALLOWANCE
    assert begin(query) is not None
    assert begin(query, ANNA) is None


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "KEPT_TEXT", 2_000)
    kept = Documents(SCHEMA._schema)
    first = kept.read("{ hello }")

    again = kept.read("{ hello }")
    for number in range(50):
        kept.read(f"{{ a{number}: hello }}")

    assert again is first
    assert len(kept._kept) < 12
    assert kept.read("{ hello }") is not first


def test_an_operation_must_be_named_where_there_are_several() -> None:
    two = Document(SCHEMA._schema, "query a { hello } query b { hello }")

    assert two.operation("b").node.name.value == "b"  # type: ignore[union-attr]
    with pytest.raises(Refusal, match="several"):
        two.operation(None)
    with pytest.raises(Refusal, match="no operation named"):
        two.operation("c")
