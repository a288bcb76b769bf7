"""Scopes, secrets and forms: what is taken and what is not."""

from __future__ import annotations

import base64

import pytest

from server.kernel.errors import BadInput
from server.oauth import rules

FORM = "application/x-www-form-urlencoded"
REGISTERED = frozenset({"activities:write", "members:read"})


def parsed(body: str, *, authorization: str | None = None, query: str = "", content_type: str = FORM) -> rules.Form:
    return rules.parsed_form(content_type=content_type, authorization=authorization, query=query, body=body.encode())


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (None, "activities:write members:read"),
        ("members:read", "members:read"),
        ("members:read activities:write", "activities:write members:read"),
        ("members:read members:read", "members:read"),
        ("points:award", None),
        ("members:read points:award", None),
        ("members:read,activities:write", None),
        (" ", None),
    ],
)
def test_a_token_gets_what_was_asked_or_nothing(asked: str | None, given: str | None) -> None:
    assert rules.allowed_scope(REGISTERED, asked) == given


def test_a_client_is_registered_for_scopes_that_exist() -> None:
    assert rules.checked_scopes(["points:award"]) == {"points:award"}
    for wrong in ([], ["admin"], ["points:award", "POINTS:AWARD"]):
        with pytest.raises(BadInput, match="activities:write"):
            rules.checked_scopes(wrong)


def test_a_secret_matches_any_that_is_kept() -> None:
    kept = [rules.digest("one"), rules.digest("two")]

    assert [rules.matches(secret, kept) for secret in ("one", "two", "three", "")] == [True, True, False, False]
    assert not rules.matches("one", [])


def test_a_form_is_read() -> None:
    form = parsed(
        "grant_type=client_credentials&scope=members%3Aread+activities%3Awrite&x=", authorization=basic("a:b")
    )

    assert form.fields == {"grant_type": "client_credentials", "scope": "members:read activities:write"}
    assert form.client_id == "a"


def test_the_client_may_be_named_in_the_body() -> None:
    assert parsed("client_id=a&client_secret=b").client_id == "a"
    assert parsed("client_id=a", authorization=basic("a:b")).client_id == "a"
    assert parsed("grant_type=x").client_id is None


def test_basic_credentials_may_be_percent_encoded() -> None:
    assert parsed("", authorization=basic("a%3Ab:c")).client_id == "a:b"


@pytest.mark.parametrize(
    ("body", "more", "error"),
    [
        ("a=1&a=2", {}, "invalid_request"),
        ("a=&a=", {}, "invalid_request"),
        ("a=%ff", {}, "invalid_request"),
        ("a=å", {}, "invalid_request"),
        ("a=%00", {}, "invalid_request"),
        ("client_id=a%0A", {}, "invalid_request"),
        ("&".join(f"a{n}=1" for n in range(21)), {}, "invalid_request"),
        ("a=1", {"query": "client_id=a"}, "invalid_request"),
        ("a=1", {"content_type": "application/json"}, "invalid_request"),
        ("a=1", {"content_type": ""}, "invalid_request"),
        ("client_secret=b", {"authorization": basic("a:b")}, "invalid_request"),
        ("client_id=other", {"authorization": basic("a:b")}, "invalid_request"),
        ("client_id=" + "a" * 201, {}, "invalid_client"),
        ("", {"authorization": "Bearer abc"}, "invalid_client"),
        ("", {"authorization": "Basic"}, "invalid_client"),
        ("", {"authorization": "Basic ????"}, "invalid_client"),
        ("", {"authorization": "Basic " + base64.b64encode(b"\xff:\xff").decode()}, "invalid_client"),
        ("", {"authorization": basic("no colon")}, "invalid_client"),
        ("", {"authorization": basic(":b")}, "invalid_client"),
        ("", {"authorization": basic("a:")}, "invalid_client"),
        ("", {"authorization": basic("a%00:b")}, "invalid_client"),
        ("", {"authorization": basic("a:" + "b" * 201)}, "invalid_client"),
    ],
)
def test_forms_that_are_refused(body: str, more: dict[str, str], error: str) -> None:
    with pytest.raises(rules.BadForm) as refused:
        parsed(body, **more)  # type: ignore[arg-type]

    assert refused.value.error == error


def test_a_form_that_is_too_long() -> None:
    with pytest.raises(rules.BadForm) as refused:
        parsed("a=" + "b" * rules.BODY_LIMIT_BYTES)

    assert refused.value.status == 413
