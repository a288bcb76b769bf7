const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

/** What a call's answer means, in words for whoever builds the till; the answer's own name stands beside it. */
const answers: Record<string, string> = {
  ActivityRecorded: "Registrerat",
  ActivityReversed: "Ångrat",
  PointsAwarded: "Poäng utdelade",
  MemberEnrolled: "Ny medlem",
  TokenIssued: "Nyckel utlämnad",
  Found: "Svar",
  Nothing: "Inget fanns",
  MemberNotFoundProblem: "Medlemmen finns inte",
  FactProblem: "En uppgift stämmer inte",
  KeyConflictProblem: "Nyckeln är använd för något annat",
  UnknownKindProblem: "Okänd händelse",
  TooLateProblem: "För länge sedan",
  InFutureProblem: "Tiden ligger i framtiden",
  BeforeProgrammeProblem: "Före programmets början",
  NotAllowedProblem: "Inte tillåtet",
  BadInputProblem: "Fel i anropet",
  BudgetExhaustedProblem: "Budgeten räcker inte",
  UnknownCurrencyProblem: "Okänd valuta",
  ActivityNotFoundProblem: "Det finns inget att ångra",
  ShareExceededProblem: "Mer än vad som finns kvar",
  InternalProblem: "Fel hos oss",
  INSUFFICIENT_SCOPE: "Rättigheten saknas",
  UNAUTHENTICATED: "Inte inloggad",
  FORBIDDEN: "Inte tillåtet",
  BAD_INPUT: "Fel i anropet",
  NOT_FOUND: "Finns inte",
  QUERY_TOO_COSTLY: "Frågan är för stor",
  RATE_LIMITED: "För fort",
  INTERNAL: "Fel hos oss",
  invalid_client: "Fel id eller hemlighet",
  invalid_token: "Nyckeln gäller inte",
  invalid_scope: "Okänd rättighet",
};

/** The partner's portal. */
export const portal = {
  tab: "Partner",
  title: "Partner",
  seats: { OWNER: "Du är ägare", DEVELOPER: "Du är utvecklare" },
  parts: { awards: "Händelser", calls: "Anrop", programs: "Program", guide: "Koppla en kassa" },
  choose: "Välj partner",
  nothingHere: "Du är inte kopplad till någon partner. Den som driver programmet kan lägga till dig.",

  awards: {
    title: "Det senaste hos er",
    empty: "Inget är registrerat än. När en kassa skickar sitt första kvitto syns det här, i samma stund.",
    somebody: "En medlem",
    live: "Nya händelser kommer av sig själva.",
  },

  budget: {
    title: "Er budget",
    left: (points: string, name: string) => `${points} ${name} kvar att ge`,
    of: (points: string) => `av ${points} som ni har fått`,
    drawn: (points: string) => `${points} utdelade på 30 dagar`,
    day: (day: string, points: string) => `${day}: ${points}`,
    chart: "Utdelat per dag, de senaste 30 dagarna",
    still: "Inget utdelat de senaste 30 dagarna.",
    none: "Ni har ingen budget. Poäng utöver reglerna delas ut av programmet.",
  },

  calls: {
    title: "Anrop",
    lead: "Varje anrop från era program, i 30 dagar. Hemligheter och medlemmars uppgifter sparas aldrig här.",
    empty: "Inga anrop som stämmer med det du letar efter.",
    none: "Inga anrop än. När ett program frågar något syns det här inom någon sekund.",
    outcomes: { all: "Alla", OK: "Gick bra", PROBLEM: "Problem", ERROR: "Fel" },
    outcome: "Vad som hände",
    program: "Program",
    everyProgram: "Alla program",
    key: "Kvittots nummer",
    search: "Sök",
    refresh: "Läs igen",
    ms: (number: string) => `${number}\u00a0ms`,
    many: (n: number, shown: string) => `${shown}\u00a0${plural(n, "anrop", "anrop")} av samma slag`,
    items: (items: string, refused: number, shown: string) =>
      refused === 0
        ? `${items} i samma anrop`
        : `${items} i samma anrop, ${shown} ${plural(refused, "nekad", "nekade")}`,
    answer: (answer: string) => answers[answer] ?? answer,
  },

  programs: {
    title: "Program och nycklar",
    lead: "De program som får tala för er. Ett nytt program läggs till av den som driver servern.",
    empty: "Inga program än. Be den som driver programmet att lägga till ett.",
    id: "Klient-id",
    every: "Alla era butiker",
    used: (when: string) => `Senast hörd av ${when}`,
    never: "Har inte hörts av än",
    revoked: (when: string) => `Avstängt ${when}`,
    may: "Får",
    scopes: {
      "activities:write": "registrera händelser",
      "activities:import": "registrera det som hände för länge sedan",
      "points:award": "ge poäng ur budgeten",
      "members:read": "se en medlem som visar sitt kort",
      "members:enroll": "ta emot nya medlemmar",
      "rewards:redeem": "lösa in belöningar",
      "webhooks:manage": "sköta webhooks",
    } as Record<string, string>,
    secretSince: (when: string) => `Hemligheten är från ${when}`,
    oldEnds: (when: string) => `Den gamla hemligheten fungerar till ${when}`,
    oldUsed: (when: string) => `Den gamla användes senast ${when}`,
    oldUnused: "Den gamla har inte använts sedan bytet.",
    rotate: "Byt hemlighet",
    rotateTitle: (name: string) => `Byt hemlighet för ${name}`,
    rotateText: "Du får en ny hemlighet, som visas en gång. Den gamla fungerar vidare så länge du väljer.",
    oldLives: "Den gamla fungerar",
    lives: {
      0: "inte alls",
      1: "en timme",
      24: "ett dygn",
      168: "en vecka",
      720: "30 dagar",
    } as Record<number, string>,
    now: "Visa en ny hemlighet",
    shownOnce: "Spara den nu. Ingen kan visa den igen, inte heller vi.",
    copy: "Kopiera",
    copied: "Kopierat.",
    kept: "Jag har sparat den",
    end: "Avsluta den gamla nu",
    ended: "Bara den nya hemligheten fungerar nu.",
    endTitle: (name: string) => `Avsluta den gamla hemligheten för ${name}`,
    people: "Era personer",
    seat: { OWNER: "ägare", DEVELOPER: "utvecklare" },
    changes: "Vad som har ändrats",
    operator: "Den som driver servern",
    change: {
      secret_rotated: (about: string, hours: string) =>
        hours === "0"
          ? `bytte hemlighet för ${about}`
          : `bytte hemlighet för ${about}; den gamla fungerar ${hours} h till`,
      old_secret_ended: (about: string) => `avslutade den gamla hemligheten för ${about}`,
      owner_added: (about: string) => `lade till ${about} som ägare`,
      developer_added: (about: string) => `lade till ${about} som utvecklare`,
      person_removed: (about: string) => `tog bort ${about}`,
    } as Record<string, (about: string, hours: string) => string>,
  },

  /** Before what hands out secrets: whoever finds an open phone gets none. */
  fresh: {
    lead: "Det var ett tag sedan du loggade in. Skriv ditt lösenord igen, så gäller det i tio minuter.",
    password: "Ditt lösenord",
    missing: "Skriv ditt lösenord.",
    go: "Fortsätt",
  },

  guide: {
    title: "Koppla en kassa",
    lead:
      "Programmen nedan fungerar som de står: samma två anrop på tre språk, med " +
      "ert klient-id och den här serverns adress.",
    program: "Program",
    steps: [
      "Spara programmet som",
      "Lägg hemligheten i miljön. Den ska aldrig stå i koden.",
      "Starta det med kortnumret på medlemmens kort.",
    ],
    copy: "Kopiera programmet",
    again:
      "Skicka samma kvitto en gång till: svaret är detsamma och inget ändras. " +
      "Så är det tryggt att försöka igen när nätet bröts.",
    see: "Se anropen",
    none:
      "Inget av era program får registrera händelser. Be den som driver programmet om rättigheten activities:write.",
  },
};
