import { points } from "../../lib/texts/counted";
import type { sv } from "./sv";

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

export const en: typeof sv = {
  title: "Rewards",
  lead: (shown) => `You have ${points(shown)} to use.`,
  affordable: "Your points are enough for",
  ahead: "On the way",
  waiting: "Waiting for a level",
  none: "No rewards just now. They show up here when there are any.",
  left: (shown) => `${points(shown)} to go`,
  enough: "You have enough",
  fromTier: (tier) => `From the level ${tier}`,
  locked: (tier) => `This one opens when you reach ${tier}.`,
  places: (n, shown) => (n === 0 ? "All places are taken" : `${shown}\u00a0${plural(n, "place", "places")} left`),
  had: "You have redeemed it already.",
  soldOut: "All places are taken just now. If one comes free it shows here.",
  where: (shops) => `At ${shops}`,
  everywhere: "In every shop",
  costs: points,

  goal: (shown, reward) => `${points(shown)} to go to ${reward}`,
  goalReached: (reward) => `You now have enough for ${reward}`,
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
  redeemed: "Done. Show the code at the till.",
  toCode: "Show the code",
  lost: "That reward is no longer there.",

  codes: "Your codes",
  codesCount: (n, shown) => `${shown}\u00a0${plural(n, "code", "codes")} to use`,
  codesLead: "Show the code at the till. The points stay in it until it is used.",
  codesNone: "No codes to use. When you redeem something its code is here.",
  older: "Earlier",
  code: (code) => `The code ${code}`,
  qr: (code) => `QR code with the code ${code}`,
  validUntil: (day) => `Valid through ${day}`,
  cancel: (shown) => `Cancel, get ${points(shown)} back`,
  cancelled: (shown) => `Cancelled. ${points(shown)} ${shown === "1" ? "is" : "are"} back.`,
  used: (when, place) => (place ? `Used ${when}, ${place}` : `Used ${when}`),
  gone: { CANCELLED: "Cancelled, the points are back", LAPSED: "Ran out, the points are back" },
  usedNow: (reward) => `${reward}: the code is used. Enjoy.`,
  returned: {
    LAPSED: (reward) => `The code for ${reward} ran out. The points are back.`,
    UNDONE: (reward) => `The code for ${reward} was withdrawn: what paid for it was changed afterwards.`,
  },
  usedLine: (reward) => `Used ${reward}`,

  receipt: "Receipt",
  receiptNumber: "Receipt number",
  thanks: (amount, charity) => `Thank you. SEK\u00a0${amount} goes to ${charity}.`,
  meter: (amount, n, givers) =>
    `SEK\u00a0${amount} from ${givers}\u00a0${plural(n, "neighbour", "neighbours")} so far`,
  meterNone: "Be the first to give.",
  gifts: "Your gifts",
  onCard: (n, shown) => `${shown}\u00a0${plural(n, "code waits", "codes wait")} to be used`,
};
