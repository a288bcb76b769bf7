import type { sv } from "./sv";

const months = (n: number) => (n === 1 ? "1\u00a0month" : `${n}\u00a0months`);

export const en: typeof sv = {
  away: "Will you be away for a while?",
  lead: "Freeze what you have. All that you have now lasts so much longer. What you get after that has its usual time.",
  left: (n: number, of: number) => `${n} of ${months(of)} left this year.`,
  usedUp: "This year's months are used. Next year you can freeze again.",
  months,
  howLong: "For how long",
  which: "Which",
  freeze: (n: number) => `Freeze for ${months(n)}`,
  frozen: (n: number) => `Done. All that you have lasts ${months(n)} longer.`,
  latest: "Frozen",
  line: (what: string, n: number) => `${what}, ${months(n)}`,
  byManager: "by those who run the programme",
  undone: "taken back",
  undo: "Take back",
  undoWhich: (what: string) => `Take back the freeze of ${what.toLowerCase()}`,
  thawed: "Taken back. Everything expires when it did before.",
  deskTitle: "Freeze points",
  deskLead: "For somebody who is ill or away. All that the member has now lasts so much longer.",
  reason: "Reason",
  reasonHint: "One line, which stays under All that has happened.",
  reasonMissing: "Write why.",
  deskFrozen: (n: number) => `Done. All that the member has lasts ${months(n)} longer.`,
};
