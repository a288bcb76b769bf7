"""The game: challenges, badges, leaderboards; and what points are spent on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from server.kernel.clock import HOUR
from server.programme import words
from server.programme.explainer import spending
from server.programme.rulebook import Board, Challenge, Language, Reward

from .telling import Telling

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "challenge": "{name}: {text}", "pays": " Ger {what}.", "the_badge": "märket {name}",
        "joined": " Du väljer själv om du är med.", "together": " Alla hjälps åt.",
        "gift": " När ni är framme får {charity} {amount}.",
        "badge": "{name}: {text}", "hidden_one": "Ett märke är hemligt, tills du hittar det.",
        "hidden": "{n} märken är hemliga, tills du hittar dem.",
        "board": "{name} räknar {currency} {window}.",
        "tie_first": "Vid lika resultat går den före som kom dit först.",
        "tie_competition": "Lika resultat delar plats, och nästa plats hoppas över.",
        "tie_dense": "Lika resultat delar plats.",
        "settling": "Platserna blir slutgiltiga {hours} efter att perioden är slut.",
        "seen": "Andra ser dig bara så som du har valt under Du.",
        "reward": "{name}: {terms}",
        "board_day": "per dag", "board_week": "per vecka, från måndag", "board_month": "per månad",
        "board_quarter": "per kvartal", "board_year": "per år", "board_lifetime": "från början",
        "board_seasons": "per säsong", "season": "{name} är från {first} till och med {last}.",
    },
    "en": {
        "challenge": "{name}: {text}", "pays": " Gives {what}.", "the_badge": "the badge {name}",
        "joined": " You choose whether to take part.", "together": " Everybody helps.",
        "gift": " When you get there, {amount} goes to {charity}.",
        "badge": "{name}: {text}", "hidden_one": "One badge is secret, until you find it.",
        "hidden": "{n} badges are secret, until you find them.",
        "board": "{name} counts {currency} {window}.",
        "tie_first": "On equal scores, whoever got there first is ahead.",
        "tie_competition": "Equal scores share a place, and the next place is left out.",
        "tie_dense": "Equal scores share a place.",
        "settling": "Places are final {hours} after the period has ended.",
        "seen": "Others see you only as you have chosen under You.",
        "reward": "{name}: {terms}",
        "board_day": "each day", "board_week": "each week, from Monday", "board_month": "each month",
        "board_quarter": "each quarter", "board_year": "each year", "board_lifetime": "from the beginning",
        "board_seasons": "each season", "season": "{name} is from {first} to {last}, both included.",
    },
}  # fmt: skip


def rewards(telling: Telling) -> Iterator[str]:
    yield from (_of_reward(telling, reward) for reward in _offered(telling) if not reward.only_given)


def gifts(telling: Telling) -> Iterator[str]:
    yield from (_of_reward(telling, reward) for reward in _offered(telling) if reward.only_given)


def challenges(telling: Telling) -> Iterator[str]:
    said, book = _WORDS[telling.language], telling.book
    for challenge in book.challenges.values():
        line = said["challenge"].format(name=telling.text(challenge.texts), text=telling.text(challenge.texts, "text"))
        if challenge.join != "automatic":
            line += said["joined" if challenge.join == "choice" else "together"]
        if challenge.gift is not None:
            line += said["gift"].format(
                charity=spending.charity_name(book, challenge.gift.charity, telling.language),
                amount=telling.money(challenge.gift.amount),
            )
        given = _given_by(telling, challenge)
        yield line + (said["pays"].format(what=telling.joined(given)) if given else "")


def badges(telling: Telling) -> Iterator[str]:
    """Hidden ones are counted and not named: the fun is in finding them."""
    said = _WORDS[telling.language]
    hidden = 0
    for badge in telling.book.badges.values():
        if badge.hidden:
            hidden += 1
        else:
            yield said["badge"].format(name=telling.text(badge.texts), text=telling.text(badge.texts, "text"))
    if hidden:
        yield said["hidden_one"] if hidden == 1 else said["hidden"].format(n=telling.number(hidden))


def boards(telling: Telling) -> Iterator[str]:
    for board in telling.book.boards.values():
        yield " ".join(_of_board(telling, board))
    if telling.book.boards:
        yield _WORDS[telling.language]["seen"]


def _offered(telling: Telling) -> list[Reward]:
    return [reward for reward in telling.book.rewards.values() if not telling.is_over(reward.ends_at)]


def _of_reward(telling: Telling, reward: Reward) -> str:
    terms = " ".join(spending.terms_of(reward, telling.book, telling.language))
    return _WORDS[telling.language]["reward"].format(name=telling.text(reward.texts), terms=terms)


def _given_by(telling: Telling, challenge: Challenge) -> list[str]:
    given = []
    if challenge.pays_points and challenge.pays_currency is not None:
        given.append(telling.points(challenge.pays_points, challenge.pays_currency))
    badge = telling.book.badges.get(challenge.pays_badge or "")
    if badge is not None and not badge.hidden:
        given.append(_WORDS[telling.language]["the_badge"].format(name=telling.text(badge.texts)))
    return given


def _of_board(telling: Telling, board: Board) -> Iterator[str]:
    said = _WORDS[telling.language]
    yield said["board"].format(
        name=telling.text(board.texts), currency=telling.many(board.currency), window=said[f"board_{board.window}"]
    )
    for season in board.seasons:
        first, last = telling.day(season.starts_at), telling.day(season.ends_at - 1)
        yield said["season"].format(name=telling.text(season.texts), first=first, last=last)
    yield said[f"tie_{board.ties}"]
    if board.settling:
        hours = words.so_many(board.settling // HOUR, "hour", telling.language)
        yield said["settling"].format(hours=hours)
