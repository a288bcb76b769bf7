"""“Så funkar det”: the rules in plain words, made of the rulebook itself, so that they cannot say anything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.kernel.clock import HOUR

from . import spending, words
from .rulebook import Badge, Board, Challenge, EarningRule, Language, Rulebook


@dataclass(frozen=True, slots=True)
class Section:
    """What the rules say of one thing. `sentences` stand for themselves, one a line."""

    code: str
    title: str
    sentences: tuple[str, ...]


_TITLES: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "earning": "Så får du poäng", "caps": "Så mycket räknas", "expiry": "Så länge gäller de", "tiers": "Nivåer",
        "challenges": "Utmaningar", "badges": "Märken", "boards": "Topplistor", "rewards": "Det du kan lösa in",
        "changes": "Om något blir fel",
    },
    "en": {
        "earning": "How you get points", "caps": "How much counts", "expiry": "How long they last", "tiers": "Levels",
        "challenges": "Challenges", "badges": "Badges", "boards": "Leaderboards", "rewards": "What you can redeem",
        "changes": "If something goes wrong",
    },
}  # fmt: skip
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "rule": "{name}: {why}.",
        "cap": "{name} ger högst {points} {per}.",
        "late": "Det som hände för mer än {days} sedan kan inte registreras i efterhand.",
        "lasts": "{currency} gäller i {months} från dagen du fick dem.",
        "forever": "{currency} går inte ut.",
        "first": "De som går ut först används först.",
        "ladder": "Nivåer räknas i {currency} över {window}. Att lösa in poäng sänker ingen nivå.",
        "tier": "{name} från {points}: {perks}.", "tier_bare": "{name} från {points}.",
        "challenge": "{name}: {text}", "pays": " Ger {what}.", "and": " och ", "the_badge": "märket {name}",
        "joined": " Du väljer själv om du är med.", "together": " Alla hjälps åt.",
        "gift": " När ni är framme får {charity} {amount}.",
        "badge": "{name}: {text}", "hidden_one": "Ett märke är hemligt, tills du hittar det.",
        "hidden": "{n} märken är hemliga, tills du hittar dem.",
        "board": "{name} räknar {currency} {window}.",
        "tie_first": "Vid lika poäng går den före som kom dit först.",
        "tie_competition": "Lika poäng delar plats, och nästa plats hoppas över.",
        "tie_dense": "Lika poäng delar plats.",
        "settling": "Platserna blir slutgiltiga {hours} efter att perioden är slut.",
        "seen": "Andra ser dig bara så som du har valt under Du.",
        "reward": "{name}: {terms}",
        "undo": "Lämnar du tillbaka ett köp går poängen för det tillbaka, och inget annat.",
        "why": "Varje rad i historiken svarar på varför.",
        "hand": "Ledningen kan rätta poäng för hand, och då läser du skälet. Mer än {points} tar två personer.",
        "window_days": "de senaste {days}", "window_day": "dygnet", "window_week": "veckan", "window_month": "månaden",
        "window_quarter": "kvartalet", "window_year": "kalenderåret", "window_lifetime": "all tid",
        "board_day": "per dag", "board_week": "per vecka, från måndag", "board_month": "per månad",
        "board_quarter": "per kvartal", "board_year": "per år", "board_lifetime": "från början",
        "board_seasons": "per säsong", "season": "{name} är från {first} till och med {last}.",
        "day": "dag", "days": "dagar", "month": "månad", "months": "månader", "hour": "timme", "hours": "timmar",
    },
    "en": {
        "rule": "{name}: {why}.",
        "cap": "{name} gives at most {points} {per}.",
        "late": "What happened more than {days} ago cannot be recorded afterwards.",
        "lasts": "{currency} last for {months} from the day you got them.",
        "forever": "{currency} do not expire.",
        "first": "Those that expire first are used first.",
        "ladder": "Levels count {currency} over {window}. Redeeming points lowers no level.",
        "tier": "{name} from {points}: {perks}.", "tier_bare": "{name} from {points}.",
        "challenge": "{name}: {text}", "pays": " Gives {what}.", "and": " and ", "the_badge": "the badge {name}",
        "joined": " You choose whether to take part.", "together": " Everybody helps.",
        "gift": " When you get there, {amount} goes to {charity}.",
        "badge": "{name}: {text}", "hidden_one": "One badge is secret, until you find it.",
        "hidden": "{n} badges are secret, until you find them.",
        "board": "{name} counts {currency} {window}.",
        "tie_first": "On equal points, whoever got there first is ahead.",
        "tie_competition": "Equal points share a place, and the next place is left out.",
        "tie_dense": "Equal points share a place.",
        "settling": "Places are final {hours} after the period has ended.",
        "seen": "Others see you only as you have chosen under You.",
        "reward": "{name}: {terms}",
        "undo": "If you return a purchase, the points for it go back, and nothing else.",
        "why": "Every line of your history answers why.",
        "hand": "The managers can correct points by hand, and then you read the reason. More than {points} takes two.",
        "window_days": "the last {days}", "window_day": "the day", "window_week": "the week",
        "window_month": "the month", "window_quarter": "the quarter", "window_year": "the calendar year",
        "window_lifetime": "all time",
        "board_day": "each day", "board_week": "each week, from Monday", "board_month": "each month",
        "board_quarter": "each quarter", "board_year": "each year", "board_lifetime": "from the beginning",
        "board_seasons": "each season", "season": "{name} is from {first} to {last}, both included.",
        "day": "day", "days": "days", "month": "month", "months": "months", "hour": "hour", "hours": "hours",
    },
}  # fmt: skip


def how_it_works(book: Rulebook, language: Language) -> list[Section]:
    """The sections that the programme has something to say in, in the order in which a newcomer asks."""
    parts = {
        "earning": _earning, "caps": _caps, "rewards": _rewards, "expiry": _expiry, "tiers": _tiers,
        "challenges": _challenges, "badges": _badges, "boards": _boards, "changes": _changes,
    }  # fmt: skip
    said = _WORDS[language]
    written = {code: tuple(write(book, said, language)) for code, write in parts.items()}
    return [Section(code, _TITLES[language][code], lines) for code, lines in written.items() if lines]


def _rules(book: Rulebook) -> Iterator[EarningRule]:
    for rules in book.earning.values():
        yield from rules


def _earning(book: Rulebook, said: Mapping[str, str], language: Language) -> Iterator[str]:
    for rule in _rules(book):
        yield said["rule"].format(name=rule.texts[language]["name"], why=str(rule.texts[language]["why"]).rstrip("."))


def _caps(book: Rulebook, said: Mapping[str, str], language: Language) -> Iterator[str]:
    for rule in _rules(book):
        if rule.cap is not None:
            points = words.points(rule.cap.points, book.currencies[rule.currency], language)
            per = words.per(rule.cap.period, language)
            yield said["cap"].format(name=rule.texts[language]["name"], points=points, per=per)
    yield said["late"].format(days=words.counted(book.late_days, said["day"], said["days"], language))


def _rewards(book: Rulebook, said: Mapping[str, str], language: Language) -> Iterator[str]:
    for reward in book.rewards.values():
        terms = " ".join(spending.terms_of(reward, book, language))
        yield said["reward"].format(name=reward.texts[language]["name"], terms=terms)


def _expiry(book: Rulebook, said: Mapping[str, str], language: Language) -> Iterator[str]:
    spendable = [currency for currency in book.currencies.values() if currency.redeemable]
    for currency in spendable:
        name, months = currency.texts[language]["name"], currency.expires_months
        if months is None:
            yield said["forever"].format(currency=name)
        else:
            yield said["lasts"].format(
                currency=name, months=words.counted(months, said["month"], said["months"], language)
            )
    if any(currency.expires_months is not None for currency in spendable):
        yield said["first"]


def _tiers(book: Rulebook, said: Mapping[str, str], language: Language) -> Iterator[str]:
    ladder = book.ladder
    if ladder is None:
        return
    window = said[f"window_{ladder.window.calendar}"]
    if ladder.window.type == "rolling":
        days = words.counted(ladder.window.days, said["day"], said["days"], language)
        window = said["window_days"].format(days=days)
    currency = book.currencies[ladder.currency]
    yield said["ladder"].format(currency=str(currency.texts[language]["many"]), window=window)
    for tier in ladder.tiers:
        perks = ", ".join(_inside(str(perk)) for perk in tier.texts[language].get("perks", ()))
        yield said["tier" if perks else "tier_bare"].format(
            name=tier.texts[language]["name"], points=words.points(tier.threshold, currency, language), perks=perks
        )


def _challenges(book: Rulebook, said: Mapping[str, str], language: Language) -> Iterator[str]:
    for challenge in book.challenges.values():
        texts = challenge.texts[language]
        line = said["challenge"].format(name=texts["name"], text=texts["text"])
        if challenge.join != "automatic":
            line += said["joined" if challenge.join == "choice" else "together"]
        if challenge.gift is not None:
            amount = words.sum_of_money(challenge.gift.amount, book.money_decimals, book.money, language)
            line += said["gift"].format(charity=spending.charity_name(book, challenge.gift.charity, language),
                                        amount=amount)
        given = _given_by(challenge, book, said, language)
        yield line + (said["pays"].format(what=said["and"].join(given)) if given else "")


def _given_by(challenge: Challenge, book: Rulebook, said: Mapping[str, str], language: Language) -> list[str]:
    given = []
    if challenge.pays_points and challenge.pays_currency is not None:
        given.append(words.points(challenge.pays_points, book.currencies[challenge.pays_currency], language))
    badge = book.badges.get(challenge.pays_badge or "")
    if badge is not None and not badge.hidden:
        given.append(said["the_badge"].format(name=badge.texts[language]["name"]))
    return given


def _badges(book: Rulebook, said: Mapping[str, str], language: Language) -> Iterator[str]:
    """Hidden ones are counted and not named: the fun is in finding them."""
    hidden: list[Badge] = []
    for badge in book.badges.values():
        if badge.hidden:
            hidden.append(badge)
        else:
            yield said["badge"].format(name=badge.texts[language]["name"], text=badge.texts[language]["text"])
    if hidden:
        n = words.number(len(hidden), language)
        yield said["hidden_one"] if len(hidden) == 1 else said["hidden"].format(n=n)


def _boards(book: Rulebook, said: Mapping[str, str], language: Language) -> Iterator[str]:
    for board in book.boards.values():
        yield " ".join(_of_board(board, book, said, language))
    if book.boards:
        yield said["seen"]


def _of_board(board: Board, book: Rulebook, said: Mapping[str, str], language: Language) -> Iterator[str]:
    currency = str(book.currencies[board.currency].texts[language]["many"])
    yield said["board"].format(
        name=board.texts[language]["name"], currency=currency, window=said[f"board_{board.window}"]
    )
    for season in board.seasons:
        first = words.day(season.starts_at, book.timezone, language)
        last = words.day(season.ends_at - 1, book.timezone, language)
        yield said["season"].format(name=season.texts[language]["name"], first=first, last=last)
    yield said[f"tie_{board.ties}"]
    if board.settling:
        hours = words.counted(board.settling // HOUR, said["hour"], said["hours"], language)
        yield said["settling"].format(hours=hours)


def _changes(book: Rulebook, said: Mapping[str, str], language: Language) -> Iterator[str]:
    yield said["undo"]
    yield said["why"]
    first = next((currency for currency in book.currencies.values() if currency.redeemable), None)
    if first is not None:
        limit = words.points(book.adjust_limit * 10**first.decimals, first, language)
        yield said["hand"].format(points=limit)


def _inside(text: str) -> str:
    """A perk as a part of a sentence."""
    return text[:1].lower() + text[1:] if not text[1:2].isupper() else text
