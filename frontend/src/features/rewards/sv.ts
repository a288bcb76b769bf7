/** Rewards in Swedish: what is left, and what happens when one presses. */
const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

export const sv = {
  title: "Belöningar",
  lead: (points: string) => `Du har ${points}\u00a0poäng att använda.`,
  affordable: "Det räcker dina poäng till",
  ahead: "På väg",
  waiting: "Väntar på en nivå",
  none: "Inga belöningar just nu. De dyker upp här när de finns.",
  left: (left: string) => `${left}\u00a0poäng kvar`,
  enough: "Poängen räcker",
  fromTier: (tier: string) => `Från nivån ${tier}`,
  locked: (tier: string) => `Den här öppnar när du når ${tier}.`,
  places: (n: number, shown: string) =>
    n === 0 ? "Alla platser är tagna" : `${shown}\u00a0${plural(n, "plats", "platser")} kvar`,
  had: "Du har redan löst in den.",
  soldOut: "Alla platser är tagna just nu. Blir någon ledig syns det här.",
  where: (shops: string) => `Hos ${shops}`,
  everywhere: "I alla butiker",
  costs: (points: string) => `${points}\u00a0poäng`,

  goal: (left: string, reward: string) => `${left}\u00a0poäng kvar till ${reward}`,
  goalReached: (reward: string) => `Nu räcker poängen till ${reward}`,
  goalChoose: "Välj ett mål",
  goalNone: "Välj något att spara till",
  nearest: (left: string, reward: string) => `${left}\u00a0poäng kvar till ${reward}`,
  pin: "Spara till den här",
  unpin: "Ta bort som mål",
  pinned: (reward: string) => `Nu sparar du till ${reward}.`,
  unpinned: "Målet är borttaget.",
  yourGoal: "Ditt mål",
  all: "Alla belöningar",

  terms: "Så funkar den",
  redeem: (points: string) => `Lös in ${points}\u00a0poäng`,
  give: (points: string) => `Skänk ${points}\u00a0poäng`,
  redeemed: "Klart. Visa koden i kassan.",
  toCode: "Visa koden",
  lost: "Den belöningen finns inte längre.",

  codes: "Dina koder",
  codesCount: (n: number, shown: string) => `${shown}\u00a0${plural(n, "kod", "koder")} att använda`,
  codesLead: "Visa koden i kassan. Poängen ligger kvar i den tills den används.",
  codesNone: "Inga koder att använda. När du löser in något ligger koden här.",
  older: "Tidigare",
  code: (code: string) => `Koden ${code}`,
  qr: (code: string) => `QR-kod med koden ${code}`,
  validUntil: (day: string) => `Gäller till och med ${day}`,
  cancel: (points: string) => `Ångra, få tillbaka ${points}\u00a0poäng`,
  cancelled: (points: string) => `Ångrat. ${points}\u00a0poäng är tillbaka.`,
  used: (when: string, place: string | null) => (place ? `Använd ${when}, ${place}` : `Använd ${when}`),
  gone: { CANCELLED: "Avbruten, poängen är tillbaka", LAPSED: "Gick ut, poängen är tillbaka" } as Record<
    string,
    string
  >,
  usedNow: (reward: string) => `${reward}: koden är använd. Njut.`,
  returned: {
    LAPSED: (reward: string) => `Koden till ${reward} gick ut. Poängen är tillbaka.`,
    UNDONE: (reward: string) => `Koden till ${reward} drogs in: det som betalade den ändrades i efterhand.`,
  },
  usedLine: (reward: string) => `Använde ${reward}`,

  receipt: "Kvitto",
  receiptNumber: "Kvittonummer",
  thanks: (amount: string, charity: string) => `Tack. ${amount} går till ${charity}.`,
  meter: (amount: string, n: number, givers: string) =>
    `${amount} från ${givers}\u00a0${plural(n, "person", "personer")} hittills`,
  meterNone: "Bli den första som skänker.",
  gifts: "Dina gåvor",
  onCard: (n: number, shown: string) => `${shown}\u00a0${plural(n, "kod", "koder")} väntar på att användas`,
};
