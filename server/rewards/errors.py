"""What rewards refuse. Nothing is changed by it, and no key is claimed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from server.kernel import clock
from server.kernel.clock import Instant
from server.kernel.errors import BadInput, DomainError, Forbidden, NotFound
from server.kernel.ids import Id
from server.programme.rulebook import Currency, Language
from server.programme.words import day, points, time_of_day, weekday_and_time

WEEK = 7 * clock.DAY


class RewardNotFound(NotFound):
    def __init__(self, reward: str) -> None:
        super().__init__(f"The reward “{reward[:60]}”")


class GivenAway(NotFound):
    """What is given to a charity is not redeemed, and the other way round."""

    def __init__(self, reward: str) -> None:
        super().__init__(f"A reward “{reward[:60]}” of that sort")


class NotEnoughPoints(DomainError):
    """`missing` in minor units of the reward's currency."""

    def __init__(self, *, balance: int, price: int, currency: Currency) -> None:
        self.missing = price - balance
        self.texts: Mapping[Language, str] = {
            "sv": f"Det fattas {points(self.missing, currency, 'sv')}. Inget ändrades.",
            "en": f"You need {points(self.missing, currency, 'en')} more. Nothing was changed.",
        }
        super().__init__(self.texts["en"])


class SoldOut(DomainError):
    """`period` is lifetime, the month or the drop whose places are taken. `opens_at`: when the next drop is, if there
    is one, told in the member's zone."""

    def __init__(self, reward: str, period: str, opens_at: Instant | None = None, zone: str = "UTC") -> None:
        month = period not in ("lifetime",) and opens_at is None and not period.startswith("drop:")
        when = " this month" if month else ""
        super().__init__(f"All places are taken{when}. Nothing was changed.")
        self.reward, self.period, self.opens_at = reward, period, opens_at
        opens = opens_in_words(clock.now(), opens_at, zone) if opens_at is not None else {"sv": "", "en": ""}
        self.texts = {
            "sv": f"Alla platser är tagna{' den här månaden' if month else ''}.{opens['sv']} Inget ändrades.",
            "en": f"All places are taken{when}.{opens['en']} Nothing was changed.",
        }


class NotOpen(DomainError):
    """It cannot be had now. `opens_at`: when it can, told in the member's zone."""

    def __init__(self, reward: str, at: Instant, opens_at: Instant, zone: str) -> None:
        super().__init__(f"It opens at {clock.to_iso(opens_at)}. Nothing was changed.")
        self.reward, self.opens_at = reward, opens_at
        opens = opens_in_words(at, opens_at, zone)
        self.texts = {
            "sv": f"Den går inte att lösa in just nu.{opens['sv']} Inget ändrades.",
            "en": f"It cannot be redeemed right now.{opens['en']} Nothing was changed.",
        }


class NotChoosable(BadInput):
    """Whom a member would earn for is not among those who can be chosen."""

    def __init__(self, charity: str) -> None:
        super().__init__("codes", f"“{charity[:60]}” cannot be chosen. Choose among those that the programme names.")
        self.texts = {
            "sv": f"”{charity[:60]}” går inte att välja. Välj bland dem som finns i listan.",
            "en": f"“{charity[:60]}” cannot be chosen. Choose among those in the list.",
        }


class TooManyBeneficiaries(BadInput):
    def __init__(self, most: int) -> None:
        super().__init__("codes", f"At most {most} can be chosen. Leave some out.")
        self.texts = {
            "sv": f"Du kan välja högst {most}. Ta bort någon.",
            "en": f"You can choose {most} at most. Leave some out.",
        }


class NothingPaid(BadInput):
    """A gift is not called off: nothing would come back."""

    def __init__(self) -> None:
        super().__init__("voucher", "A gift cost nothing, so there is nothing to call off.")
        self.texts = {
            "sv": "En present kostade inget, så det finns inget att ångra. Koden gäller som förut.",
            "en": "A gift cost nothing, so there is nothing to call off. The code is good as before.",
        }


def opens_in_words(now: Instant, opens_at: Instant, zone: str) -> dict[Language, str]:
    """“ Den öppnar tisdag kl. 09.00.”: within a week the weekday, later the date."""
    soon = opens_at - now < WEEK

    def when(language: Language) -> str:
        if soon:
            return weekday_and_time(opens_at, zone, language)
        return f"{day(opens_at, zone, language)} {time_of_day(opens_at, zone, language)}"

    return {"sv": f" Den öppnar {when('sv')}.", "en": f" It opens {when('en')}."}


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
        super().__init__(f"The code was good until {clock.to_iso(at)}; what it cost went back. Nothing was changed.")
        self.at = at


class VoucherCancelled(DomainError):
    def __init__(self, at: Instant) -> None:
        super().__init__(f"The code was cancelled at {clock.to_iso(at)}; what it cost went back. Nothing was changed.")
        self.at = at


class VoucherElsewhere(Forbidden):
    """The code is good in other shops."""

    def __init__(self, shops: Sequence[str]) -> None:
        """`shops` by the names that people call them."""
        self.listed = ", ".join(shops)
        super().__init__(f"The code is not good here, but at: {self.listed}. Nothing was changed.")
