"""What the terminal says, in Swedish and in English. The locale chooses; standard library only."""

from __future__ import annotations

import os
from typing import Literal

# Each text: Swedish, English. Errors say what happened, what is safe, and what to do now.
TEXTS: dict[str, tuple[str, str]] = {
    "done": ("klart", "done"),
    "done_in": ("klart, {seconds} s", "done, {seconds} s"),
    "opens": ("{name} öppnar", "{name} opens"),
    "installing": ("Installerar", "Installing"),
    "building": ("Bygger sidan", "Building the page"),
    "creating": ("Skapar databasen ({database})", "Creating the database ({database})"),
    "opening": ("Öppnar dörren", "Opening the door"),
    "python_old": (
        "Hemmaplan behöver Python 3.11 eller nyare; det här är {found}. Ingenting är ändrat.\n"
        "Starta med en nyare: python3.11 -m server {verb}",
        "Hemmaplan needs Python 3.11 or newer; this is {found}. Nothing was changed.\n"
        "Start it with a newer one: python3.11 -m server {verb}",
    ),
    "not_posix": (
        "Hemmaplan körs på Linux och macOS. På Windows: öppna WSL och kör samma kommando där.",
        "Hemmaplan runs on Linux and macOS. On Windows: open WSL and run the same command there.",
    ),
    "venv_missing": (
        "Pythons venv saknas på den här datorn. Ingenting är ändrat.\n"
        "Debian och Ubuntu:  apt install python{version}-venv\n"
        "Alpine:             apk add py3-pip\n"
        "Kör sedan samma kommando igen.",
        "Python's venv is missing on this machine. Nothing was changed.\n"
        "Debian and Ubuntu:  apt install python{version}-venv\n"
        "Alpine:             apk add py3-pip\n"
        "Then run the same command again.",
    ),
    "disk_full": (
        "Disken är full: {path} har {free} MB kvar, och det behövs ungefär {wanted} MB.\n"
        "Frigör plats och kör samma kommando igen; det som redan är gjort behålls.",
        "The disk is full: {path} has {free} MB left, and about {wanted} MB are needed.\n"
        "Free some space and run the same command again; what is already done is kept.",
    ),
    "not_writable": (
        "Det går inte att skriva i {path}: {reason}.\n"
        "Ge ditt konto rätt till mappen, eller lägg Hemmaplan i en av dina egna.",
        "{path} cannot be written: {reason}.\n"
        "Give your account the right to the folder, or keep Hemmaplan in one of yours.",
    ),
    "no_network": (
        "Paketen gick inte att hämta: {what} svarar inte. Det som redan är hämtat behålls.\n"
        "Kontrollera nätet (och en eventuell proxy: HTTPS_PROXY) och kör samma kommando igen.\n"
        "Hela svaret: {log}",
        "The packages could not be fetched: {what} does not answer. What is already here is kept.\n"
        "Check the network (and a proxy, if you have one: HTTPS_PROXY) and run the same command again.\n"
        "The whole answer: {log}",
    ),
    "hash_mismatch": (
        "Ett hämtat paket är inte det som låsfilen {lock} lovar, och installerades därför inte.\n"
        "Hämta en ny kopia av Hemmaplan. Kommer felet igen har någon bytt ut paketet: använd det inte.\n"
        "Hela svaret: {log}",
        "A fetched package is not the one that the lock file {lock} promises, so it was not installed.\n"
        "Fetch a new copy of Hemmaplan. If this comes again, somebody replaced the package: do not use it.\n"
        "The whole answer: {log}",
    ),
    "no_package": (
        "{package} finns inte för den här datorn (Python {version}, {machine}). Prova Python 3.11, 3.12 eller 3.13.\n"
        "Hela svaret: {log}",
        "{package} does not exist for this machine (Python {version}, {machine}). Try Python 3.11, 3.12 or 3.13.\n"
        "The whole answer: {log}",
    ),
    "install_failed": (
        "Installationen gick inte. Det sista som sades:\n{tail}\nHela svaret: {log}",
        "The installation failed. The last that was said:\n{tail}\nThe whole answer: {log}",
    ),
    "lock_missing": (
        "{lock} saknas: kopian av Hemmaplan är inte hel. Hämta den igen.",
        "{lock} is missing: this copy of Hemmaplan is not whole. Fetch it again.",
    ),
    "page_missing": (
        "Sidans källor (frontend/) saknas, och ingen byggd sida finns i static/app/. Hämta en hel kopia, "
        "eller starta utan sida: --no-page",
        "The page's sources (frontend/) are missing, and static/app/ holds no built page. Fetch a whole copy, "
        "or start without the page: --no-page",
    ),
    "npm_failed": (
        "npm kunde inte {what}. Det sista som sades:\n{tail}\nHela svaret: {log}\n"
        "Kör samma kommando igen; hjälper det inte, ta bort frontend/node_modules och försök en gång till.",
        "npm could not {what}. The last that was said:\n{tail}\nThe whole answer: {log}\n"
        "Run the same command again; if that does not help, remove frontend/node_modules and try once more.",
    ),
    "npm_install": ("installera sidans paket", "install the page's packages"),
    "npm_build": ("bygga sidan", "build the page"),
    "port_busy": (
        "Port {port} på {host} är upptagen av ett annat program. Ingenting är ändrat.\n"
        "Välj en annan: python3 -m server {verb} --port {other}",
        "Port {port} on {host} is taken by another program. Nothing was changed.\n"
        "Choose another: python3 -m server {verb} --port {other}",
    ),
    "port_refused": (
        "Det går inte att lyssna på {host}:{port}: {reason}. Välj en annan adress med --host eller --port.",
        "It is not possible to listen on {host}:{port}: {reason}. Choose another address with --host or --port.",
    ),
    "open": ("Öppna   {url}", "Open    {url}"),
    "open_hint": (
        "        (på telefonen: starta med --lan, så visas en QR-kod här)",
        "        (on the phone: start with --lan, and a QR code is shown here)",
    ),
    "open_lan": (
        "På telefonen, på samma nät: {url}\n  Koden gäller en telefon, en gång.",
        "On the phone, on the same network: {url}\n  The code is good for one phone, once.",
    ),
    "try_as": (
        "Prova som  {people}   – ett tryck på förstasidan, inget lösenord",
        "Try it as  {people}   – one tap on the front page, no password",
    ),
    "secrets_in": ("Alla lösenord och nycklar: {path}", "All passwords and keys: {path}"),
    "till_hint": (
        "Låt kassan på {shop} registrera 120 kr för {name}. Ha sidan synlig och klistra in:",
        "Let the till at {shop} ring up 120 kr for {name}. Keep the page in sight and paste:",
    ),
    "till_shell": (
        "    sh {path} 120            # hela curl-anropet: hämtar token, skickar kvittot, skriver svaret",
        "    sh {path} 120            # the whole curl call: fetches a token, sends the receipt, prints the answer",
    ),
    "till_command": (
        "    python3 -m server till 120      # samma sak utan curl",
        "    python3 -m server till 120      # the same without curl",
    ),
    "neighbours": (
        "Påhittade grannar rör sig i flödet medan du tittar. Stäng av med --still.",
        "Invented neighbours move in the feed while you look. Turn off with --still.",
    ),
    "ends": (
        "Avsluta med Ctrl-C, börja om med --fresh.",
        "Stop with Ctrl-C, begin afresh with --fresh.",
    ),
    "home_not_demo": (
        "{path} finns inte, men databasen gör det: den är inte demons, eller så är filen borttagen.\n"
        "Börja om med --fresh (databasen i {home} tas bort), eller välj en annan mapp: HEMMAPLAN_HOME=…",
        "{path} is not there, but the database is: it is not the demo's, or the file was removed.\n"
        "Begin afresh with --fresh (the database in {home} is removed), or choose another folder: HEMMAPLAN_HOME=…",
    ),
    "fresh_sqlite_only": (
        "--fresh tar bara bort SQLite-filer. Skapa en tom databas och ange den i HEMMAPLAN_DATABASE_URL.",
        "--fresh removes SQLite files only. Create an empty database and name it in HEMMAPLAN_DATABASE_URL.",
    ),
    "database_newer": (
        "Databasen är från en nyare Hemmaplan än den här ({names}). Ingenting är ändrat.\n"
        "Starta med den nyare versionen, eller läs tillbaka en säkerhetskopia som hör till den här.",
        "The database is from a newer Hemmaplan than this one ({names}). Nothing was changed.\n"
        "Start the newer version, or restore a backup that belongs to this one.",
    ),
    "database_older": (
        "Databasens tabeller är äldre än den här versionen ({names}). Kör: python3 -m server migrate",
        "The database's tables are older than this version ({names}). Run: python3 -m server migrate",
    ),
    "database_silent": (
        "Databasen svarar inte: {reason}. Ingenting är ändrat.\n"
        "Kontrollera att den är igång och att HEMMAPLAN_DATABASE_URL stämmer.",
        "The database does not answer: {reason}. Nothing was changed.\n"
        "Check that it runs and that HEMMAPLAN_DATABASE_URL is right.",
    ),
    "settings_wrong": ("Inställningarna stämmer inte:\n{what}", "The settings are not right:\n{what}"),
    "demo_not_here": (
        "{path} finns inte. Starta demon först: python3 -m server demo",
        "{path} is not there. Start the demo first: python3 -m server demo",
    ),
    "demo_silent": (
        "Demon svarar inte på {url}. Starta den i ett annat fönster: python3 -m server demo",
        "The demo does not answer at {url}. Start it in another window: python3 -m server demo",
    ),
    "till_amount": (
        "“{amount}” är inget belopp. Skriv till exempel 120 eller 214,50.",
        "“{amount}” is no amount. Write for example 120 or 214.50.",
    ),
    "till_refused": ("Kassan fick nej: {message}", "The till was refused: {message}"),
    "till_one": (
        "Skriv ett belopp, eller --confirm och en kod.",
        "Say an amount, or --confirm and a code.",
    ),
    "till_confirmed": ("  {reward} till {name}. Koden är använd.", "  {reward} for {name}. The code is used."),
    "till_receipt": ("Kvitto {key}   replayed: {replayed}", "Receipt {key}   replayed: {replayed}"),
    "till_entry": ("  {points:+d}   {why}", "  {points:+d}   {why}"),
    "till_limited": ("  {name}: {why}", "  {name}: {why}"),
    "till_nothing": (
        "  Kvittot finns redan. Inga poäng ändrades.",
        "  The receipt is known already. No points were changed.",
    ),
    "till_balance": ("  Saldo: {points} {code}", "  Balance: {points} {code}"),
    "sender_till": ("kassan", "till"),
    "sender_other": ("huset", "house"),
    "led_to_badge": ("märke {name}", "badge {name}"),
    "led_to_challenge": ("utmaning klar", "challenge done"),
    "led_to_rank": ("plats {rank}", "place {rank}"),
    "led_to_tier": ("nivå {name}", "level {name}"),
    "not_empty": (
        "Databasen är inte tom. Ingenting är ändrat.",
        "The database is not empty. Nothing was changed.",
    ),
    "interrupted": ("Avbrutet. Det som redan är gjort behålls.", "Stopped. What is already done is kept."),
}


def language() -> Literal["sv", "en"]:
    """“sv” where the locale is Swedish, else “en”."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "sv" if value.lower().startswith(("sv", "swedish")) else "en"
    return "en"


def say(key: str, /, **words: object) -> str:
    """The text in the locale's language, with its words filled in."""
    swedish, english = TEXTS[key]
    return (swedish if language() == "sv" else english).format(**words)
