import type { Seasons } from "./sv";

export const seasons: Seasons = {
  boards: "Boards",
  label: "Browse periods",
  previous: "Earlier",
  next: "Later",
  lastWeek: "Last week",
  now: "Now",
  begins: (day) => `Begins ${day}`,
  past: "Earlier periods",
  place: (rank, size) => `Place ${rank} of ${size}`,
  others: (shown) => `${shown}\u00a0on the board`,
  settles: "Being settled",
  span: (from, to) => `${from} – ${to}`,
  final: "Final. What changes afterwards moves nobody.",
  settling: (moment) => `Final ${moment}, once tills without a connection have caught up.`,
  around: "Around you",
  noPlace: "You were not on the board in that period.",
  gone: "The board has no such period.",
  toNow: "To the one that counts now",
  empty: "Nobody was on the board in that period.",
  waiting: "The board is empty until the period begins.",
};
