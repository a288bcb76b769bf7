import { points } from "../../lib/texts/counted";
import type { sv } from "./sv";

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

export const en: typeof sv = {
  title: "Rewards",
  lead: (shown) => `You have ${points(shown)} to use.`,
  affordable: "Your points are enough for",
  ahead: "On the way",
  waiting: "Waiting for a level",
  notNow: "Not just now",
  none: "No rewards just now. They show up here when there are any.",
  left: (shown) => `${points(shown)} to go`,
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
  costs: points,

  goal: (shown, reward) => `${points(shown)} to go to ${reward}`,
  goalReached: (reward) => `You now have enough for ${reward}`,
  goalChoose: "Choose a goal",
  goalNone: "Choose something to save for",
  nearest: (shown, reward) => `${points(shown)} to go to ${reward}`,
  pin: "Save for this",
  unpin: "Remove as goal",
  pinned: (reward) => `You are now saving for ${reward}.`,
  unpinned: "The goal is removed.",
  yourGoal: "Your goal",
  all: "All rewards",

  terms: "How it works",
  redeem: (shown) => `Redeem ${points(shown)}`,
  give: (shown) => `Give ${points(shown)}`,
  undoable: "You can cancel until the code is used. If it is not used in time, the points come back.",
  forGood: "Gifts cannot be undone.",
  giveAsk: (shown, charity) => `Give ${points(shown)} to ${charity}?`,
  giveMeans: (amount, charity) => `${charity} gets ${amount}, and you get a receipt.`,
  giveNot: "No thanks",
  redeemed: "Done. Show the code at the till.",
  lost: "That reward is no longer there.",

  codes: "Your codes",
  codesCount: (n, shown) => `${shown}\u00a0${plural(n, "code", "codes")} to use`,
  codesLead: "Show the code at the till. If you redeemed it, its points stay in it until it is used.",
  codesNone: "No codes to use. When you redeem something or get a gift, its code is here.",
  older: "Earlier",
  code: (code) => `The code ${code}`,
  qr: (code) => `QR code with the code ${code}`,
  validUntil: (day) => `Valid through ${day}`,
  cancel: (shown) => `Cancel, get ${points(shown)} back`,
  cancelUntil: (day) => `You can do so through ${day}, as long as the code is not used.`,
  cancelled: (shown) => `Cancelled. ${points(shown)} ${shown === "1" ? "is" : "are"} back.`,
  used: (when, place) => (place ? `Used ${when}, ${place}` : `Used ${when}`),
  gone: (state, given) =>
    state === "LAPSED"
      ? given ? "Ran out" : "Ran out, the points are back"
      : state === "CANCELLED" ? (given ? "Withdrawn" : "Cancelled, the points are back") : "",
  usedNow: (reward) => `${reward}: the code is used. Enjoy.`,
  got: (reward, why) => `A gift for you: ${reward}.${why ? ` ${why}` : ""}`,
  gotLine: (reward) => `Gift: ${reward}`,
  present: "Gift",
  returned: (cause, reward, paid) =>
    ({
      LAPSED: paid ? `The code for ${reward} ran out. The points are back.` : `The gift ${reward} ran out.`,
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

  clubs: "Your club",
  clubsLead: (most) =>
    most === 1
      ? "A part of what you do goes to the one you choose. You get your own points as always."
      : `Those you choose, at most ${most}, share a part of what you do. You get your own points too.`,
  clubThroughYou: (shown) => `Through you: ${shown}`,
  clubsSaved: "Your choice is saved.",
  clubGot: (club, back) => (back ? `Taken back from ${club}` : `Your club ${club} got`),
};
