import { stringifyDocument } from "@urql/core";
import { ask, problemOf } from "../../lib/ask";
import { joy } from "../../lib/joy.svelte";
import { follow } from "../../lib/live";
import { member } from "../../lib/member.svelte";
import { Reading, settled } from "../../lib/reading.svelte";
import { speech } from "../../lib/speech.svelte";
import { wordsFor } from "../welcome/form.svelte";
import { CaseChangedDocument, FinishedDocument, QueueDocument, ReleaseDocument, UndoDocument } from "./documents";
import type { Case, Rule } from "./documents";

const PAGE = 30;
const SETTLES_MS = 250;

interface Page {
  cases: Case[];
  more: boolean;
}

interface Queue extends Page {
  rules: Rule[];
  waiting: number;
  latestMinutes: number | null;
}

/** The moderators' desk: the queue as it stands, the case that is looked at, and what is decided. */
export class Desk {
  readonly reading = new Reading<Queue>(async () => {
    let answer = await ask(QueueDocument, { first: PAGE, after: null });
    const cases = answer.moderationQueue.edges.map((edge) => edge.node);
    while (cases.length < this.#shown && answer.moderationQueue.pageInfo.hasNextPage) {
      answer = await ask(QueueDocument, { first: PAGE, after: answer.moderationQueue.pageInfo.endCursor });
      cases.push(...answer.moderationQueue.edges.map((edge) => edge.node));
    }
    return {
      cases,
      more: answer.moderationQueue.pageInfo.hasNextPage,
      rules: answer.houseRules,
      waiting: answer.moderationSummary.waiting,
      latestMinutes: answer.moderationSummary.latestMinutes,
    };
  });
  readonly finished = new Reading<Page>(async () => {
    let { finishedCases: page } = await ask(FinishedDocument, { first: PAGE, after: null });
    const cases = page.edges.map((edge) => edge.node);
    while (cases.length < this.#finishedShown && page.pageInfo.hasNextPage) {
      page = (await ask(FinishedDocument, { first: PAGE, after: page.pageInfo.endCursor })).finishedCases;
      cases.push(...page.edges.map((edge) => edge.node));
    }
    return { cases, more: page.pageInfo.hasNextPage };
  });
  chosen = $state("");
  view = $state<"waiting" | "finished">("waiting");
  #shown = PAGE;
  #finishedShown = PAGE;

  /** Reads the queue again whenever it moved. Returns how to stop. */
  follow(): () => void {
    const again = settled(SETTLES_MS, () => void this.#again());
    void this.#again();
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

  async more(): Promise<void> {
    if (this.view === "waiting") {
      this.#shown += PAGE;
      return await this.reading.again();
    }
    this.#finishedShown += PAGE;
    await this.finished.again();
  }

  /** The asker's own decision that can still be undone, the latest one: also after the page was loaded anew. */
  get undoable(): Case["decisions"][number] | null {
    const standing = (this.finished.data?.cases ?? []).map(standingOf);
    return standing.find((decision) => decision?.byMe && decision.mayUndo) ?? null;
  }

  /** Another moderator may take the case at once. */
  async release(one: Case): Promise<void> {
    try {
      const { releaseCase } = await ask(ReleaseDocument, { id: one.id });
      const problem = problemOf(releaseCase);
      if (problem) say(problem, "sorry");
    } catch (error) {
      say(wordsFor(error), "sorry");
    }
  }

  /** After a decision: the queue as it is now, and whatever comes next in it. */
  async decided(text: string): Promise<void> {
    this.chosen = "";
    say(text, "plain");
    await this.#again();
  }

  /** Takes a decision back: the given one, else the asker's own latest one. */
  async undo(given?: Case["decisions"][number]): Promise<void> {
    const t = speech.t.moderation;
    if (!given && !this.undoable) await this.finished.again(); // It may have been decided just now.
    const decision = given ?? this.undoable;
    if (!decision) return say(t.nothingToUndo, "plain");
    try {
      const { undoDecision } = await ask(UndoDocument, { id: decision.id });
      const problem = problemOf(undoDecision);
      say(problem ?? (decision.rewritten ? t.undoneRewritten : t.undone), problem ? "sorry" : "plain");
      if (!problem) this.view = "waiting";
      await this.#again();
    } catch (error) {
      say(wordsFor(error), "sorry");
    }
  }

  async #again(): Promise<void> {
    await Promise.all([this.reading.again(), this.finished.again()]);
  }
}

/** The decision of a case that holds. */
export function standingOf(one: Case): Case["decisions"][number] | null {
  return one.decisions.filter((decision) => !decision.undoneAt).at(-1) ?? null;
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
