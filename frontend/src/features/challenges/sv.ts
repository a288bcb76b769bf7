const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

/** What challenges say beside their names: steps, weeks, and what all do together. */
export const taking = {
  nearest: "Närmast",
  yours: "Dina",
  together: "Tillsammans",
  all: "Alla utmaningar",
  gone: "Den utmaningen finns inte längre.",
  stepDone: "klart",
  stepOpen: "kvar",
  weeks: "Dina veckor",
  week: (day: string) => `Från ${day}`,
  thisWeek: "Den här veckan",
  weekdays: ["mån", "tis", "ons", "tors", "fre", "lör", "sön"],
  weekSays: (week: string, days: string, enough: boolean) => `${week}: ${days}${enough ? ", klar" : ""}`,
  noDays: "inga dagar",
  rest: (n: number, shown: string) => `${shown}\u00a0${plural(n, "vilovecka ingår", "viloveckor ingår")}`,
  daysNeeded: (n: number, shown: string) => `${shown}\u00a0${plural(n, "dag", "dagar")} i veckan räcker`,
  members: (n: number, shown: string) => `${shown}\u00a0${plural(n, "person är med", "personer är med")}`,
  own: (amount: string) => `Din del: ${amount}`,
  ownNone: "Du är med så fort du bidrar.",
  reached: (day: string) => `Framme ${day}. Alla som var med får märket.`,
  given: (charity: string, total: string) => `${charity} har fått ${total} i allt.`,
  meter: (step: string) => `Tillsammans: ${step}`,
  how: "Så räknas det",
  counted: {
    count: "Varje gång räknas.",
    sum: "Allt läggs ihop.",
    distinct: "Varje ny räknas en gång.",
    sequence: "Varje steg räknas en gång.",
    days_a_week: "Dagar räknas, inte turer: flera samma dag är en.",
  } as Record<string, string>,
  mineClock: "Dagar och veckor följer din tidszon.",
  everybodys: "Alla bidrar till samma mål.",
  itself: "Du är med utan att göra något.",
  kept: "Lämnar du och kommer tillbaka i tid fortsätter du där du var.",
  lost: "Lämnar du börjar du om från noll nästa gång.",
  undone: "Det som tas tillbaka räknas inte längre.",
};

export type Taking = typeof taking;
