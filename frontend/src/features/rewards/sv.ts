/** Rewards in Swedish: what is left, and what happens when one presses. */
const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

export const sv = {
  title: "Belöningar",
  lead: (purse: string) => `Du har ${purse} att använda.`,
  affordable: "Det här räcker det till",
  ahead: "På väg",
  waiting: "Väntar på en nivå",
  notNow: "Inte just nu",
  onlyGiven: "Här löser man inte in något. Det du får kommer av sig självt och ligger bland dina koder.",
  none: "Inga belöningar just nu. De dyker upp här när de finns.",
  left: (left: string) => `${left} kvar`,
  enough: "Det räcker",
  locked: (tier: string) => `Den här öppnar när du når ${tier}.`,
  places: (n: number, shown: string) =>
    n === 0 ? "Alla platser är tagna" : `${shown}\u00a0${plural(n, "plats", "platser")} kvar`,
  had: "Du har redan löst in den.",
  opens: (when: string) => `Öppnar ${when}`,
  opensAgain: (when: string) => `Alla platser är tagna. Öppnar igen ${when}`,
  closes: (when: string) => `Öppet till ${when}`,
  soldOut: "Alla platser är tagna just nu. Blir någon ledig syns det här.",
  where: (shops: string) => `Hos ${shops}`,
  everywhere: "I alla butiker",
  
  goal: (left: string, reward: string) => `${left} kvar till ${reward}`,
  /** "Nu räcker poängen till …"; of stars and kronor the word's own form is not known. */
  goalReached: (reward: string, many: string) =>
    `Nu räcker ${many.endsWith("poäng") ? `${many}en` : "det"} till ${reward}`,
  goalChoose: "Välj ett mål",
  goalNone: "Välj något att spara till",
  pin: "Spara till den här",
  unpin: "Ta bort som mål",
  pinned: (reward: string) => `Nu sparar du till ${reward}.`,
  unpinned: "Målet är borttaget.",
  yourGoal: "Ditt mål",
  all: "Alla belöningar",

  terms: "Så funkar den",
  redeem: (price: string) => `Lös in ${price}`,
  give: (price: string) => `Skänk ${price}`,
  undoableUntil: "Du kan ångra tills koden används eller går ut. Sedan kommer det du betalade inte tillbaka.",
  undoable: "Du kan ångra tills koden används. Används den inte i tid kommer det du betalade tillbaka.",
  forGood: "Gåvor kan inte ångras.",
  giveAsk: (price: string, charity: string) => `Skänka ${price} till ${charity}?`,
  giveMeans: (amount: string, charity: string) => `${charity} får ${amount}, och du får ett kvitto.`,
  giveNot: "Nej tack",
  redeemed: "Klart. Visa koden i kassan.",
  lost: "Den belöningen finns inte längre.",

  codes: "Dina koder",
  codesCount: (n: number, shown: string) => `${shown}\u00a0${plural(n, "kod", "koder")} att använda`,
  codesLead: "Visa koden i kassan. Det du har betalat för den ligger kvar i den tills den används.",
  codesNone: "Inga koder att använda. När du löser in något eller får en present ligger koden här.",
  others: "Fler koder",
  show: "Visa",
  older: "Tidigare",
  code: (code: string) => `Koden ${code}`,
  qr: (code: string) => `QR-kod med koden ${code}`,
  validUntil: (day: string) => `Gäller till och med ${day}`,
  cancel: (price: string) => `Ångra, få tillbaka ${price}`,
  cancelUntil: (day: string) => `Det går till och med ${day}, så länge koden inte är använd.`,
  cancelled: (price: string) => `Ångrat. Du har fått tillbaka ${price}.`,
  used: (when: string, place: string | null) => (place ? `Använd ${when}, ${place}` : `Använd ${when}`),
  gone: (state: string, given: boolean): string =>
    state === "LOST" ? "Gick ut" : state === "LAPSED"
      ? given ? "Gick ut" : "Gick ut, betalningen är tillbaka"
      : state === "CANCELLED" ? (given ? "Indragen" : "Avbruten, betalningen är tillbaka") : "",
  usedNow: (reward: string) => `${reward}: koden är använd. Njut.`,
  got: (reward: string, why: string | null) => `En present till dig: ${reward}.${why ? ` ${why}` : ""}`,
  gotLine: (reward: string) => `Present: ${reward}`,
  present: "Present",
  /** `paid`: points were held for it, and came back. */
  returned: (cause: "LAPSED" | "LOST" | "UNDONE" | "OWED" | "SETTLED", reward: string, paid: boolean) =>
    ({
      LAPSED: paid ? `Koden till ${reward} gick ut. Det du betalade är tillbaka.` : `Presenten ${reward} gick ut.`,
      LOST: `Koden till ${reward} gick ut, och det du betalade är förbrukat.`,
      UNDONE: paid
        ? `Koden till ${reward} drogs in: det som betalade den ändrades i efterhand.`
        : `Presenten ${reward} drogs in: det som gav den ändrades i efterhand.`,
      OWED: `Det som gav ${reward} ändrades i efterhand, och koden är redan använd. Nästa likadana present uteblir.`,
      SETTLED: `Den här gången blev det ingen ny present: den räknas av mot ${reward}, som redan är använd.`,
    })[cause],
  usedLine: (reward: string) => `Använde ${reward}`,

  receipt: "Kvitto",
  receiptNumber: "Kvittonummer",
  thanks: (amount: string, charity: string) => `Tack. ${amount} går till ${charity}.`,
  meter: (amount: string, n: number, givers: string) =>
    `${amount} från ${givers}\u00a0${plural(n, "person", "personer")} hittills`,
  meterTogether: (amount: string, total: string) => `${amount} för det ni nådde tillsammans. ${total} i allt.`,
  meterNone: "Bli den första som skänker.",
  gifts: "Dina gåvor",

  clubs: (most: number): string => (most === 1 ? "Din förening" : "Dina föreningar"),
  clubsLead: (most: number) =>
    most === 1
      ? "En del av det du gör går till den du väljer. Du får dina egna poäng som vanligt."
      : `Välj högst ${most}. De delar lika på en del av det du gör. Du får dina egna poäng som vanligt.`,
  clubThroughYou: (points: string) => `Genom dig: ${points}`,
  clubsSaved: "Ditt val är sparat.",
  clubGot: (club: string, back: boolean) => (back ? `Togs tillbaka från ${club}` : `Din förening ${club} fick`),
};
