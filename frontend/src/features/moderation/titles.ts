/** What a notice is called, whether it is read in the list or told as it comes. */
import { speech } from "../../lib/speech.svelte";
import type { Action, Notice } from "./documents";

interface Told {
  kind: "HELD" | "DECIDED" | "UNDONE" | "APPEAL" | "REPORTED" | "IDEA";
  action: Action | null;
  outcome: "WAITING" | "UPHELD" | "OVERTURNED" | "MOOT" | null;
  idea: "NEW" | "PLANNED" | "DONE" | "DECLINED" | null;
}

/** What a report came to in the end. */
export function titleOfReport(outcome: NonNullable<Notice["outcome"]>): string {
  const t = speech.t.moderation.titles;
  switch (outcome) {
    case "WAITS":
      return t.WAITS;
    case "STAYS":
      return t.REPORTED.KEEP;
    case "BACK":
      return t.RESTORED;
    case "HIDDEN":
      return t.REPORTED.HIDE;
    case "REMOVED":
      return t.REPORTED.REMOVE;
    case "DELETED":
      return t.DELETED;
  }
}

export function titleOfNotice({ kind, action, outcome, idea }: Told): string {
  const t = speech.t.moderation.titles;
  switch (kind) {
    case "HELD":
      return t.HELD;
    case "UNDONE":
      return t.UNDONE;
    case "APPEAL":
      return outcome === "OVERTURNED" ? t.APPEAL.OVERTURNED : t.APPEAL.UPHELD;
    case "DECIDED":
      return t.DECIDED[action ?? "HIDE"];
    case "IDEA":
      return t.IDEA[idea ?? "NEW"];
    case "REPORTED":
      if (outcome === "OVERTURNED") return t.RESTORED;
      return action ? t.REPORTED[action] : t.WAITS;
  }
}
