"""What the recorder refuses. A refusal claims no key and changes nothing."""

from __future__ import annotations

from collections.abc import Collection

from server.kernel import clock
from server.kernel.clock import Instant
from server.kernel.errors import DomainError, RateLimited


class MemberNotFound(DomainError):
    def __init__(self) -> None:
        super().__init__("There is no such member, or not one that you may reach by this reference.")


class NotAllowed(DomainError):
    """The kind does not admit this sender."""

    def __init__(self, kind: str, senders: Collection[str]) -> None:
        super().__init__(f"“{kind}” is reported by {', '.join(sorted(senders))}, and not by you.")
        self.kind, self.senders = kind, senders


class KeyConflict(DomainError):
    """The key stands for something else already."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The key “{key}” was used for something else. "
            "Send the same again under it, or something new under a new key."
        )
        self.key = key


class TooLate(DomainError):
    def __init__(self, oldest: Instant) -> None:
        super().__init__(f"It occurred too long ago: nothing before {clock.to_iso(oldest)} is taken any more.")
        self.oldest = oldest


class UndoneTooLate(TooLate):
    """A member takes back what they said themselves, on the day that it is about and no later."""

    def __init__(self, today: Instant) -> None:
        super().__init__(today)
        self.args = ("It is about an earlier day: your own word can be taken back the same day.",)


class InFuture(DomainError):
    def __init__(self, now: Instant) -> None:
        super().__init__(f"occurredAt lies ahead: here it is {clock.to_iso(now)}. Check the sender's clock.")
        self.now = now


class BeforeJoining(DomainError):
    def __init__(self, joined_at: Instant) -> None:
        super().__init__(f"The member joined later, at {clock.to_iso(joined_at)}.")
        self.joined_at = joined_at


class UnknownCurrency(DomainError):
    def __init__(self, currency: str, known: Collection[str]) -> None:
        super().__init__(f"There is no currency “{currency}”. There are: {', '.join(known)}.")
        self.currency, self.known = currency, known


class BudgetExhausted(DomainError):
    def __init__(self, *, left: int, wanted: int) -> None:
        super().__init__(f"The budget holds {left}, which is less than {wanted}. Nothing was awarded.")
        self.left, self.wanted = left, wanted


class ActivityNotFound(DomainError):
    """Of another sender, or of nobody: the same answer."""

    def __init__(self, key: str) -> None:
        super().__init__(f"You have recorded nothing under the key “{key}”.")
        self.key = key


class ShareExceeded(DomainError):
    """Shares of one activity may not come to more than the whole. `left` is in millionths."""

    def __init__(self, left: int) -> None:
        super().__init__(
            "All of it is taken back already." if left == 0 else f"Only {left / 10_000:g} % of it is left to take back."
        )
        self.left = left


class Overloaded(RateLimited):
    """The queue is full. `retry_after` in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "The server has more to record than it can hold. Send the same again in a moment.", retry_after=retry_after
        )


class Stopping(Overloaded):
    """The server is about to stop and takes nothing new."""


class Unrecordable(Exception):
    """A bug: one activity that cannot be recorded. The others of its batch were."""
