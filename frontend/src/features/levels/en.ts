import type { sv } from "./sv";

export const en: typeof sv = {
  title: "What you can use",
  titleGiven: "Levels you were given",
  titleOffered: "Somebody wants to give you a level",
  ways: (tier, n) => (n > 1 ? `Ways to ${tier}. One is enough.` : `The way to ${tier}`),
  keep: (tier) => `How to keep ${tier} longer`,
  within: (time, day) => (day ? `Counted over ${time}, through ${day}.` : `Counted over ${time}.`),
  or: "or",
  and: "and",
  until: (day) => `The next round begins on ${day}.`,
  left: (n, of, period) =>
    n > 0
      ? of === 1 ? `Once in ${period}.` : `${n} of ${of} times left in ${period}.`
      : of === 1 ? `You have used it in ${period}.` : `You have used all ${of} of them in ${period}.`,
  given: (tier) => `You were given ${tier}.`,
  givenBy: (tier, name) => `${name} gave you ${tier}.`,
  givenUntil: (day) => `It is yours until ${day}.`,
  give: (tier) => `Give ${tier}`,
  card: "Card number",
  cardHint: "Sixteen digits. They are on the other one's card.",
  cardWrong: "Write the card's sixteen digits.",
  offered: (name) => `${name} has 30 days to answer.`,
  offer: (name, tier) => `${name} wants to give you ${tier}.`,
  answerBy: (day) => `Answer by ${day}.`,
  accept: "Accept",
  decline: "No, thank you",
  withdraw: "Take it back",
  waiting: (name, tier) => `You offered ${name} the level ${tier}.`,
  accepted: (tier) => `You have ${tier} now.`,
  declined: "You declined it.",
  withdrawn: "You took the offer back.",
  used: (perk, left) => (left > 0 ? `${perk} was used. ${left} left.` : `${perk} was used.`),
  moved: (state, name, tier) =>
    ({
      OPEN: `${name} wants to give you ${tier}`,
      ACCEPTED: `${name} accepted ${tier}`,
      DECLINED: `${name} declined ${tier}`,
      WITHDRAWN: `${name} took ${tier} back`,
    })[state],
};
