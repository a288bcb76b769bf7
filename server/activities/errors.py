"""What the recorder refuses. A refusal claims no key and changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from server.kernel import clock
from server.kernel.clock import Instant
from server.kernel.errors import DomainError, RateLimited
from server.programme import words
from server.programme.rulebook import Currency, Language

Texts = Mapping[Language, str]


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


class BeforeJoining(TooLate):
    """It occurred before the member joined, and longer before than a purchase with which somebody joins may be."""

    def __init__(self, oldest: Instant, joined_at: Instant) -> None:
        super().__init__(oldest)
        self.joined_at = joined_at
        self.args = (f"It occurred before the member joined, at {clock.to_iso(joined_at)}.",)


class ToldTooLate(TooLate):
    """Members tell of what they do while it is fresh: of today, and of as many days before as the kind says."""

    def __init__(self, oldest: Instant, days_back: int) -> None:
        super().__init__(oldest)
        sv, en = _while_fresh(days_back)
        self.texts: Texts = {
            "sv": f"Det var för länge sedan: sådant berättar man {sv}. Inget ändrades.",
            "en": f"That was too long ago: such things are told {en}. Nothing was changed.",
        }
        self.args = (self.texts["en"],)


class UndoneTooLate(TooLate):
    """A member takes back what they said themselves for as long as they could have said it, and no longer."""

    def __init__(self, oldest: Instant, days_back: int) -> None:
        super().__init__(oldest)
        sv, en = _while_fresh(days_back)
        self.texts: Texts = {
            "sv": f"Det du själv har sagt kan du ta tillbaka {sv}. Inget ändrades.",
            "en": f"Your own word can be taken back {en}. Nothing was changed.",
        }
        self.args = (self.texts["en"],)


class StaffUndoneTooLate(TooLate):
    """Staff take back what was rung up by hand for some days; after that a program of the partner's does."""

    def __init__(self, oldest: Instant, days: int) -> None:
        super().__init__(oldest)
        self.texts: Texts = {
            "sv": f"Det registrerades för mer än {days} dagar sedan. Kassans program kan fortfarande ta tillbaka det. "
                  "Inget ändrades.",
            "en": f"It was recorded more than {days} days ago. The till's program can still take it back. "
                  "Nothing was changed.",
        }  # fmt: skip
        self.args = (self.texts["en"],)


class OwnCard(DomainError):
    """Staff ring up, confirm and take back for others. For themselves a colleague does, or the till's program."""

    def __init__(self) -> None:
        self.texts: Texts = {
            "sv": "Det är ditt eget kort. Be en kollega göra det, eller låt kassans program. Inget ändrades.",
            "en": "That is your own card. Ask a colleague to do it, or the till's program. Nothing was changed.",
        }
        super().__init__(self.texts["en"])


class InFuture(DomainError):
    def __init__(self, now: Instant) -> None:
        super().__init__(f"occurredAt lies ahead: here it is {clock.to_iso(now)}. Check the sender's clock.")
        self.now = now


class UnknownCurrency(DomainError):
    def __init__(self, currency: str, known: Collection[str]) -> None:
        super().__init__(f"There is no currency “{currency}”. There are: {', '.join(known)}.")
        self.currency, self.known = currency, known


class BudgetExhausted(DomainError):
    """A partner's. `left` and `wanted` in minor units of the currency."""

    def __init__(self, *, left: int, wanted: int, currency: Currency) -> None:
        self.texts: Texts = {
            "sv": f"Budgeten räcker inte: {words.points(left, currency, 'sv')} finns kvar. Inget ändrades.",
            "en": f"The budget does not suffice: {words.points(left, currency, 'en')} left of it. Nothing was changed.",
        }
        super().__init__(self.texts["en"])
        self.left, self.wanted = left, wanted


class ActivityNotFound(DomainError):
    """Of another sender, or of nobody: the same answer. `key` is empty where it was named by its id."""

    def __init__(self, key: str) -> None:
        self.key = key
        if key:
            super().__init__(f"You have recorded nothing under the key “{key}”.")
            return
        self.texts: Texts = {
            "sv": "Det finns inte, eller är inte ditt att ta tillbaka. Inget ändrades.",
            "en": "It is not there, or not yours to take back. Nothing was changed.",
        }
        super().__init__(self.texts["en"])


class ShareExceeded(DomainError):
    """Shares of one activity may not come to more than the whole. `left` is in millionths."""

    def __init__(self, left: int) -> None:
        super().__init__(
            "All of it is taken back already." if left == 0 else f"Only {left / 10_000:g} % of it is left to take back."
        )
        self.left = left


class OwnTransfer(DomainError):
    """A manager gave the points, or got them: another one decides."""

    def __init__(self) -> None:
        self.texts: Texts = {
            "sv": "Du har själv gett eller fått de poängen. Be en kollega. Inget ändrades.",
            "en": "You gave or got those points yourself. Ask a colleague. Nothing was changed.",
        }
        super().__init__(self.texts["en"])


def _while_fresh(days_back: int) -> tuple[str, str]:
    """For how long, in Swedish and English."""
    if days_back <= 1:
        return ("samma dag", "the same day") if not days_back else (
            "samma dag och dagen efter", "the same day and the day after"
        )  # fmt: skip
    return f"samma dag och {days_back} dagar efter", f"the same day and {days_back} days after"


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
