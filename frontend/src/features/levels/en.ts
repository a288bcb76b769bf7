import type { sv } from "./sv";

export const en: typeof sv = {
  title: "What you can use",
  titleGiven: "Levels that are given",
  ways: (tier, n) => (n > 1 ? `Ways to ${tier}. One is enough.` : `The way to ${tier}`),
  keep: (tier) => `How to keep ${tier} longer`,
  within: (time) => `Counted over ${time}.`,
  until: (day) => `The next round begins on ${day}.`,
  left: (n, of, period) =>
    n === 0 ? `Used as often as it can be in ${period}.` : `${n} of ${of} left in ${period}.`,
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
