"""What rewards refuse. Nothing is changed by it, and no key is claimed."""

from __future__ import annotations

from collections.abc import Sequence

from server.kernel import clock
from server.kernel.clock import Instant
from server.kernel.errors import DomainError, Forbidden, NotFound
from server.kernel.ids import Id


class RewardNotFound(NotFound):
    def __init__(self, reward: str) -> None:
        super().__init__(f"The reward “{reward[:60]}”")


class GivenAway(NotFound):
    """What is given to a charity is not redeemed, and the other way round."""

    def __init__(self, reward: str) -> None:
        super().__init__(f"A reward “{reward[:60]}” of that sort")


class NotEnoughPoints(DomainError):
    """`missing` in minor units of the reward's currency."""

    def __init__(self, *, balance: int, price: int) -> None:
        super().__init__(f"{price - balance} more points are needed. Nothing was changed.")
        self.missing = price - balance


class SoldOut(DomainError):
    """`period` is lifetime, or the month whose places are taken."""

    def __init__(self, reward: str, period: str) -> None:
        when = "" if period == "lifetime" else " this month"
        super().__init__(f"All places are taken{when}. Nothing was changed.")
        self.reward, self.period = reward, period
        self.texts = {
            "sv": f"Alla platser är tagna{'' if period == 'lifetime' else ' den här månaden'}. Inga poäng ändrades.",
            "en": f"All places are taken{when}. No points were changed.",
        }


class LevelRequired(DomainError):
    def __init__(self, tier: str) -> None:
        super().__init__(f"This is for those who have reached the level “{tier}”. Nothing was changed.")
        self.tier = tier


class LimitReached(DomainError):
    """A member's own limit of one reward."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"You have had it as often as one can: {limit}. Nothing was changed.")
        self.limit = limit


class TooManyOpen(LimitReached):
    """A member's own limit of vouchers that wait to be used."""


class VoucherNotFound(DomainError):
    def __init__(self) -> None:
        super().__init__("There is no such code here. Nothing was changed.")


class VoucherMisspelt(VoucherNotFound):
    """The check digit says that a sign is wrong."""

    def __init__(self) -> None:
        DomainError.__init__(self, "The code is not right: check each of its ten signs. Nothing was changed.")


class VoucherUsed(DomainError):
    def __init__(self, at: Instant, partner_id: Id | None, shop: str | None) -> None:
        super().__init__(f"The code was used at {clock.to_iso(at)}. Nothing was changed.")
        self.at, self.partner_id, self.shop = at, partner_id, shop


class VoucherExpired(DomainError):
    def __init__(self, at: Instant) -> None:
        super().__init__(f"The code was good until {clock.to_iso(at)}; its points went back. Nothing was changed.")
        self.at = at


class VoucherCancelled(DomainError):
    def __init__(self, at: Instant) -> None:
        super().__init__(f"The code was cancelled at {clock.to_iso(at)}; its points went back. Nothing was changed.")
        self.at = at


class VoucherElsewhere(Forbidden):
    """The code is good in other shops."""

    def __init__(self, shops: Sequence[str]) -> None:
        """`shops` by the names that people call them."""
        self.listed = ", ".join(shops)
        super().__init__(f"The code is not good here, but at: {self.listed}. Nothing was changed.")
