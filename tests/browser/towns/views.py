"""The members' pages in other programmes than Kvarteret: what `pictures` takes beside its own."""

from __future__ import annotations

from collections.abc import Iterator

from tests.browser.views import STRANGER, View, presses, sheet

ALIKE = {"home": "/", "front": "/", "history": "/history", "card": "/card", "how": "/how"}
AWAY = presses("#freezing summary")
WHY = sheet("main .months li:first-child button")


def _pages(town: str, who: str, *names: str) -> Iterator[View]:
    for name in names:
        if name == "why":
            yield View(who, name, "/history", WHY, whole=False, town=town)
        else:
            yield View(who, name, ALIKE.get(name, f"/{name}"), town=town)


VIEWS = (
    *_pages("coffee_house", STRANGER, "how"),
    *_pages("coffee_house", "Astrid", "home", "history", "why", "rewards", "codes"),
    *_pages("coffee_house", "Bo", "home", "history"),
    *_pages("coffee_house", "Cilla", "home", "history"),
    *_pages("beauty_tiers", STRANGER, "how"),
    *_pages("beauty_tiers", "Astrid", "home", "rewards", "codes"),
    *_pages("beauty_tiers", "Bo", "home", "rewards"),
    View("Bo", "drop", "/rewards/rouge_reward", town="beauty_tiers"),
    *_pages("beauty_tiers", "Cilla", "home"),
    *_pages("hotel_nights", STRANGER, "how"),
    *_pages("hotel_nights", "Astrid", "home", "history", "why", "card"),
    *_pages("hotel_nights", "Bo", "home", "card"),
    *_pages("hotel_nights", "Cilla", "home"),
    *_pages("fashion_vouchers", STRANGER, "how", "join"),
    View(STRANGER, "join-unfilled", "/join", presses("form button.wide"), town="fashion_vouchers"),
    *_pages("fashion_vouchers", "Astrid", "home", "codes", "history"),
    *_pages("grocery_month", STRANGER, "how"),
    *_pages("grocery_month", "Astrid", "home", "history", "codes"),
    *_pages("cooperative", STRANGER, "how"),
    *_pages("cooperative", "Astrid", "home", "history", "why", "codes"),
    *_pages("cooperative", "Bo", "home"),
    *_pages("sports_levels", STRANGER, "how", "join"),
    *_pages("sports_levels", "Astrid", "home", "rewards", "codes", "history"),
    *_pages("sports_levels", "Bo", "home", "rewards", "codes"),
    *_pages("airline_two_points", STRANGER, "how"),
    *_pages("airline_two_points", "Astrid", "home", "history", "why", "card"),
    *_pages("airline_two_points", "Bo", "home"),
    *_pages("airline_two_points", "Cilla", "home"),
    *_pages("airline_two_points", "David", "home"),
    View("Astrid", "keeping", "/", presses("section.tier details:first-of-type summary"), town="airline_two_points"),
    *_pages("fashion_winback", STRANGER, "how"),
    *_pages("fashion_winback", "Astrid", "home", "rewards"),
    View("Astrid", "drop", "/rewards/new_collection", town="fashion_winback"),
    *_pages("fashion_winback", "Bo", "home", "codes"),
    *_pages("small_shop", STRANGER, "front", "how"),
    *_pages("small_shop", "Astrid", "home", "rewards"),
    *_pages("small_shop", "Bo", "home", "history"),
    *_pages("everything", STRANGER, "how", "join"),
    *_pages("everything", "Astrid", "home", "history", "why", "rewards", "codes", "card"),
    View("Astrid", "away", "/history", AWAY, town="everything"),
    *_pages("everything", "Bo", "home", "history", "card"),
    *_pages("savings", STRANGER, "how"),
    *_pages("savings", "Astrid", "home", "history", "why", "rewards", "codes", "card"),
    View("Astrid", "reward", "/rewards/off_a_purchase", town="savings"),
    View("Astrid", "percent", "/rewards/fifteen_percent", town="savings"),
    View("Astrid", "sold-out", "/rewards/last_basket", town="savings"),
    View("Astrid", "drop", "/rewards/tuesday_bread", town="savings"),
    View("Astrid", "giving-unfilled", "/card", presses("section[aria-labelledby=giving] form button.wide"),
         town="savings"),
    *_pages("savings", "Bo", "home", "history"),
    *_pages("savings", "Cilla", "home"),
    *_pages("bare", STRANGER, "front", "how"),
    *_pages("bare", "Astrid", "home", "history", "card", "profile"),
)  # fmt: skip
