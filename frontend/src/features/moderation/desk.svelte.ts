import { stringifyDocument } from "@urql/core";
import { ask, problemOf } from "../../lib/ask";
import { joy } from "../../lib/joy.svelte";
import { follow } from "../../lib/live";
import { member } from "../../lib/member.svelte";
import { Reading, settled } from "../../lib/reading.svelte";
import { speech } from "../../lib/speech.svelte";
import { wordsFor } from "../welcome/form.svelte";
import { CaseChangedDocument, QueueDocument, UndoDocument, type Case, type Rule } from "./documents";

const SHOWN = 30;
const SETTLES_MS = 250;

interface Queue {
  cases: Case[];
  rules: Rule[];
  waiting: number;
  latestMinutes: number | null;
}

/** The moderators' desk: the queue as it stands, the case that is looked at, and what was decided last. */
export class Desk {
  readonly reading = new Reading<Queue>(async () => {
    const answer = await ask(QueueDocument, { first: SHOWN, after: null });
    return {
      cases: answer.moderationQueue.edges.map((edge) => edge.node),
      rules: answer.houseRules,
      waiting: answer.moderationSummary.waiting,
      latestMinutes: answer.moderationSummary.latestMinutes,
    };
  });
  chosen = $state("");
  lastDecision = $state("");

  /** Reads the queue again whenever it moved. Returns how to stop. */
  follow(): () => void {
    const again = settled(SETTLES_MS, () => void this.reading.again());
    void this.reading.again();
    let stood = false;
    return follow(member.socket, {
      query: stringifyDocument(CaseChangedDocument),
      variables: () => ({}),
      take: again,
      stands: (connection) => {
        if (connection === "live" && stood) again(); // What moved during a break was not told.
        stood ||= connection === "offline";
      },
      refused: () => {},
    });
  }

  get cases(): Case[] {
    return this.reading.data?.cases ?? [];
  }

  /** The case that is looked at: the one that was chosen while it waits, else the first. */
  get current(): Case | null {
    return this.cases.find((one) => one.id === this.chosen) ?? this.cases[0] ?? null;
  }

  get place(): number {
    return this.current ? this.cases.indexOf(this.current) : -1;
  }

  step(by: number): void {
    const there = this.cases[(this.place + by + this.cases.length) % this.cases.length];
    if (there) this.chosen = there.id;
  }

  /** After a decision: the queue as it is now, and whatever comes next in it. */
  async decided(text: string, decisionId = ""): Promise<void> {
    this.lastDecision = decisionId;
    this.chosen = "";
    say(text, "plain");
    await this.reading.again();
  }

  async undo(): Promise<void> {
    const t = speech.t.moderation;
    if (!this.lastDecision) return say(t.nothingToUndo, "plain");
    try {
      const { undoDecision } = await ask(UndoDocument, { id: this.lastDecision });
      const problem = problemOf(undoDecision);
      say(problem ?? t.undone, problem ? "sorry" : "plain");
      if (!problem) this.lastDecision = "";
      await this.reading.again();
    } catch (error) {
      say(wordsFor(error), "sorry");
    }
  }
}

export function say(text: string, tone: "plain" | "sorry"): void {
  joy.toast({ text, tone });
  joy.say(text);
}

/** Keys belong to whoever writes; elsewhere a single letter is a command. */
export function isCommand(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return false;
  const at = event.target as HTMLElement | null;
  if (document.querySelector("dialog[open]")) return false;
  if (at?.closest("input, textarea, select, [contenteditable]")) return false;
  return !(event.key === "Enter" && at?.closest("a, button, summary"));
}
