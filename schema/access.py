"""Who may: declared on the field, checked at the door, walked by an architecture test.

    @strawberry.mutation(metadata=access(HasScope("activities:write")))
    async def record_activity(self, info: Info, input: RecordActivityInput) -> RecordActivityResult: ...

`HemmaplanSchema` refuses to be built while a mutation or a subscription declares nothing. A rule is asked before the
resolver and never awaits, so that a protected field costs one call more than an open one. Ownership is no rule: the
principal narrows what the query reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from schema.errors import Refusal, unauthenticated

if TYPE_CHECKING:
    from .context import Context

ACCESS = "access"


class Rule(Protocol):
    """Raises a Refusal where the asker may not."""

    def check(self, context: Context) -> None: ...


def access(rule: Rule) -> dict[Any, Any]:
    """The declaration, for a field's `metadata`."""
    return {ACCESS: rule}


@dataclass(frozen=True, slots=True)
class Public:
    """Anybody, also a stranger."""

    def check(self, context: Context) -> None:
        return


@dataclass(frozen=True, slots=True)
class OverHttp:
    """Anybody, but over HTTP: what sets the session cookie is no use on a socket."""

    def check(self, context: Context) -> None:
        if context.transport == "socket":
            raise Refusal("BAD_INPUT", "Do this over HTTP: a socket sets no cookie.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person with a session."""

    def check(self, context: Context) -> None:
        if context.principal.kind == "stranger":
            raise unauthenticated()
        if context.principal.kind != "person":
            raise Refusal("FORBIDDEN", "A signed-in person does this, not a program.")


@dataclass(frozen=True, slots=True)
class Known:
    """A signed-in person, or any program with a valid token."""

    def check(self, context: Context) -> None:
        if context.principal.kind == "stranger":
            raise unauthenticated()


@dataclass(frozen=True, slots=True)
class ActsAsMember:
    """A session, or a token that is bound to a member."""

    def check(self, context: Context) -> None:
        if context.principal.kind == "stranger":
            raise unauthenticated()
        if context.principal.member_id is None:
            raise Refusal("FORBIDDEN", "Sign in as a member, or use a token that is bound to one.")


@dataclass(frozen=True, slots=True, init=False)
class HasRole:
    """A signed-in person who has one of the roles."""

    roles: frozenset[str]

    def __init__(self, *roles: str) -> None:
        object.__setattr__(self, "roles", frozenset(roles))

    def check(self, context: Context) -> None:
        principal = context.principal
        if principal.kind == "stranger":
            raise unauthenticated()
        if principal.kind != "person" or self.roles.isdisjoint(principal.roles):
            raise Refusal("FORBIDDEN", f"This is for {_listed(self.roles)}.")


@dataclass(frozen=True, slots=True)
class HasScope:
    """A program whose token carries the scope."""

    scope: str

    def check(self, context: Context) -> None:
        principal = context.principal
        if principal.kind == "stranger":
            raise unauthenticated(f"Send a bearer token with the scope {self.scope}.")
        if principal.kind != "client":
            raise Refusal("FORBIDDEN", f"A program with the scope {self.scope} does this, not a person.")
        _require(principal.scopes, self.scope)


@dataclass(frozen=True, slots=True, init=False)
class ScopeOrPerson:
    """A program whose token carries the scope, or a signed-in person (with one of the roles, where any are named)."""

    scope: str
    roles: frozenset[str]

    def __init__(self, scope: str, *roles: str) -> None:
        object.__setattr__(self, "scope", scope)
        object.__setattr__(self, "roles", frozenset(roles))

    def check(self, context: Context) -> None:
        principal = context.principal
        if principal.kind == "stranger":
            raise unauthenticated()
        if principal.kind == "client":
            _require(principal.scopes, self.scope)
        elif self.roles and self.roles.isdisjoint(principal.roles):
            raise Refusal("FORBIDDEN", f"This is for {_listed(self.roles)}, or for a program with {self.scope}.")


@dataclass(frozen=True, slots=True)
class DemoOnly:
    """Anybody, but over HTTP and only where this server is a demo that trusts the asker's address."""

    def check(self, context: Context) -> None:
        if not context.demo:
            raise Refusal("FORBIDDEN", "This exists in the demo only.")
        OverHttp().check(context)


def _require(scopes: frozenset[str], scope: str) -> None:
    if scope not in scopes:
        raise Refusal("INSUFFICIENT_SCOPE", f"The token lacks the scope {scope}.", scope=scope)


def _listed(roles: frozenset[str]) -> str:
    return " or ".join(f"{role}s" if role != "staff" else role for role in sorted(roles))
