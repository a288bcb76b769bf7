import type { Wall } from "./sv";

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

export const wall: Wall = {
  secretName: "Secret badge",
  secretLabel: "A secret badge that you have not found yet",
  rare: (holders, held, active) => `${held} of ${active} active members ${plural(holders, "has", "have")} it`,
  few: (held, active) => `${held} of ${active} have it`,
  counted: (moment) => `Counted ${moment}. Active is who did anything in the last 90 days.`,
  notCounted: "How many have it will be counted soon.",
  how: "How to get it",
  when: "When",
  why: "Why",
  by: "What gave it",
  rarity: "How many have it",
  notYet: "Not yours yet.",
  all: "All badges",
  gone: "There is no such badge.",
  undone: "If what gave the badge is taken back, the badge is taken back.",
  count: (have, all) => `${have} of ${all}`,
};
