"""Variables come out as graphql-core coerces them, and errors in its words."""

from __future__ import annotations

from typing import Any

import pytest
from graphql.execution.values import get_variable_values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.build import HemmaplanSchema
from schema.engine.coercion import Irregular, Variables
from schema.engine.documents import Document
from schema.engine.execution import RequestErrors, variables_of
from tests.schema.sample import Moved, Mutation, Paid, Query, Subscription

SCHEMA = HemmaplanSchema(Query, Mutation, Subscription, types=(Moved, Paid))
OPERATION = Document(
    SCHEMA._schema,
    'query ($s: Sold!, $m: [Metal!], $n: Int, $p: Points, $b: Boolean!, $i: [ID], $d: String = "default")'
    " { described(sold: $s, metals: $m) @include(if: $b) shelf(number: 1) { id }"
    " a: shelves(first: $n, after: $d) { edges { cursor } } }",
).operation(None)

SCALARS_ = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**54), 2**54), st.floats(), st.text(max_size=3), st.just("4.5")
)
ANYTHING = st.recursive(
    SCALARS_, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner), max_leaves=4
)
METALS = st.sampled_from(["GOLD", "BRONZE", "guld", 1])
REFS = st.fixed_dictionaries({}, optional={"id": st.text() | st.none(), "card": st.text() | st.none()})
SOLD = st.fixed_dictionaries(
    {"key": st.text() | st.integers(), "to": REFS | ANYTHING},
    optional={
        "metal": METALS | st.none(),
        "amount": st.sampled_from(["4.5", "x", 4, 4.5, None]),
        "facts": ANYTHING,
        "notes": st.lists(st.text() | st.none()) | st.text() | st.none(),
        "other": st.text(),
    },
)
VARIABLES = st.fixed_dictionaries(
    {"s": SOLD | ANYTHING, "b": st.booleans() | ANYTHING},
    optional={
        "m": st.lists(METALS) | METALS | st.none(),
        "n": SCALARS_,
        "p": SCALARS_,
        "i": st.lists(SCALARS_) | SCALARS_,
        "d": SCALARS_,
        "unknown": SCALARS_,
    },
)


def judged(given_: dict[str, Any]) -> tuple[Any, Any]:
    """graphql-core's own judgement."""
    values = get_variable_values(
        SCHEMA._schema, OPERATION.node.variable_definitions or (), given_, max_errors=20, hide_suggestions=True
    )
    if isinstance(values, list):
        return None, [error.message for error in values]
    return repr(values.coerced), sorted(values.sources)


@given(VARIABLES)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_variables_are_graphql_cores(given_: dict[str, Any]) -> None:
    try:
        values = variables_of(OPERATION, given_)
        own = (repr(values.coerced), sorted(values.sources))
    except RequestErrors as refused:
        own = (None, [error.message for error in refused.errors])  # type: ignore[assignment]

    assert own == judged(given_)


def test_what_is_right_needs_no_second_judge() -> None:
    sold = {"key": "k", "to": {"card": "c"}, "metal": "GOLD", "amount": "4.5", "facts": {"a": [1]}, "notes": ["n"]}
    operation = Document(SCHEMA._schema, "mutation ($i: [Sold!]!) { sellMany(input: $i) { __typename } }").operation(
        None
    )

    values = Variables(SCHEMA._schema, operation.node).coerced({"i": [sold, sold]})

    assert values.coerced["i"][0]["to"] == {"card": "c"}
    with pytest.raises(Irregular):
        Variables(SCHEMA._schema, operation.node).coerced({"i": [sold, {**sold, "key": 1}]})
