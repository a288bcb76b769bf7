"""What members have together: whose points they may spend, in which order, and when those end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.programme import words
from server.programme.rulebook import Currency, Language

from .telling import Telling

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "own_first": "I {one} på högst {members} medlemmar kan ni använda varandras {many} när de egna inte räcker.",
        "soonest": "I {one} på högst {members} medlemmar räknas era {many} samman när någon löser in en belöning: de "
        "som går ut först används först, vems de än är.",
        "told": "Den vars {many} används får veta det.",
        "owner": "Bara den som har {the} kan använda de andras {many}.",
        "ends": "Var och en behåller sina {many} och hur länge de gäller, men i {the} är det {period} hos den som har "
        "{the} som avgör när de går ut: aldrig tidigare än de annars skulle ha gjort. Det som har gått ut kommer inte "
        "tillbaka. Lämnar du {the}, eller tar någon annan över, blir inget slut tidigare.",
    },
    "en": {
        "own_first": "In {one} of at most {members} members you can use each other's {many} when your own do not "
        "suffice.",
        "soonest": "In {one} of at most {members} members your {many} are counted together when somebody redeems a "
        "reward: those that expire first are used first, whoever's they are.",
        "told": "Whoever's {many} are used is told.",
        "owner": "Only who has {the} can use the others' {many}.",
        "ends": "Each keeps their own {many} and how long they last, but in {the} it is not {period} but that of who "
        "has {the} that decides when they expire: never sooner than they would have done otherwise. What has expired "
        "does not come back. If you leave {the}, or somebody else takes over, no end becomes earlier.",
    },
}  # fmt: skip


def together(telling: Telling, currency: Currency) -> Iterator[str]:
    """What holds of a currency that members of one household share; nothing where they do not."""
    home, said = telling.book.household, _WORDS[telling.language]
    if home is None or currency.code not in home.currencies:
        return
    named = {
        "members": words.number(home.members, telling.language), "many": telling.many(currency.code),
        "one": home.texts[telling.language]["one"], "the": home.texts[telling.language]["the"],
    }  # fmt: skip
    yield " ".join(said[key].format(**named) for key in (home.takes, "told"))
    if home.spends == "owner":
        yield said["owner"].format(**named)
    if home.follows_owner(currency) and currency.expires is not None and currency.expires.at_end_of is not None:
        yield said["ends"].format(**named, period=words.the_period(currency.expires.at_end_of, telling.language))
