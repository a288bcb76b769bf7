/** Weeks that are over. */
export const seasons = {
  label: "Period",
  previous: "Tidigare",
  next: "Senare",
  lastWeek: "Förra veckan",
  present: "Den här veckan",
  now: "Nu",
  span: (from: string, to: string) => `${from} – ${to}`,
  final: "Slutresultat. Det som ändras efteråt flyttar ingen.",
  settling: (moment: string) => `Blir slutligt ${moment}, när kassor utan nät har hunnit ikapp.`,
  around: "Runt dig",
  noPlace: "Du var inte med den perioden.",
  gone: "Den perioden finns inte på listan.",
};

export type Seasons = typeof seasons;
