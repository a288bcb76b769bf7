"""What a simulation says of itself, in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping

from server.programme.rulebook import Language

from .wire import LeftOut

Texts = Mapping[Language, str]

REFUSALS: Mapping[str, Texts] = {
    "NotAllowed": {"sv": "Avsändaren får inte registrera det längre", "en": "Their sender may not record them"},
    "UnknownKind": {"sv": "Utkastet känner inte till händelsen", "en": "The draft does not know such activities"},
    "FactError": {"sv": "Uppgifterna passar inte utkastet", "en": "Their facts do not fit the draft"},
    "NotEnoughPoints": {"sv": "Poängen räcker inte", "en": "The points do not suffice"},
    "VoucherNotFound": {"sv": "Koden finns inte med utkastet", "en": "The code is not there under the draft"},
    "VoucherUsed": {"sv": "Koden är redan använd", "en": "The code is used already"},
    "VoucherExpired": {"sv": "Koden har hunnit gå ut", "en": "The code has expired by then"},
    "VoucherCancelled": {"sv": "Koden är redan avbokad", "en": "The code was called off before"},
    "ActivityNotFound": {"sv": "Det som togs tillbaka finns inte med utkastet",
                         "en": "What was undone is not there under the draft"},
    "NotFound": {"sv": "Det som valdes finns inte i utkastet", "en": "What was chosen is not in the draft"},
    "SoldOut": {"sv": "Platserna är slut", "en": "The places are taken"},
    "LevelRequired": {"sv": "Nivån räcker inte", "en": "The level does not suffice"},
    "LimitReached": {"sv": "Mer än en medlem får ta", "en": "More than a member may have"},
    "OwnWordFull": {"sv": "Mer på eget ord än vad som räknas", "en": "More on one's own word than counts"},
    "LessThanThat": {"sv": "Mer att dra än vad som finns", "en": "More to take than there is"},
    "UnknownCurrency": {"sv": "Valutan finns inte i utkastet", "en": "The currency is not in the draft"},
    "RewardNotFound": {"sv": "Belöningen finns inte i utkastet", "en": "The reward is not in the draft"},
    "GivenAway": {"sv": "Belöningen skänks, eller tvärtom", "en": "The reward is given away, or the other way round"},
    "NotOpen": {"sv": "Belöningen är inte öppen då", "en": "The reward is not open then"},
    "TooManyOpen": {"sv": "För många koder väntar redan", "en": "Too many codes wait already"},
    "NothingPaid": {"sv": "Koden kostade inget, så den avbokas inte",
                    "en": "The code cost nothing, so it is not called off"},
    "VoucherElsewhere": {"sv": "Koden gäller i en annan butik", "en": "The code is good in another shop"},
    "NotChoosable": {"sv": "Mottagaren går inte att välja", "en": "The charity cannot be chosen"},
    "TooManyBeneficiaries": {"sv": "Fler mottagare än man får välja", "en": "More charities than may be chosen"},
    "AlreadyJoined": {"sv": "Medlemmen är redan med i utmaningen", "en": "The member takes part already"},
    "CountsByItself": {"sv": "Utmaningen räknas av sig själv", "en": "The challenge counts by itself"},
    "NotJoined": {"sv": "Medlemmen är inte med i utmaningen", "en": "The member takes no part in it"},
    "TierNotFound": {"sv": "Nivån finns inte i utkastet", "en": "The level is not in the draft"},
    "NotGiven": {"sv": "Nivån var inte given", "en": "The level had not been given"},
    "PerkNotFound": {"sv": "Förmånen finns inte i utkastet", "en": "The perk is not in the draft"},
    "PerkNotYours": {"sv": "Förmånen hör till en annan nivå", "en": "The perk belongs to another level"},
    "PerkUsedUp": {"sv": "Förmånen är redan använd", "en": "The perk is used up"},
    "OfferNotFound": {"sv": "Erbjudandet om en nivå finns inte med utkastet",
                      "en": "The offer of a level is not there under the draft"},
    "OfferClosed": {"sv": "Erbjudandet om en nivå är redan besvarat eller för gammalt",
                    "en": "The offer of a level is answered already, or too old"},
    "NotTransferable": {"sv": "Poängen kan inte ges bort", "en": "The points cannot be given to others"},
    "TooLittleAtOnce": {"sv": "Färre poäng än man får ge på en gång", "en": "Fewer points than may be given at once"},
    "TooMuchThisYear": {"sv": "Fler poäng än man får ge på ett år", "en": "More points than may be given in a year"},
    "TransferNotFound": {"sv": "Gåvan av poäng finns inte med utkastet",
                         "en": "The gift of points is not there under the draft"},
    "NotFreezable": {"sv": "Poängens tid kan inte frysas", "en": "The time of the points cannot be frozen"},
    "FrozenEnough": {"sv": "Fler månader än man får frysa på ett år",
                     "en": "More months than may be frozen in a year"},
    "NothingToFreeze": {"sv": "Inget går ut, så det finns inget att frysa",
                        "en": "Nothing expires, so there is nothing to freeze"},
    "BudgetExhausted": {"sv": "Partnerns pott räcker inte", "en": "The partner's budget does not suffice"},
    "BeforeProgramme": {"sv": "Det hände innan programmet började", "en": "It happened before the programme began"},
    "BeforeJoining": {"sv": "Det hände innan medlemmen gick med", "en": "It happened before the member joined"},
    "ShareExceeded": {"sv": "Mer är redan taget tillbaka", "en": "More of it is undone already"},
    "TooLate": {"sv": "Utkastet tar inte emot något så sent", "en": "The draft takes nothing as late"},
    "ToldTooLate": {"sv": "Utkastet tar inte emot eget ord så sent", "en": "The draft takes one's own word no later"},
    "UndoneTooLate": {"sv": "Det ångrades senare än utkastet tillåter",
                      "en": "It was undone later than the draft allows"},
    "StaffUndoneTooLate": {"sv": "Det ångrades senare än kassan får", "en": "It was undone later than a till may"},
}  # fmt: skip
OTHER: Texts = {"sv": "Annat skäl", "en": "Another reason"}


def refusal(name: str, language: Language) -> str:
    """Why activities would not have been taken, from the refusal's name."""
    return REFUSALS.get(name, OTHER)[language]


LEFT_OUT: Mapping[str, Texts] = {
    "unknown": {"sv": "den här utgåvan känner inte till slaget", "en": "this release does not know the kind"},
    "incomplete": {"sv": "det som registrerades räcker inte för att göra det igen",
                   "en": "what was recorded does not suffice to do it again"},
}  # fmt: skip
VERBS: Mapping[str, Texts] = {
    "@award": {"sv": "Poäng från en partner", "en": "Points from a partner"},
    "@reversal": {"sv": "Ångrade händelser", "en": "Undone activities"},
    "@adjust": {"sv": "Rättade poäng", "en": "Corrected points"},
    "@join": {"sv": "Antagna utmaningar", "en": "Challenges taken on"},
    "@leave": {"sv": "Lämnade utmaningar", "en": "Challenges left"},
    "@redeem": {"sv": "Hämtade belöningar", "en": "Redeemed rewards"},
    "@donate": {"sv": "Skänkta poäng", "en": "Donated points"},
    "@pin": {"sv": "Valda mål", "en": "Chosen goals"},
    "@beneficiaries": {"sv": "Val av mottagare", "en": "Choices of charities"},
    "@confirm": {"sv": "Använda koder", "en": "Used codes"},
    "@cancel": {"sv": "Avbokade koder", "en": "Codes called off"},
    "@tier": {"sv": "Nivåer som ledare gav", "en": "Levels that managers gave"},
    "@tier_back": {"sv": "Nivåer som ledare tog tillbaka", "en": "Levels that managers took back"},
    "@perk": {"sv": "Använda förmåner", "en": "Used perks"},
    "@offer": {"sv": "Erbjudna nivåer", "en": "Offered levels"},
    "@offer_answer": {"sv": "Svar på erbjudna nivåer", "en": "Answers to offered levels"},
    "@freeze": {"sv": "Frysta poäng", "en": "Frozen points"},
    "@transfer": {"sv": "Poäng till en annan medlem", "en": "Points to another member"},
    "@undo_transfer": {"sv": "Återtagna gåvor av poäng", "en": "Gifts of points that came back"},
}  # fmt: skip


def left_out(one: LeftOut, language: Language) -> str:
    """What is not lived through again, and why: “Erbjudna nivåer: det som registrerades räcker inte …”."""
    named = VERBS[one.kind][language] if one.kind in VERBS else one.kind
    return f"{named}: {LEFT_OUT[one.reason][language]}"
