"""What the ledger refuses."""

from __future__ import annotations

from collections.abc import Mapping

from server.kernel.errors import DomainError, NotFound
from server.programme import words
from server.programme.rulebook import Currency, Language


class LessThanThat(DomainError):
    """More would be taken than there is. Both in minor units of the currency."""

    def __init__(self, *, balance: int, wanted: int, currency: Currency) -> None:
        self.texts: Mapping[Language, str] = {
            "sv": f"Så mycket finns inte att ta: det finns {words.points(balance, currency, 'sv')}. Inget ändrades.",
            "en": f"So much is not there to take: there is {words.points(balance, currency, 'en')}. "
            "Nothing was changed.",
        }
        super().__init__(self.texts["en"])
        self.balance, self.wanted = balance, wanted


class NotTransferable(DomainError):
    """The programme lets nobody give this currency to another member."""

    def __init__(self, currency: str) -> None:
        super().__init__("These points cannot be given to another member. Nothing was changed.")
        self.currency = currency


class TooLittleAtOnce(DomainError):
    """Less than the programme lets anybody give at once. `least` in minor units; `shown`: in words."""

    def __init__(self, *, least: int, shown: Mapping[Language, str]) -> None:
        self.texts: Mapping[Language, str] = {
            "sv": f"Det minsta man kan ge åt gången är {shown['sv']}. Inget ändrades.",
            "en": f"The least that can be given at once is {shown['en']}. Nothing was changed.",
        }
        super().__init__(self.texts["en"])
        self.least = least


class TooMuchThisYear(DomainError):
    """More than the programme lets anybody give in a year. `left` in minor units: what can be given still."""

    def __init__(self, *, left: int, shown: Mapping[Language, str]) -> None:
        self.texts: Mapping[Language, str] = {
            "sv": f"I år kan du ge {shown['sv']} till. Inget ändrades.",
            "en": f"This year you can give {shown['en']} more. Nothing was changed.",
        }
        super().__init__(self.texts["en"])
        self.left = left


class NotFreezable(DomainError):
    """The programme lets no member stop the time of this currency, or it does not expire."""

    def __init__(self, currency: str) -> None:
        super().__init__("The time of these points cannot be stopped. Nothing was changed.")
        self.currency = currency


class FrozenEnough(DomainError):
    """More months than a member may freeze in a year. `left`: what they may still."""

    def __init__(self, *, left: int, most: int) -> None:
        self.texts: Mapping[Language, str] = {
            "sv": f"I år kan du frysa i {words.so_many(left, 'month', 'sv')} till. Inget ändrades.",
            "en": f"This year you can freeze for {words.so_many(left, 'month', 'en')} more. Nothing was changed.",
        }
        if left == 0:
            used = words.so_many(most, "month", "sv"), words.so_many(most, "month", "en")
            self.texts = {
                "sv": f"Årets {used[0]} är redan använda. Nästa år kan du frysa igen. Inget ändrades.",
                "en": f"This year's {used[1]} are used already. Next year you can freeze again. Nothing was changed.",
            }
        super().__init__(self.texts["en"])
        self.left = left


class NothingToFreeze(DomainError):
    """The member has nothing of this currency that would expire."""

    def __init__(self, currency: str) -> None:
        super().__init__("Nothing of this expires as it is. Nothing was changed.")
        self.currency = currency


class FreezeNotFound(NotFound):
    """No freeze has that id, or it is not the asker's."""

    def __init__(self) -> None:
        super().__init__("A freeze that can be taken back")


class FreezeSettled(DomainError):
    """It is taken back already, or too old for that."""

    def __init__(self) -> None:
        super().__init__("A freeze can be taken back within a day, and once. Nothing was changed.")


class TransferNotFound(NotFound):
    """No transfer has that id, or it has come back before."""

    def __init__(self) -> None:
        super().__init__("A transfer that can come back")
