/** What a member tells of themselves: logged at a tap, kept while there is no network, sent once. */
import { ask, problemOf, Trouble } from "../../lib/ask";
import { newKey } from "../../lib/attempt";
import { joy } from "../../lib/joy.svelte";
import { member } from "../../lib/member.svelte";
import { speech } from "../../lib/speech.svelte";
import { wordsFor } from "../welcome/form.svelte";
import { TakeBackDocument, TellChoiceDocument } from "./documents";
import { Outbox, type Answer, type Waiting } from "./outbox";

class OwnWord {
  /** What has not reached the server yet. */
  waiting = $state.raw<readonly Waiting[]>([]);
  /** Counts what was told or taken back, so that views read again. */
  changes = $state(0);
  #outbox = new Outbox(
    shelf(),
    (one) => tell(one),
    (waiting) => (this.waiting = waiting),
    (one, answer) => this.#heard(one, answer),
  );

  constructor() {
    $effect.root(() => {
      $effect(() => {
        this.#outbox.open(member.me?.id ?? "");
        if (member.me && member.connection === "live") void this.#outbox.flush();
      });
    });
    addEventListener("online", () => void this.#outbox.flush());
  }

  async log(kind: string, facts: Waiting["facts"]): Promise<void> {
    const one = { key: newKey(), kind, facts, occurredAt: new Date().toISOString() };
    if (!this.#outbox.add(one)) return joy.toast({ text: speech.t.choices.full, tone: "sorry" });
    await this.#outbox.flush();
    if (this.waiting.some((other) => other.key === one.key)) {
      joy.toast({ text: speech.t.choices.waitsToast, tone: "plain" });
      joy.say(speech.t.choices.waitsToast);
    }
  }

  /** Takes back what was told today: off the phone where it still waits, else from the server. */
  async undo(key: string): Promise<void> {
    const t = speech.t.choices;
    if (this.waiting.some((one) => one.key === key)) return this.#outbox.drop(key);
    try {
      const input = { key: `undo-${key}`, activityKey: key, reason: t.undoReason };
      const problem = problemOf((await ask(TakeBackDocument, { input })).reverseActivity);
      joy.toast({ text: problem ?? t.undone, tone: problem ? "sorry" : "plain" });
      joy.say(problem ?? t.undone);
    } catch (error) {
      const offline = error instanceof Trouble && error.kind === "offline";
      joy.toast({ text: offline ? t.noNet : wordsFor(error), tone: "sorry" });
    }
    this.changes += 1;
  }

  #heard(_: Waiting, answer: Answer): void {
    this.changes += 1;
    if (answer.outcome === "refused" || answer.outcome === "failed") {
      return joy.toast({ text: answer.message, tone: "sorry" });
    }
    if (answer.outcome === "sent") {
      for (const text of answer.limited) {
        joy.toast({ text, tone: "plain" });
        joy.say(text);
      }
    }
    // Where the line is open, the event tells the same a moment later.
    if (answer.message && member.connection !== "live") joy.toast({ text: answer.message, tone: "gain" });
  }
}

async function tell({ key, kind, facts, occurredAt }: Waiting): Promise<Answer> {
  const id = member.me?.id;
  if (!id) return { outcome: "later", message: "" };
  try {
    const input = { key, kind, facts, occurredAt, member: { id } };
    const outcome = (await ask(TellChoiceDocument, { input })).recordActivity;
    if (outcome.__typename === "InFutureProblem") {
      return { outcome: "early", now: outcome.now, message: outcome.message };
    }
    if (outcome.__typename === "ActivityRecorded") {
      const limited = outcome.limited.map(({ name, why }) => `${name}. ${why}`);
      return { outcome: "sent", message: outcome.activity.impact?.text ?? "", limited };
    }
    return { outcome: "refused", message: outcome.message };
  } catch (error) {
    // Whatever the trouble, nothing says that it was not recorded: the same is sent again, and counts once.
    const fault = !(error instanceof Trouble) || error.kind === "fault";
    return { outcome: fault ? "failed" : "later", message: wordsFor(error) };
  }
}

/** A browser may refuse to store anything; then what waits lives as long as the page. */
function shelf(): Storage | Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => {}, removeItem: () => {} };
  }
}

export const ownWord = new OwnWord();
