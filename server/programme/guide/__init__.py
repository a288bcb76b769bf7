"""“Så funkar det”: the rules in plain words, made of the rulebook itself, so that they cannot say anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from server.kernel.clock import Instant
from server.programme.rulebook import Language, Rulebook

from .caps import caps
from .earning import counting, earning
from .game import badges, boards, challenges, gifts, rewards
from .giving import giving
from .joining import changes, joining
from .lasting import lasting
from .levels import levels
from .multiplying import multiplying
from .sections import Section, Table, section
from .telling import Telling
from .together import together

__all__ = ["Section", "Table", "how_it_works", "how_to_share"]

_PARTS: Mapping[str, Callable[[Telling], Iterable[str | Table]]] = {
    "joining": joining, "earning": earning, "campaigns": multiplying, "caps": caps, "giving": giving,
    "gifts": gifts, "rewards": rewards, "expiry": lasting, "tiers": levels, "counting": counting,
    "challenges": challenges, "badges": badges, "boards": boards, "changes": changes,
}  # fmt: skip
_TITLES: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "joining": "Vem som kan vara med", "earning": "Så får du {many}", "collecting": "Så samlar du",
        "campaigns": "Det som ger mer", "caps": "Så mycket räknas", "giving": "Det du får utan att be om det",
        "gifts": "Det du kan få", "rewards": "Det du kan lösa in",
        "expiry": "Så länge gäller de", "tiers": "Nivåer", "counting": "Det som räknas på vägen",
        "challenges": "Utmaningar", "badges": "Märken", "boards": "Topplistor", "changes": "Om något ändras",
    },
    "en": {
        "joining": "Who can take part", "earning": "How you get {many}", "collecting": "How you collect",
        "campaigns": "What gives more", "caps": "How much counts", "giving": "What you get without asking",
        "gifts": "What you can be given", "rewards": "What you can redeem",
        "expiry": "How long they last", "tiers": "Levels", "counting": "What counts on the way",
        "challenges": "Challenges", "badges": "Badges", "boards": "Leaderboards", "changes": "If something changes",
    },
}  # fmt: skip


def how_it_works(book: Rulebook, language: Language, *, at: Instant | None = None) -> list[Section]:
    """The sections that the programme has something to say in, in the order in which a newcomer asks. Campaigns and
    rewards that have ended by `at` are left out; without it all is told."""
    telling = Telling(book, language, at)
    told = [section(code, _title(code, telling), tell(telling)) for code, tell in _PARTS.items()]
    return [part for part in told if part.sentences]


def _title(code: str, telling: Telling) -> str:
    """What is earned is called by its name where there is but one kind of it to spend."""
    titles = _TITLES[telling.language]
    if code != "earning":
        return titles[code]
    spent = [currency for currency in telling.book.shown.values() if currency.redeemable]
    return titles["earning"].format(many=telling.many(spent[0].code)) if len(spent) == 1 else titles["collecting"]


def how_to_share(book: Rulebook, language: Language) -> list[str]:
    """What holds where members spend each other's points; empty: they do not."""
    telling = Telling(book, language)
    return [line for currency in book.shown.values() for line in together(telling, currency)]
