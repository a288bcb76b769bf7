"""Challenges, badges, boards and rewards."""

from __future__ import annotations

from collections.abc import Mapping

SWEDISH: Mapping[str, str] = {
    'Write "lifetime", "year" or {{ from = 2026-03-01, until = 2026-05-31 }}.':
        'Skriv "lifetime", "year" eller {{ from = 2026-03-01, until = 2026-05-31 }}.',
    'Write "lifetime", "month" or {{ from = 2026-03-01, until = 2026-05-31 }}.':
        'Skriv "lifetime", "month" eller {{ from = 2026-03-01, until = 2026-05-31 }}.',
    "{what} is not joined, so nobody leaves it.": "{what} är inget som man går med i, så ingen lämnar den.",
    "Remove after_leaving.": "Ta bort after_leaving.",
    "{what} names a currency, but pays no points.": "{what} anger en valuta men ger inga poäng.",
    "Add points = 100, or remove currency.": "Lägg till points = 100, eller ta bort currency.",
    'Write given = {{ challenge = "{code}" }} in the badge instead.':
        'Skriv given = {{ challenge = "{code}" }} i märket i stället.',
    "{what} is each member's own: it would be given again for every one of them.":
        "{what} är varje medlems egen: gåvan skulle ges om för var och en.",
    'Write join = "together", or remove gift.': 'Skriv join = "together", eller ta bort gift.',
    "{what} is everybody's together, and adds up.": "{what} är allas gemensamma och läggs ihop.",
    'Write measure = "sum" or "count".': 'Skriv measure = "sum" eller "count".',
    "{what} is everybody's together, and has one time for all.": "{what} är allas gemensamma och har en tid för alla.",
    'Write "month", "year", "lifetime" or {{ from = 2026-03-01, until = 2026-05-31 }}.':
        'Skriv "month", "year", "lifetime" eller {{ from = 2026-03-01, until = 2026-05-31 }}.',
    "{what}: steps are not forgotten by the day.": "{what}: steg glöms inte dag för dag.",
    'Write "lifetime", "month" or {{ days_from_joining = 30 }}.':
        'Skriv "lifetime", "month" eller {{ days_from_joining = 30 }}.',
    "{what} needs weeks that follow each other.": "{what} behöver veckor som följer på varandra.",
    'Write {{ days_from_joining = 42 }}, "lifetime" or "year".':
        'Skriv {{ days_from_joining = 42 }}, "lifetime" eller "year".',
    "{what} must say in one way what gives it.": "{what} ska säga på ett enda sätt vad som ger det.",
    'Write given = {{ challenge = "…" }}, {{ tier = "…" }}, {{ by_hand = true }} or {{ measure = "count", kind = '
    '"…", target = 10 }}.':
        'Skriv given = {{ challenge = "…" }}, {{ tier = "…" }}, {{ by_hand = true }} eller {{ measure = "count", '
        'kind = "…", target = 10 }}.',
    "{what}: by_hand can only be true.": "{what}: by_hand kan bara vara true.",
    "Write by_hand = true.": "Skriv by_hand = true.",
    "Write [[board.seasons]] with from = 2026-12-01, until = 2027-02-28 and a name in sv and en.":
        "Skriv [[board.seasons]] med from = 2026-12-01, until = 2027-02-28 och ett namn i sv och en.",
    "{what} counts by seasons, and names none.": "{what} räknar säsonger men anger inga.",
    "{what} has seasons, but its window is another.": "{what} har säsonger, men window är något annat.",
    'Write window = "seasons", or remove the seasons.': 'Skriv window = "seasons", eller ta bort säsongerna.',
    "{what}: seasons must be a list of 1 to {most} tables.":
        "{what}: seasons ska vara en lista med 1 till {most} tabeller.",
    "{what}: {key} must be a date, without quotation marks and without a time.":
        "{what}: {key} ska vara ett datum, utan citattecken och utan klockslag.",
    "{what} shares days with the one on line {line}.": "{what} delar dagar med den på rad {line}.",
    "Let each begin after the other's until: a day counts in one season.":
        "Låt var och en börja efter den andras until: en dag räknas i en säsong.",
    "{what} has no price: it is only given, so nobody chooses it.":
        "{what} har inget pris: den ges bara bort, så ingen väljer den.",
    "Remove {key}, or write points = … for those who redeem it.":
        "Ta bort {key}, eller skriv points = … för dem som löser in den.",
    "{what} has no price, so it costs no currency.": "{what} har inget pris och behöver ingen valuta.",
    "Remove currency, or add points = 500.": "Ta bort currency, eller lägg till points = 500.",
    "{what} costs “{currency}”, which cannot be spent.": "{what} kostar ”{currency}”, som inte går att lösa in.",
    "Name a currency that is redeemable.": "Ange en valuta som har redeemable = true.",
    "{what} says both face and percent.": "{what} säger både face och percent.",
    "Write the sum that it stands for, or the percentage, and not both.":
        "Skriv summan som den är värd, eller procenten, men inte båda.",
    "{what} says both valid_days and valid_until_end_of.": "{what} säger både valid_days och valid_until_end_of.",
    "Keep one of them.": "Behåll en av dem.",
    "{what} is given away at once: there is no code that could be used.":
        "{what} ges bort direkt: det finns ingen kod att använda.",
    "{what} has no code that was paid for and might not be used.":
        "{what} har ingen kod som är betald och kan bli oanvänd.",
    "Remove unused.": "Ta bort unused.",
    "{what} is given to a charity, and costs nothing.": "{what} ges till en mottagare men kostar inget.",
    "Add points = 250.": "Lägg till points = 250.",
    "{what} is given to a charity, which gets a sum.": "{what} ges till en mottagare, som får en summa.",
    "Write face = 10 instead of percent.": "Skriv face = 10 i stället för percent.",
    "{what}: places says no number.": "{what}: places säger inget antal.",
    "Write {{ total = 40 }}, {{ month = 2 }} or {{ member = 1 }}.":
        "Skriv {{ total = 40 }}, {{ month = 2 }} eller {{ member = 1 }}.",
    "{what} has places in each drop, and no drops.": "{what} har platser per släpp men inga släpp.",
    'Add opens = {{ weekdays = ["tuesday"], at = "09:00", hours = 24 }}, or remove drop.':
        'Lägg till opens = {{ weekdays = ["tuesday"], at = "09:00", hours = 24 }}, eller ta bort drop.',
    "{what}: opens has no at.": "{what}: opens saknar at.",
    'Add at = "09:00".': 'Lägg till at = "09:00".',
    "{what}: “{zone}” is not a time zone such as Europe/Stockholm.":
        "{what}: ”{zone}” är ingen tidszon som Europe/Stockholm.",
    "Write a zone such as {zone}.": "Skriv en zon som {zone}.",
    "{what}: at must be a time of day.": "{what}: at ska vara ett klockslag.",
    'Write at = "09:00".': 'Skriv at = "09:00".',
    "Let until be the last day on which it is had.": "Låt until vara den sista dagen den finns.",
    "The level is written tier = “…”, as in [[tier]].": 'Nivån skrivs tier = "…", som i [[tier]].',
    "Write places = {{ total = 40, month = 2, member = 1 }}, or some of them.":
        "Skriv places = {{ total = 40, month = 2, member = 1 }}, eller någon av dem.",
    "Write points = 500; leave it out where the reward is only given.":
        "Skriv points = 500; stryk den där belöningen bara ges bort.",
}  # fmt: skip
