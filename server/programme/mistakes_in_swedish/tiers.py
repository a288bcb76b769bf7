"""Tiers and their ladder."""

from __future__ import annotations

from collections.abc import Mapping

SWEDISH: Mapping[str, str] = {
    "There are tiers, but no ladder that says what they are counted in.":
        "Det finns nivåer, men ingen [ladder] som säger vad de räknas i.",
    'Add [ladder] with currency = "…" and within = {{ days = 365 }}.':
        'Lägg till [ladder] med currency = "…" och within = {{ days = 365 }}.',
    "{what} lands on another, but the ladder has no time for which to hold it.":
        "{what} landar på en annan, men [ladder] säger inte hur länge den behålls.",
    'Let the ladder be within "year", or say keeps = {{ months = 12 }}; or remove lands_on.':
        'Skriv within = "year" i [ladder], eller keeps = {{ months = 12 }}; eller ta bort lands_on.',
    "The ladder's window slides: it has no periods that could follow.":
        "Fönstret i [ladder] glider: det har inga perioder som följer på varandra.",
    "Write keeps = {{ months = 12 }}: so long from when the tier was last earned.":
        "Skriv keeps = {{ months = 12 }}: så länge från att nivån senast nåddes.",
    "The ladder counts a lifetime: what is reached is kept anyway.":
        "Avsnittet [ladder] räknar hela livet: det som är nått behålls ändå.",
    "Remove keeps.": "Ta bort keeps.",
    "{what} says from and reach.": "{what} säger både from och reach.",
    "Write reach alone: from is short for one path.": "Skriv bara reach: from är en kortform för en enda väg.",
    "{what} is only given, and yet says how it is reached.": "{what} ges bara på inbjudan, men säger ändå hur den nås.",
    "Remove from and reach, or given_only.": "Ta bort from och reach, eller given_only.",
    "Write {key} = [ {{ {unit} = 500 }} ].": "Skriv {key} = [ {{ {unit} = 500 }} ].",
    "{what}: {key} must be a list of 1 to {most} ways.": "{what}: {key} ska vara en lista med 1 till {most} vägar.",
    "{what} says years and years_in_a_row.": "{what} säger både years och years_in_a_row.",
    "Write one of them.": "Skriv en av dem.",
    "{what}: the ladder has no years that could be counted.": "{what}: [ladder] har inga år att räkna.",
    'Let the ladder be within "year", "membership_year" or {{ months = 12, from = "joining_month" }}.':
        'Skriv within = "year" i [ladder], eller "membership_year" eller {{ months = 12, from = "joining_month" }}.',
    "The ladder has no tiers.": "Avsnittet [ladder] har inga nivåer.",
    'Add [[tier]] with code = "…" and from = 0.': 'Lägg till [[tier]] med code = "…" och from = 0.',
    "The first tier, “{code}”, does not begin at 0.": "Den första nivån, ”{code}”, börjar inte på 0.",
    "Write from = 0: everybody has a tier.": "Skriv from = 0: alla har en nivå.",
    "{what} lands on “{code}”, which is not below it.": "{what} landar på ”{code}”, som inte är lägre.",
    "Remove lands_on.": "Ta bort lands_on.",
    "{what} has no way to it.": "{what} har ingen väg dit.",
    "Write from = 500, reach = [ … ], or given_only = true.":
        "Skriv from = 500, reach = [ … ] eller given_only = true.",
    "The tier “{code}” comes after “{before}”, but does not begin higher.":
        "Nivån ”{code}” kommer efter ”{before}”, men börjar inte högre.",
    "Put the tiers in order, lowest first, each with a higher from.":
        "Sätt nivåerna i ordning, den lägsta först, var och en med ett högre from.",
    "{what} gives “{code}”, which everybody has.": "{what} ger ”{code}”, som alla har.",
}  # fmt: skip
