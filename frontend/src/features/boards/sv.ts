/** A board's periods: the one that runs, and those that are over. */
export const seasons = {
  boards: "Topplistor",
  label: "Bläddra bland perioder",
  previous: "Tidigare",
  next: "Senare",
  lastWeek: "Förra veckan",
  now: "Nu",
  begins: (day: string) => `Börjar ${day}`,
  past: "Tidigare perioder",
  place: (rank: string, size: string) => `Plats ${rank} av ${size}`,
  others: (shown: string) => `${shown}\u00a0med på listan`,
  settles: "Räknas klart",
  span: (from: string, to: string) => `${from} – ${to}`,
  final: "Slutresultat. Det som ändras efteråt flyttar ingen.",
  settling: (moment: string) => `Blir slutligt ${moment}, när kassor utan nät har hunnit ikapp.`,
  around: "Runt dig",
  noPlace: "Du var inte med den perioden.",
  gone: "Listan har ingen sådan period.",
  toNow: "Till den som räknas nu",
  empty: "Ingen kom med på listan den perioden.",
  waiting: "Listan är tom tills perioden börjar.",
};

export type Seasons = typeof seasons;
