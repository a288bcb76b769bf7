"""The Swedish of what is refused with an English sentence alone; what stands in braces is taken over as it is.

Field names of the API stay as they are: whoever reads them sent them.
"""

from __future__ import annotations

from collections.abc import Mapping

ROLES: Mapping[str, str] = {
    "managers": "ledningen", "editors": "redaktörer", "moderators": "moderatorer", "staff": "kassan",
    "members": "medlemmar", "or": "eller",
}  # fmt: skip
SENTENCES: Mapping[str, str] = {
    # Who may
    "Sign in first.": "Logga in först.",
    "Nobody is signed in.": "Ingen är inloggad.",
    "You may not do this.": "Det här får du inte göra.",
    "A signed-in person does this, not a program.": "Det här gör en inloggad person, inte ett program.",
    "Sign in as a member, or use a token that is bound to one.":
        "Logga in som medlem, eller använd en nyckel som är knuten till en.",
    "This is for {who}.": "Det här är till för {who}.",
    "This is for {who}, or for a program with {scope}.":
        "Det här är till för {who}, eller för ett program med {scope}.",
    "Send a bearer token with the scope {scope}.": "Skicka en bearer-token med behörigheten {scope}.",
    "A program with the scope {scope} does this, not a person.":
        "Det här gör ett program med behörigheten {scope}, inte en person.",
    "Sign in, or send a bearer token with the scope {scope}.":
        "Logga in, eller skicka en bearer-token med behörigheten {scope}.",
    "The token lacks the scope {scope}.": "Nyckeln saknar behörigheten {scope}.",
    "This exists in the demo only.": "Det här finns bara i demon.",
    "Only the member sees this.": "Det här ser bara medlemmen själv.",
    "Only a partner enrolls members.": "Bara en partner ansluter medlemmar.",
    "Only a manager corrects points.": "Bara ledningen rättar poäng.",
    "Only an editor or a manager writes drafts.": "Bara redaktörer och ledningen skriver utkast.",
    "Only a manager publishes the programme.": "Bara ledningen publicerar programmet.",
    "The budget is for the partner's owners.": "Budgeten är till för partnerns ägare.",
    "A till confirms for its partner, and you are of none.":
        "En kassa bekräftar för sin butik, och du hör inte till någon.",
    "A till uses perks for its partner, and you are of none.":
        "En kassa använder förmåner åt sin butik, och du hör inte till någon.",
    "You are staff, but of no partner: ask whoever runs the programme to name yours.":
        "Du arbetar i kassan, men ingen butik är angiven: be ledningen ange din.",
    "The access token cannot be read.": "Nyckeln går inte att läsa.",
    "The access token was not signed by this server.": "Nyckeln är inte undertecknad av den här servern.",
    "The access token has expired; ask for a new one.": "Nyckeln har gått ut; be om en ny.",
    "The access token was issued by or for another server.": "Nyckeln är utfärdad av eller för en annan server.",
    "The access token's client may not come any more.": "Nyckelns program får inte komma längre.",
    # Over what
    "Do this over HTTP: a socket sets no cookie.": "Gör det över HTTP: en socket sätter ingen kaka.",
    "Sign in over HTTP: a socket sets no cookie.": "Logga in över HTTP: en socket sätter ingen kaka.",
    "Sign out over HTTP: a socket takes no cookie away.": "Logga ut över HTTP: en socket tar inte bort någon kaka.",
    "A {kind} cannot be sent this way.": "En {kind} kan inte skickas så.",
    # Keys, ids and pages
    "key must be 1 to {most} printable characters.": "key ska vara 1 till {most} tecken som går att skriva.",
    "activityKey must be 1 to {most} printable characters.":
        "activityKey ska vara 1 till {most} tecken som går att skriva.",
    "id must be an id that this server answered.": "id ska vara ett id som den här servern har svarat med.",
    "{field} must be the id of a {type}.": "{field} ska vara id för en {type}.",
    "content must be the id of a Post or a Comment.": "content ska vara id för ett inlägg eller en kommentar.",
    "id must be the id of a Post or a Comment.": "id ska vara id för ett inlägg eller en kommentar.",
    "first must be from 1 to {most}, not {first}.": "first ska vara från 1 till {most}, inte {first}.",
    "after must be a cursor that this list answered.": "after ska vara en markör som listan har svarat med.",
    "after must be a position from 0, not {after}.": "after ska vara en plats från 0, inte {after}.",
    "radius must be from 1 to {most}, not {radius}.": "radius ska vara från 1 till {most}, inte {radius}.",
    "search must be at most {most} characters.": "Sökningen får vara högst {most} tecken.",
    # What was sent
    "kind must be 1 to {most} characters.": "kind ska vara 1 till {most} tecken.",
    "facts must be an object, such as {example}.": "facts ska vara ett objekt, till exempel {example}.",
    "At most {most} activities at a time, not {sent}.": "Högst {most} händelser åt gången, inte {sent}.",
    "At most {most} members at a time, not {sent}.": "Högst {most} medlemmar åt gången, inte {sent}.",
    "points has more decimals than “{code}” has.": "points har fler decimaler än ”{code}” har.",
    "months must be a whole number from 1 to {most}, or left out.":
        "Antalet månader ska vara ett heltal från 1 till {most}, eller utelämnas.",
    "That is the giver's own card: give to somebody else.": "Det är ditt eget kort: ge till någon annan.",
    "months must be a whole number from 1 to {most}.": "Antalet månader ska vara ett heltal från 1 till {most}.",
    "points must be a whole number from 1 to {most}.": "Poängen ska vara ett heltal från 1 till {most}.",
    "points must be a whole number up to {most}, above or below 0, not 0.":
        "Poängen ska vara ett heltal upp till {most}, över eller under 0, inte 0.",
    "Points must be from 1 to {most}, not {points}.": "Poängen ska vara från 1 till {most}, inte {points}.",
    "reason must be one line of 1 to {most} characters: the member reads it.":
        "Skälet ska vara en rad på 1 till {most} tecken: medlemmen läser det.",
    "share must be above 0 and at most 1, such as 0.5.": "share ska vara över 0 och högst 1, till exempel 0.5.",
    "share may have at most six decimals.": "share får ha högst sex decimaler.",
    "Name the activity by activityKey or by activityId, and by one of them.":
        "Ange händelsen med activityKey eller activityId, och med en av dem.",
    "code must be the ten signs that the member shows.": "Skriv de tio tecken som medlemmen visar.",
    "There is no currency “{currency}”. There are: {known}.":
        "Det finns ingen valuta “{currency}”. De som finns: {known}.",
    "codes must be at most {most}, each once.": "codes får vara högst {most}, var och en en gång.",
    "body must be at most {most} characters.": "Texten får vara högst {most} tecken.",
    "You wrote this yourself: edit or delete it instead of reporting it.":
        "Du skrev det själv: ändra eller ta bort det i stället för att anmäla det.",
    "{field} must be 1 to {most} characters.": "{field} ska vara 1 till {most} tecken.",
    "There is no house rule {number}. There are: {known}.": "Det finns ingen regel {number}. De som finns: {known}.",
    "Write {least} to {most} characters of a name, an email or a card.":
        "Skriv {least} till {most} tecken av ett namn, en e-postadress eller ett kort.",
    # Drafts of the programme
    "There are {most} open drafts: discard one first.": "Det finns {most} öppna utkast: släng ett först.",
    "name must be 1 to {most} characters on one line, without a slash.":
        "Namnet ska vara 1 till {most} tecken på en rad, utan snedstreck.",
    "text must be a programme of at most {most} characters.": "Texten ska vara ett program på högst {most} tecken.",
    "since must be a time that has been: what was recorded from then on is compared.":
        "Välj en tid som har varit: det som registrerats sedan dess jämförs.",
    "{most} simulations wait already: call one off first.": "{most} provkörningar väntar redan: avbryt en först.",
    "A shop is a partner's: name the partner, too.": "En butik hör till en partner: ange partnern också.",
    "There is no partner “{code}”.": "Det finns ingen partner “{code}”.",
    "There is no shop “{code}” of that partner.": "Det finns ingen butik “{code}” hos den partnern.",
    "There is no version {number}.": "Det finns ingen version {number}.",
    # A partner's own
    "A client's name is 1–{most} printable characters.":
        "Programmets namn ska vara 1–{most} tecken som går att skriva.",
    "{unknown} is no scope; the scopes are {known}.": "{unknown} är ingen behörighet; de som finns är {known}.",
    "A client needs at least one of {known}.": "Ett program behöver minst en av {known}.",
    "A client's grants are some of {known}.": "Ett programs grants är några av {known}.",
    "A code is 1–{most} of a–z, 0–9 and hyphens, such as cykelkoket-sodra.":
        "En kod är 1–{most} av a–z, 0–9 och bindestreck, till exempel cykelkoket-sodra.",
    "A name is 1–{most} printable characters.": "Ett namn är 1–{most} tecken som går att skriva.",
    "Texts give the kind of shop in both languages: {example}.":
        "Texterna anger butikens sort på båda språken: {example}.",
    "Everybody is a member; grant moderator, editor, manager or staff.":
        "Alla är medlemmar; ge moderator, editor, manager eller staff.",
    "Staff belong to a partner, and nobody else does.": "Kassans folk hör till en butik, och ingen annan gör det.",
    # Too much, too often, and away
    "The server has more to record than it can hold. Send the same again in a moment.":
        "Just nu är det mer att registrera än som ryms. Skicka samma igen om en stund.",
    "At most {most} operations may run on a socket.": "Högst {most} operationer får pågå på en socket.",
    "This costs {price} and {limit} is allowed. Ask for fewer fields or smaller pages.":
        "Det här kostar {price}, och {limit} är tillåtet. Be om färre fält eller mindre sidor.",
    "Selections nest deeper than {most}.": "Fälten ligger djupare än {most} i varandra.",
    "“{name}” and others are asked for too often.": "“{name}” och andra begärs för många gånger.",
    "A document may have {most} characters, not {sent}.": "Ett dokument får ha {most} tecken, inte {sent}.",
    "A document may have {most} operations.": "Ett dokument får ha {most} operationer.",
    "There is no operation named “{name}”.": "Det finns ingen operation som heter “{name}”.",
    "The database does not answer right now. Send the same again in a moment.":
        "Databasen svarar inte just nu. Skicka samma igen om en stund.",
    "Something went wrong on our side.": "Något gick fel hos oss.",
}  # fmt: skip
