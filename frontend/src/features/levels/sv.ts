type State = "OPEN" | "ACCEPTED" | "DECLINED" | "WITHDRAWN";

export const sv = {
  title: "Det här får du använda",
  titleGiven: "Nivåer du har fått",
  titleOffered: "Någon vill ge dig en nivå",
  ways: (tier: string, n: number) => (n > 1 ? `Vägar till ${tier}. En räcker.` : `Vägen till ${tier}`),
  keep: (tier: string) => `Så behåller du ${tier} längre`,
  within: (time: string, day: string | null) =>
    day ? `Räknas under ${time}, till och med ${day}.` : `Räknas under ${time}.`,
  or: "eller",
  and: "och",
  until: (day: string) => `Nästa omgång börjar ${day}.`,
  left: (n: number, of: number, period: string) =>
    n > 0
      ? of === 1 ? `En gång under ${period}.` : `${n} av ${of} gånger kvar under ${period}.`
      : of === 1 ? `Du har använt den under ${period}.` : `Du har använt alla ${of} gångerna under ${period}.`,
  given: (tier: string) => `Du har fått ${tier}.`,
  givenBy: (tier: string, name: string) => `${name} har gett dig ${tier}.`,
  givenUntil: (day: string) => `Gäller till och med ${day}.`,
  give: (tier: string) => `Ge ${tier}`,
  card: "Kortnummer",
  cardHint: "Sexton siffror. De står på den andras kort.",
  cardWrong: "Skriv kortets sexton siffror.",
  offered: (name: string) => `${name} har 30 dagar på sig att svara.`,
  offer: (name: string, tier: string) => `${name} vill ge dig ${tier}.`,
  answerBy: (day: string) => `Svara senast ${day}.`,
  accept: "Ta emot",
  decline: "Nej tack",
  withdraw: "Ta tillbaka",
  waiting: (name: string, tier: string) => `Du har erbjudit ${name} nivån ${tier}.`,
  accepted: (tier: string) => `Du har fått ${tier}.`,
  declined: "Du tackade nej.",
  withdrawn: "Du tog tillbaka erbjudandet.",
  used: (perk: string, left: number) => (left > 0 ? `${perk} användes. ${left} kvar.` : `${perk} användes.`),
  moved: (state: State, name: string, tier: string) =>
    ({
      OPEN: `${name} vill ge dig ${tier}`,
      ACCEPTED: `${name} tog emot ${tier}`,
      DECLINED: `${name} tackade nej till ${tier}`,
      WITHDRAWN: `${name} tog tillbaka ${tier}`,
    })[state],
};
