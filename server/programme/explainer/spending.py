"""Spending in words: where points went, why they came back, and what a reward asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.programme import words
from server.programme.rulebook import Closing, Language, Milestone, Occasion, Reward, Rulebook

REASONS = ("held", "released", "donated")

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "held": "Inlöst: {name}",
        "donated": "Skänkt till {charity}",
        "cancelled": "Ångrat: {name}",
        "lapsed": "Koden gick ut: {name}",
        "undone": "Koden drogs in: {name}",
        "held_body": "Du löste in {name}. Det du betalade ligger i koden tills den används, och kommer tillbaka om du "
        "ångrar dig eller tiden går ut.",
        "held_lost_body": "Du löste in {name}. Det du betalade ligger i koden tills den används, och kommer tillbaka "
        "om du ångrar dig innan dess. Går tiden ut är det förbrukat.",
        "donated_body": "Du skänkte det till {charity}. Det blev {amount}.",
        "cancelled_body": "Du ångrade {name} innan koden användes. Det du betalade är tillbaka där det togs.",
        "lapsed_body": "Koden till {name} användes inte i tid. Det du betalade är tillbaka där det togs.",
        "undone_body": "Det som betalade {name} ändrades i efterhand. Koden gäller inte längre.",
        "costs": "Kostar {points}.",
        "gives": "{points} blir {amount} till {charity}.",
        "total": "Det finns {places}.",
        "month": "{places} i månaden.",
        "member": "Högst {times} per medlem.",
        "tier": "Från nivån {tier}.",
        "valid": "Koden gäller i {days}, och det du betalade kommer tillbaka om den inte används.",
        "valid_month": "Koden gäller månaden ut, och det du betalade kommer tillbaka om den inte används.",
        "valid_next_month": "Koden gäller till nästa månads slut, och det du betalade kommer tillbaka om den "
        "inte används.",
        "valid_year": "Koden gäller året ut, och det du betalade kommer tillbaka om den inte används.",
        "valid_membership_year": "Koden gäller ditt medlemsår ut, och det du betalade kommer tillbaka om den "
        "inte används.",
        "given": "Den är en present och kostar inget.",
        "good": "Koden gäller i {days}.",
        "good_month": "Koden gäller månaden ut.",
        "good_next_month": "Koden gäller till nästa månads slut.",
        "good_year": "Koden gäller året ut.",
        "good_membership_year": "Koden gäller ditt medlemsår ut.",
        "lost": "Används den inte i tid kommer det du betalade inte tillbaka.",
        "percent": "Den ger {percent} på ett köp.",
        "drop": "Den släpps {weekdays} {at}, {hours} åt gången.",
        "drop_all": "Den släpps varje dag {at}, {hours} åt gången.",
        "drop_places": "Varje gång finns {places}.",
        "from": "Den går att få från {day}.",
        "until": "Den går att få till och med {day}.",
        "hour": "timme", "hours": "timmar",
        "place": "plats", "places": "platser", "time": "gång", "times": "gånger", "day": "dag", "days": "dagar",
        "gone": "En belöning",
    },
    "en": {
        "held": "Redeemed: {name}",
        "donated": "Given to {charity}",
        "cancelled": "Cancelled: {name}",
        "lapsed": "The code ran out: {name}",
        "undone": "The code was withdrawn: {name}",
        "held_body": "You redeemed {name}. What you paid is in the code until it is used, and comes back if you "
        "change your mind or its time runs out.",
        "held_lost_body": "You redeemed {name}. What you paid is in the code until it is used, and comes back if you "
        "change your mind before. If its time runs out it is spent.",
        "donated_body": "You gave it to {charity}. It became {amount}.",
        "cancelled_body": "You cancelled {name} before the code was used. What you paid is back where it was taken.",
        "lapsed_body": "The code for {name} was not used in time. What you paid is back where it was taken.",
        "undone_body": "What paid for {name} was changed afterwards. The code is good no more.",
        "costs": "Costs {points}.",
        "gives": "{points} become {amount} for {charity}.",
        "total": "There are {places}.",
        "month": "{places} a month.",
        "member": "At most {times} a member.",
        "tier": "From the level {tier} on.",
        "valid": "The code is good for {days}, and what you paid comes back if it is not used.",
        "valid_month": "The code is good to the end of the month, and what you paid comes back if it is not used.",
        "valid_next_month": "The code is good to the end of next month, and what you paid comes back if it is "
        "not used.",
        "valid_year": "The code is good to the end of the year, and what you paid comes back if it is not used.",
        "valid_membership_year": "The code is good to the end of your membership year, and what you paid comes back "
        "if it is not used.",
        "given": "It is a gift and costs nothing.",
        "good": "The code is good for {days}.",
        "good_month": "The code is good to the end of the month.",
        "good_next_month": "The code is good to the end of next month.",
        "good_year": "The code is good to the end of the year.",
        "good_membership_year": "The code is good to the end of your membership year.",
        "lost": "If it is not used in time, what you paid does not come back.",
        "percent": "It gives {percent} off one purchase.",
        "drop": "It is released on {weekdays} at {at}, for {hours} at a time.",
        "drop_all": "It is released every day at {at}, for {hours} at a time.",
        "drop_places": "Each time there are {places}.",
        "from": "It can be had from {day} on.",
        "until": "It can be had to the end of {day}.",
        "hour": "hour", "hours": "hours",
        "place": "place", "places": "places", "time": "time", "times": "times", "day": "day", "days": "days",
        "gone": "A reward",
    },
}  # fmt: skip


def short(reason: str, arithmetic: Mapping[str, Any], book: Rulebook, language: Language) -> str:
    """“Inlöst: Påtår”."""
    return _WORDS[language][_case(reason, arithmetic)].format(**_named(arithmetic, book, language))


def whole(reason: str, arithmetic: Mapping[str, Any], book: Rulebook, language: Language) -> str:
    """The sentences that answer where the points went, or why they came back."""
    case = _case(reason, arithmetic)
    reward = book.rewards.get(str(arithmetic.get("reward")))
    if case == "held" and reward is not None and reward.lost:
        case = "held_lost"
    return _WORDS[language][f"{case}_body"].format(**_named(arithmetic, book, language))


def name_of(arithmetic: Mapping[str, Any], book: Rulebook, language: Language) -> str:
    return _named(arithmetic, book, language)["name"]


def charity_name(book: Rulebook, code: str, language: Language) -> str:
    return str(book.charities[code].texts[language]["name"])


def terms_of(reward: Reward, book: Rulebook, language: Language) -> list[str]:
    """What a reward costs, when it can be had and what limits it, a sentence each."""
    said = _WORDS[language]
    points = words.points(reward.points, book.currencies[reward.currency], language)
    if reward.only_given:
        sentences = [said["given"]]
    elif reward.charity is not None:
        named = _named({"reward": reward.code}, book, language)
        sentences = [said["gives"].format(points=points, amount=named["amount"], charity=named["charity"])]
    else:
        sentences = [said["costs"].format(points=points)]
    if reward.percent is not None:
        sentences.append(said["percent"].format(percent=words.share(reward.percent * 10_000, language)))
    sentences += _when(reward, book, language)
    if reward.tier is not None and book.ladder is not None:
        tier = next((tier for tier in book.ladder.tiers if tier.code == reward.tier), None)
        sentences += [said["tier"].format(tier=tier.texts[language]["name"])] if tier is not None else []
    limits = ((reward.places.total, "total"), (reward.places.month, "month"), (reward.places.drop, "drop_places"))
    for limit, key in limits:
        if limit is not None:
            sentences.append(said[key].format(places=words.counted(limit, said["place"], said["places"], language)))
    if reward.places.member is not None:
        times = words.counted(reward.places.member, said["time"], said["times"], language)
        sentences.append(said["member"].format(times=times))
    if reward.charity is None:
        key = "good" if reward.only_given or reward.lost else "valid"
        days = words.counted(reward.valid_days, said["day"], said["days"], language)
        sentences.append(said[f"{key}_{reward.valid_until}" if reward.valid_until else key].format(days=days))
        if reward.lost:
            sentences.append(said["lost"])
    return sentences


def given_because(rule: str, book: Rulebook, language: Language) -> str | None:
    """Why a rule gave a voucher, in its own words: “milestone:check”, “closing:month”, “occasion:birthday”, or an
    earning rule's code. None where the rulebook knows it no more."""
    room, _, code = rule.partition(":")
    sections: Mapping[str, Mapping[str, Milestone | Closing | Occasion]] = {
        "milestone": book.milestones, "closing": book.closings, "occasion": book.occasions,
    }  # fmt: skip
    if code and room in sections:
        found = sections[room].get(code)
        return words.sentence(str(found.texts[language]["why"])) if found is not None else None
    for rules in book.earning.values():
        for earning in rules:
            if earning.code == rule:
                return words.sentence(str(earning.texts[language]["why"]))
    return None


def _when(reward: Reward, book: Rulebook, language: Language) -> list[str]:
    """When it can be had, where that is not always."""
    said, sentences = _WORDS[language], []
    if reward.opening is not None:
        opening = reward.opening
        hours = words.counted(opening.minutes // 60, said["hour"], said["hours"], language)
        at = words.minute_of_day(opening.minute, language)
        if opening.timezone != book.timezone:
            at += f" ({opening.timezone.split('/')[-1].replace('_', ' ')})"
        weekdays = words.weekdays(opening.weekdays, language)
        key = "drop" if len(opening.weekdays) < 7 else "drop_all"
        sentences.append(said[key].format(weekdays=weekdays, at=at, hours=hours))
    if reward.starts_at is not None:
        sentences.append(said["from"].format(day=words.day(reward.starts_at, book.timezone, language)))
    if reward.ends_at is not None:
        sentences.append(said["until"].format(day=words.day(reward.ends_at - 1, book.timezone, language)))
    return sentences


def _case(reason: str, arithmetic: Mapping[str, Any]) -> str:
    return str(arithmetic.get("why", "cancelled")) if reason == "released" else reason


def _named(arithmetic: Mapping[str, Any], book: Rulebook, language: Language) -> dict[str, str]:
    reward = book.rewards.get(str(arithmetic.get("reward")))
    if reward is None:
        gone = _WORDS[language]["gone"]
        return {"name": gone, "charity": gone, "amount": ""}
    charity = book.charities.get(reward.charity or "")
    name = str(reward.texts[language]["name"])
    return {
        "name": name,
        "charity": str(charity.texts[language]["name"]) if charity is not None else name,
        "amount": words.sum_of_money(reward.face, book.money_decimals, book.money, language),
    }
