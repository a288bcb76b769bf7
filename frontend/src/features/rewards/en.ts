import type { sv } from "./sv";

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

export const en: typeof sv = {
  title: "Rewards",
  lead: (purse) => `You have ${purse} to use.`,
  affordable: "You have enough for",
  ahead: "On the way",
  waiting: "Waiting for a level",
  notNow: "Not just now",
  onlyGiven: "Nothing is redeemed here. What you get comes by itself and is among your codes.",
  none: "No rewards just now. They show up here when there are any.",
  left: (left) => `${left} to go`,
  enough: "You have enough",
  locked: (tier) => `This one opens when you reach ${tier}.`,
  places: (n, shown) => (n === 0 ? "All places are taken" : `${shown}\u00a0${plural(n, "place", "places")} left`),
  had: "You have redeemed it already.",
  opens: (when) => `Opens ${when}`,
  opensAgain: (when) => `All places are taken. Opens again ${when}`,
  closes: (when) => `Open until ${when}`,
  soldOut: "All places are taken just now. If one comes free it shows here.",
  where: (shops) => `At ${shops}`,
  everywhere: "In every shop",

  goal: (left, reward) => `${left} to go to ${reward}`,
  goalReached: (reward) => `You now have enough for ${reward}`,
  goalChoose: "Choose a goal",
  goalNone: "Choose something to save for",
  pin: "Save for this",
  unpin: "Remove as goal",
  pinned: (reward) => `You are now saving for ${reward}.`,
  unpinned: "The goal is removed.",
  yourGoal: "Your goal",
  all: "All rewards",

  terms: "How it works",
  redeem: (price) => `Redeem ${price}`,
  give: (price) => `Give ${price}`,
  undoableUntil: "You can cancel until the code is used or runs out. After that, what you paid does not come back.",
  undoable: "You can cancel until the code is used. If it is not used in time, what you paid comes back.",
  forGood: "Gifts cannot be undone.",
  giveAsk: (price, charity) => `Give ${price} to ${charity}?`,
  giveMeans: (amount, charity) => `${charity} gets ${amount}, and you get a receipt.`,
  giveNot: "No thanks",
  redeemed: "Done. Show the code at the till.",
  lost: "That reward is no longer there.",

  codes: "Your codes",
  codesCount: (n, shown) => `${shown}\u00a0${plural(n, "code", "codes")} to use`,
  codesLead: "Show the code at the till. What you paid for it stays in it until it is used.",
  codesNone: "No codes to use. When you redeem something or get a gift, its code is here.",
  others: "More codes",
  show: "Show",
  older: "Earlier",
  code: (code) => `The code ${code}`,
  qr: (code) => `QR code with the code ${code}`,
  validUntil: (day) => `Valid through ${day}`,
  cancel: (price) => `Cancel, get ${price} back`,
  cancelUntil: (day) => `You can do so through ${day}, as long as the code is not used.`,
  cancelled: (price) => `Cancelled. You have ${price} back.`,
  used: (when, place) => (place ? `Used ${when}, ${place}` : `Used ${when}`),
  gone: (state, given) =>
    state === "LOST" ? "Ran out" : state === "LAPSED"
      ? given ? "Ran out" : "Ran out, what you paid is back"
      : state === "CANCELLED" ? (given ? "Withdrawn" : "Cancelled, what you paid is back") : "",
  usedNow: (reward) => `${reward}: the code is used. Enjoy.`,
  got: (reward, why) => `A gift for you: ${reward}.${why ? ` ${why}` : ""}`,
  gotLine: (reward) => `Gift: ${reward}`,
  present: "Gift",
  returned: (cause, reward, paid) =>
    ({
      LAPSED: paid ? `The code for ${reward} ran out. What you paid is back.` : `The gift ${reward} ran out.`,
      LOST: `The code for ${reward} ran out, and what you paid is spent.`,
      UNDONE: paid
        ? `The code for ${reward} was withdrawn: what paid for it was changed afterwards.`
        : `The gift ${reward} was withdrawn: what gave it was changed afterwards.`,
      OWED: `What gave ${reward} was changed afterwards, and the code is used already. The next such gift stays away.`,
      SETTLED: `No new gift this time: it makes up for ${reward}, which is used already.`,
    })[cause],
  usedLine: (reward) => `Used ${reward}`,

  receipt: "Receipt",
  receiptNumber: "Receipt number",
  thanks: (amount, charity) => `Thank you. ${amount} goes to ${charity}.`,
  meter: (amount, n, givers) => `${amount} from ${givers}\u00a0${plural(n, "person", "people")} so far`,
  meterTogether: (amount, total) => `${amount} for what you all reached together. ${total} in all.`,
  meterNone: "Be the first to give.",
  gifts: "Your gifts",

  clubs: (most) => (most === 1 ? "Your club" : "Your clubs"),
  clubsLead: (most) =>
    most === 1
      ? "A part of what you do goes to the one you choose. You get your own points as always."
      : `Choose up to ${most}. They share a part of what you do. You get your own points as always.`,
  clubThroughYou: (shown) => `Through you: ${shown}`,
  clubsSaved: "Your choice is saved.",
  clubGot: (club, back) => (back ? `Taken back from ${club}` : `Your club ${club} got`),
};
