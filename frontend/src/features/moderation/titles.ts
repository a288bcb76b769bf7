/** What a notice is called, whether it is read in the list or told as it comes. */
import { speech } from "../../lib/speech.svelte";
import type { Action } from "./documents";

interface Told {
  kind: "HELD" | "DECIDED" | "UNDONE" | "APPEAL" | "REPORTED" | "IDEA";
  action: Action | null;
  outcome: "WAITING" | "UPHELD" | "OVERTURNED" | "MOOT" | null;
  idea: "NEW" | "PLANNED" | "DONE" | "DECLINED" | null;
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
      return outcome === "OVERTURNED" ? t.RESTORED : t.REPORTED[action ?? "HIDE"];
  }
}
