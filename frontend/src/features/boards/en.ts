import type { Seasons } from "./sv";

export const seasons: Seasons = {
  label: "Period",
  previous: "Earlier",
  next: "Later",
  lastWeek: "Last week",
  present: "This week",
  now: "Now",
  span: (from, to) => `${from} – ${to}`,
  final: "Final. What changes afterwards moves nobody.",
  settling: (moment) => `Final ${moment}, once tills without a connection have caught up.`,
  around: "Around you",
  noPlace: "You were not on the board in that period.",
  gone: "The board has no such period.",
};
