"""Milestones, closings, occasions and what they give."""

from __future__ import annotations

from collections.abc import Mapping

SWEDISH: Mapping[str, str] = {
    'Write {{ reward = "…" }}, {{ points = 100 }}, {{ tier = "…", months = 3 }} or {{ extend = "points", months = 6 '
    "}}.":
        'Skriv {{ reward = "…" }}, {{ points = 100 }}, {{ tier = "…", months = 3 }} eller {{ extend = "points", '
        "months = 6 }}.",
    "{what}: {key} must be a list of 1 to {most} gifts.": "{what}: {key} ska vara en lista med 1 till {most} gåvor.",
    "{what} must say one thing that is given.": "{what} ska säga en enda sak som ges.",
    "{what}: “{code}” never expires, so nothing can be extended.":
        "{what}: ”{code}” går aldrig ut, så inget går att förlänga.",
    "Give the currency expires = {{ months = … }}, or give something else.":
        "Ge valutan expires = {{ months = … }}, eller ge något annat.",
    'The period is written within = "year".': 'Perioden skrivs within = "year".',
    'Write gives = [{{ reward = "…" }}].': 'Skriv gives = [{{ reward = "…" }}].',
    'The period is written per = "month".': 'Perioden skrivs per = "month".',
    'What occasions depend on is written only = {{ tier = ["gold"] }}.':
        'Det som ett tillfälle beror på skrivs only = {{ tier = ["gold"] }}.',
    "{what} has {sums} sums and {gifts} gifts: the last ones never come.":
        "{what} har {sums} summor och {gifts} gåvor: de sista kommer aldrig.",
    "Give each sum one gift, in turn.": "Ge varje summa en gåva, i tur och ordning.",
    "{what} must say either every or at.": "{what} ska säga antingen every eller at.",
    "Write every = 10000, or at = [1, 5, 10].": "Skriv every = 10000, eller at = [1, 5, 10].",
    "{what}: at must be a list of 1 to {most} sums.": "{what}: at ska vara en lista med 1 till {most} summor.",
    "Write at = [1, 5, 10].": "Skriv at = [1, 5, 10].",
    "{what}: the sums of at do not rise.": "{what}: summorna i at stiger inte.",
    "Put the least first, and each once.": "Sätt den minsta först, och var och en en gång.",
    "{what}: a lifetime has no close.": "{what}: lifetime har inget slut.",
    "{what} must have 1 to {most} brackets.": "{what} ska ha 1 till {most} intervall.",
    'Write brackets = [{{ from = 1000, below = 2000, reward = "…" }}, {{ from = 2000, reward = "…" }}].':
        'Skriv brackets = [{{ from = 1000, below = 2000, reward = "…" }}, {{ from = 2000, reward = "…" }}].',
    "The sum that a bracket ends before is written below = 2000.":
        "Summan som ett intervall slutar före skrivs below = 2000.",
    "{what} begins before the one above it ends.": "{what} börjar innan det ovanför slutar.",
    "Put the lowest first, and end each with below where the next one begins.":
        "Sätt det lägsta först, och avsluta vart och ett med below där nästa börjar.",
    "{what} ends before it begins.": "{what} slutar innan det börjar.",
    "Let below be greater than from.": "Låt below vara större än from.",
    "{what} says both gives and {key}.": "{what} säger både gives och {key}.",
    "Move {key} into gives.": "Flytta in {key} i gives.",
    "{what} draws nobody.": "{what} lottar inte ut något.",
    'Add holdout = "0.1", or remove seed.': 'Lägg till holdout = "0.1", eller ta bort seed.',
    'Write "birthday", "anniversary", {{ month = 12, day = 24 }} or {{ idle_days = 90 }}.':
        'Skriv "birthday", "anniversary", {{ month = 12, day = 24 }} eller {{ idle_days = 90 }}.',
    "{what} has no on.": "{what} saknar on.",
    "{what}: on cannot be “{value}”.": "{what}: on kan inte vara ”{value}”.",
    "{sentence} Or write {{ month = 12, day = 24 }} or {{ idle_days = 90 }}.":
        "{sentence} Eller skriv {{ month = 12, day = 24 }} eller {{ idle_days = 90 }}.",
    "{what}: on names no day.": "{what}: on anger ingen dag.",
    "{what} is never reached: the one above it is for all.": "{what} nås aldrig: den ovanför gäller alla.",
    "Put the row without a tier last.": "Sätt raden utan nivå sist.",
    "{what}: days is an empty list.": "{what}: days är en tom lista.",
    "Write days = 30.": "Skriv days = 30.",
    "{what}: the programme has no tiers.": "{what}: programmet har inga nivåer.",
    "{what} gives nothing.": "{what} ger inget.",
    'Add gives = [{{ reward = "…" }}].': 'Lägg till gives = [{{ reward = "…" }}].',
}  # fmt: skip
