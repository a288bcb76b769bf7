"""Everyday choices and the figures behind them."""

from __future__ import annotations

from collections.abc import Mapping

SWEDISH: Mapping[str, str] = {
    "{what}: “{kind}” is an action already, “{code}”.": "{what}: ”{kind}” är redan ett vardagsval, ”{code}”.",
    "Give each kind one action.": "Ge varje aktivitet ett enda vardagsval.",
    "{what}: “{code}” is for each {factor_unit}, not for a kilometer.":
        "{what}: ”{code}” gäller per {factor_unit}, inte per kilometer.",
    'Write picture = "car_petrol_pkm".': 'Skriv picture = "car_petrol_pkm".',
    "Kilograms come from the factors' table: name a baseline or a saving.":
        "Kilona kommer ur tabellen med faktorer: ange baseline eller saving.",
    "Points are earned by a rule: add [[earn]] with this kind.":
        "Poäng ges av en regel: lägg till en [[earn]] för aktiviteten.",
    "{what} counts kilograms, but the file names no edition of the factors.":
        "{what} räknar kilo, men filen anger ingen utgåva av faktorerna.",
    'Add [estimates] with factors = "{edition}".': 'Lägg till [estimates] med factors = "{edition}".',
    "{what} must compare in one way.": "{what} ska jämföra på ett enda sätt.",
    "Write baseline and chosen, or saving alone; or none of them, and no kilograms are counted.":
        "Skriv baseline och chosen, eller bara saving; eller ingen av dem, så räknas inga kilo.",
    "{what}: the factors have no “{code}” in the edition {edition}.":
        "{what}: faktorerna har ingen ”{code}” i utgåvan {edition}.",
    "{what}: {key} cannot be “{code}”, which is {sort}.": "{what}: {key} kan inte vara ”{code}”, som är {sort}.",
    "{what} compares two system boundaries: “{code}” counts {boundary}, “{code2}” {boundary2}.":
        "{what} jämför två systemgränser: ”{code}” räknar {boundary}, ”{code2}” {boundary2}.",
    "Compare factors of one boundary.": "Jämför faktorer med samma gräns.",
    "{what} compares a {factor_unit} with a {factor_unit2}.": "{what} jämför {factor_unit} med {factor_unit2}.",
    "Compare factors of one unit.": "Jämför faktorer med samma enhet.",
    "{what} saves nothing: “{code}” is not below “{code2}”.":
        "{what} sparar inget: ”{code}” är inte lägre än ”{code2}”.",
    "Swap them, or compare with something else.": "Byt plats på dem, eller jämför med något annat.",
    "{what}: “{code}” counts displacement in already.": "{what}: ”{code}” räknar redan med displacement.",
    "Remove displacement, or it would be applied twice.": "Ta bort displacement, annars räknas den två gånger.",
    "{what}: “{code}” is no share of what “{code2}” saves.":
        "{what}: ”{code}” är ingen andel av det som ”{code2}” sparar.",
    "Remove displacement.": "Ta bort displacement.",
    "{what}: “{code}” is saved only where something new is replaced.":
        "{what}: ”{code}” sparas bara där något nytt ersätts.",
    'Add displacement = "displacement_{act}".': 'Lägg till displacement = "displacement_{act}".',
    "{what}: the evidence for “{code}” is poor (quality C).": "{what}: underlaget för ”{code}” är svagt (kvalitet C).",
    "Add uncertain = true and say so in the text, or count no kilograms.":
        "Lägg till uncertain = true och säg det i texten, eller räkna inga kilo.",
    "{what}: none of its factors is of quality C.": "{what}: ingen av faktorerna har kvalitet C.",
    "Remove uncertain.": "Ta bort uncertain.",
    "{what} counts by {things}, and does not say which fact that is.":
        "{what} räknar i {things}, men säger inte vilken uppgift det är.",
    'Add of = "{fact}".': 'Lägg till of = "{fact}".',
    "Give the kind a decimal fact with that unit.": "Ge aktiviteten en uppgift av typen decimal med den enheten.",
    "{what}: “{fact}” is no fact of “{kind}” that counts {things}.":
        "{what}: ”{kind}” har ingen uppgift ”{fact}” som räknar {things}.",
    "{what} is proved by a partner, but members may report “{code}”.":
        "{what} intygas av en partner, men medlemmar får rapportera ”{code}”.",
    "Write proof = \"own word\", or take \"member\" out of the kind's senders.":
        'Skriv proof = "own word", eller stryk "member" i aktivitetens senders.',
    "{what} is a member's own word, but members may not report “{code}”.":
        "{what} är medlemmens eget ord, men medlemmar får inte rapportera ”{code}”.",
    "Add \"member\" to the kind's senders, or write proof = \"partner\".":
        'Lägg till "member" i aktivitetens senders, eller skriv proof = "partner".',
    "{what} is a member's own word, and nothing limits how often it counts.":
        "{what} är medlemmens eget ord, och inget begränsar hur ofta det räknas.",
    'Give the earning rules of “{code}” a cap, such as cap = {{ points = 10, per = "day" }}.':
        'Ge intjäningsreglerna för ”{code}” ett tak, till exempel cap = {{ points = 10, per = "day" }}.',
    "{what} is a member's own word, and at times no rule limits it.":
        "{what} är medlemmens eget ord, och ibland begränsar ingen regel det.",
    "Give “{code}” an earning rule without when: its cap then always holds.":
        "Ge ”{code}” en intjäningsregel utan when: då gäller taket alltid.",
    "{what} is a member's own word, and nothing limits “{fact}”.":
        "{what} är medlemmens eget ord, och inget begränsar ”{fact}”.",
    "Give the fact “{fact}” a max.": "Ge uppgiften ”{fact}” ett max.",
    "{what}: {language} speaks of kilograms that nothing counts.": "{what}: {language} talar om kilo som inget räknar.",
    "Name a baseline or a saving, or say why there is no figure.":
        "Ange baseline eller saving, eller säg varför det inte finns någon siffra.",
    "{what}: {language}: impact does not say how much.": "{what}: {language}: impact säger inte hur mycket.",
    "Write {{kg}} in it.": "Skriv {{kg}} i den.",
    "{what}: {language} does not name the source of “{code}” with its year.":
        "{what}: {language} anger inte källan till ”{code}” med årtal.",
    'Write source = "… {year}".': 'Skriv source = "… {year}".',
    "{what}: “{claim}” claims what no figure can show.": "{what}: ”{claim}” påstår något som ingen siffra kan visa.",
    "Name the act and what it is compared with.": "Säg vad man gör och vad det jämförs med.",
}  # fmt: skip
