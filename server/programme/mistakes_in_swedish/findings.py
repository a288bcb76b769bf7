"""What a look at the whole of a file finds: rules that never fire, caps that never bind, things nobody can get."""

from __future__ import annotations

from collections.abc import Mapping

SWEDISH: Mapping[str, str] = {
    "Try it with an activity that should meet it, and change what cannot be.":
        "Prova med en aktivitet som borde uppfylla det, och ändra det som inte kan stämma.",
    "The multiplier “{code}” can never hold: what it asks for and what its rules ask for exclude each other.":
        "Kampanjen ”{code}” kan aldrig gälla: det som den kräver och det som reglerna kräver utesluter varandra.",
    "Take out of only and except what the rules never bring.": "Stryk i only och except det som reglerna aldrig har.",
    "{what}: its condition can never hold.": "{what}: villkoret kan aldrig stämma.",
    "{what}: its condition held for none of the activities that were tried.":
        "{what}: villkoret stämde inte för någon av aktiviteterna som provades.",
    "{what}: the days of its condition are over.": "{what}: villkorets dagar är förbi.",
    "Remove it, or give it new days.": "Ta bort den, eller ge den nya dagar.",
    "Row {row} of “{code}” is never reached: an earlier row holds wherever it does.":
        "Rad {row} i ”{code}” nås aldrig: en tidigare rad gäller överallt där den gör det.",
    "Put the more special row first.": "Sätt den mer särskilda raden först.",
    "“{code}” can never hold: except leaves out all that “{key}” can be.":
        "”{code}” kan aldrig gälla: except tar bort allt som ”{key}” kan vara.",
    "Take out of except what is to count.": "Stryk i except det som ska räknas.",
    "Row {row} of “{code}” can never hold: only and except leave nothing of its “{key}”.":
        "Rad {row} i ”{code}” kan aldrig gälla: only och except lämnar inget kvar av radens ”{key}”.",
    "Remove the row, or let only and except admit what it is for.":
        "Ta bort raden, eller låt only och except släppa fram det som den är till för.",
    "The multiplier “{code}” is over.": "Kampanjen ”{code}” är förbi.",
    "The reward “{code}” is over.": "Belöningen ”{code}” är förbi.",
    "Give it new days; keep it while members have codes for it.":
        "Ge den nya dagar; behåll den så länge medlemmar har koder till den.",
    "The challenge “{code}” is over.": "Utmaningen ”{code}” är förbi.",
    "No rule earns the currency “{code}”.": "Ingen regel ger valutan ”{code}”.",
    "Add an [[earn]] for it, or remove it, unless partners award it by themselves.":
        "Lägg till en [[earn]] för den, eller ta bort den, om det inte är partner som delar ut den själva.",
    "The {counting} “{code}” counts “{unit}”, which no rule earns.":
        "{counting} ”{code}” räknar ”{unit}”, som ingen regel ger.",
    "Add an [[earn]] for “{unit}”, or count something else.":
        "Lägg till en [[earn]] för ”{unit}”, eller räkna något annat.",
    "No path leads to the tier “{code}”: no rule earns {either}.":
        "Ingen väg leder till nivån ”{code}”: ingen regel ger {either}.",
    "Add an [[earn]] or a [[counter]] for “{unit}”, or another path.":
        "Lägg till en [[earn]] eller en [[counter]] för ”{unit}”, eller en annan väg.",
    "Way {way} to the tier “{code}” adds nothing: who goes it has gone another.":
        "Väg {way} till nivån ”{code}” tillför inget: den som går den har redan gått en annan.",
    "Remove it, or let it ask for less of something.": "Ta bort den, eller låt den kräva mindre av något.",
    "Nobody can get the reward “{code}”: it has no price, and nothing gives it.":
        "Ingen kan få belöningen ”{code}”: den har inget pris, och inget ger den.",
    'Add points = 100, or name it in a gives = [{{ reward = "{code}" }}].':
        'Lägg till points = 100, eller ange den i gives = [{{ reward = "{code}" }}].',
    "The reward “{code}” ends before it begins.": "Belöningen ”{code}” slutar innan den börjar.",
    "Let until be the last day on which it can be had.": "Låt until vara den sista dagen den går att få.",
    "The occasion “{code}” says for how long a code is good, and gives none.":
        "Tillfället ”{code}” säger hur länge en kod gäller, men ger ingen.",
    "Remove days.": "Ta bort days.",
    "The occasion “{code}” leaves everybody out.": "Tillfället ”{code}” lämnar alla utanför.",
    'Write a smaller share, such as holdout = "0.1".': 'Skriv en mindre andel, till exempel holdout = "0.1".',
    "“{code}” gives the tier “{tier}”, which everybody has.": "”{code}” ger nivån ”{tier}”, som alla har.",
    "Name a higher tier.": "Ange en högre nivå.",
    "Bracket {bracket} of “{code}” begins above where the one before it ends: a sum between them brings nothing.":
        "Intervall {bracket} i ”{code}” börjar ovanför slutet på det förra: en summa däremellan ger inget.",
    "Let one begin where the other ends, if that is not meant.":
        "Låt det ena börja där det andra slutar, om det inte är meningen.",
    "The closing “{code}” never closes.": "Avslutet ”{code}” kommer aldrig.",
    'Write per = "month".': 'Skriv per = "month".',
    "The currency “{code}”: never_for names “{tier}”, the first tier, so points expire only for members of higher "
    "ones.":
        "Valutan ”{code}”: never_for har med ”{tier}”, den första nivån, så poäng går bara ut för medlemmar på högre "
        "nivåer.",
    "Name the tiers whose members should keep their points.": "Ange nivåerna vars medlemmar ska behålla sina poäng.",
    "The milestone “{code}”: times never binds, there are only {count} sums.":
        "Milstolpen ”{code}”: times spelar ingen roll, det finns bara {count} summor.",
    "Remove times.": "Ta bort times.",
    "{what} gives {points} at a time, and its {limit} is {points2}: it never gives all of it.":
        "{what} ger {points} åt gången, men {limit} är {points2}: den ger aldrig allt.",
    "Raise the {limit}, or lower points.": "Höj {limit}, eller sänk points.",
    "{what}: its cap of {cap} never binds, as it has one of {cap2}, too.":
        "{what}: taket på {cap} spelar ingen roll, eftersom det också finns ett på {cap2}.",
    "Remove the cap that never binds.": "Ta bort taket som inte spelar någon roll.",
    "{what}: points wait {days} days, and expire after {life}: nobody could spend them.":
        "{what}: poängen väntar i {days} dagar och går ut efter {life}: ingen hinner lösa in dem.",
    "Let them wait for less, or last longer.": "Låt dem vänta kortare, eller gälla längre.",
    "The multiplier “{code}” multiplies by 1: it changes nothing.":
        "Kampanjen ”{code}” gör gånger 1: den ändrar inget.",
    'Write factor = "2", or remove it.': 'Skriv factor = "2", eller ta bort den.',
    "Nothing names the cap “{code}”.": "Inget använder taket ”{code}”.",
    'Write caps = ["{code}"] in the rules that share it, or remove it.':
        'Skriv caps = ["{code}"] i reglerna som delar på det, eller ta bort det.',
    "Nothing counts the counter “{code}”.": "Inget räknar med räknaren ”{code}”.",
    "Name it in a tier's reach, a [[milestone]] or a [[closing]], or remove it.":
        "Ange den i en nivås reach, en [[milestone]] eller en [[closing]], eller ta bort den.",
    "Nothing happens when “{code}” is recorded.": "Inget händer när ”{code}” registreras.",
    "Add an [[earn]], a challenge or a badge for it, or remove it.":
        "Lägg till en [[earn]], en utmaning eller ett märke för den, eller ta bort den.",
    "Nothing can be given to the charity “{code}”.": "Inget går att ge till mottagaren ”{code}”.",
    'Add a [[reward]] with charity = "{code}", or an [[earn]] with to = "beneficiary", or remove it.':
        'Lägg till en [[reward]] med charity = "{code}", eller en [[earn]] med to = "beneficiary", eller ta bort den.',
    'Add a [[reward]] with charity = "{code}", or remove it.':
        'Lägg till en [[reward]] med charity = "{code}", eller ta bort den.',
    "Nothing uses the parameter “{name}”.": "Inget använder parametern ”{name}”.",
    'Write "${name}" where its value should stand, or remove it.':
        'Skriv "${name}" där värdet ska stå, eller ta bort den.',
    "The ladder: keeps says nothing.": "Avsnittet [ladder]: keeps säger inget.",
    "Write keeps = {{ periods = 1 }} or keeps = {{ months = 3 }}, or remove it.":
        "Skriv keeps = {{ periods = 1 }} eller keeps = {{ months = 3 }}, eller ta bort den.",
    "Bracket {bracket} of “{code}”: in_a_row = 1 asks for nothing, one period is enough without it.":
        "Intervall {bracket} i ”{code}”: in_a_row = 1 kräver inget, en period räcker ändå.",
    "Write in_a_row = 2, or remove it.": "Skriv in_a_row = 2, eller ta bort den.",
}  # fmt: skip
