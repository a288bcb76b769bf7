/** A draft in somebody's hands: what is saved, what they have written since, and what others saved meanwhile. */
import { ask } from "../../lib/ask";
import { member } from "../../lib/member.svelte";
import { Reading, settled } from "../../lib/reading.svelte";
import { speech } from "../../lib/speech.svelte";
import { DraftDocument, SaveDraftDocument, type Draft, type Mistake } from "../programme/documents";
import type { Form } from "../welcome/form.svelte";
import { CheckDocument, RevisionDocument } from "./documents";
import { forget, keep, keptOf } from "./kept";
import { isClash, merged, textOf, type Piece } from "./merging";

const KEEP_MS = 300; // After the last key: what was written is put aside in this browser.
const CHECK_MS = 700; // And is looked through for mistakes.

/** Where others wrote in the same places: all the pieces, and whose changes these are. */
export interface Both {
  pieces: Piece[];
  draft: Draft;
}

export class Writing {
  /** As it was read last; what is written goes out from it. */
  draft = $state.raw<Draft | null>(null);
  name = $state("");
  text = $state("");
  both = $state.raw<Both | null>(null);
  /** What happened to the words, to be read above them. */
  news = $state("");
  /** What is wrong with the words as they stand; null: not known. */
  found = $state.raw<Mistake[] | null>(null);
  unreached = $state(false);
  keepable = $state(true);
  /** What was written before it was undone. */
  undone = $state.raw<{ name: string; text: string } | null>(null);
  readonly reading: Reading<{ draft: Draft | null }>;
  readonly changed = $derived(
    !!this.draft && this.draft.state === "open" && (this.draft.text !== this.text || this.draft.name !== this.name),
  );
  #id: string;
  #gone = false;
  #looks = 0;
  #keepSoon = settled(KEEP_MS, () => this.keepNow());
  #lookSoon = settled(CHECK_MS, () => void this.#look());

  constructor(id: string) {
    this.#id = id;
    this.reading = new Reading(async () => {
      const { programmeDraft } = await ask(DraftDocument, { id });
      if (programmeDraft) this.#take(programmeDraft);
      return { draft: programmeDraft };
    });
  }

  /** Whenever the words change. */
  wrote(): void {
    this.found = null;
    this.unreached = false;
    this.#looks += 1;
    if (this.changed) {
      this.#lookSoon();
      this.undone = null;
    }
    this.#keepSoon();
  }

  /** Puts aside what is not saved, or lets it go once it is. While both persons' words are to be chosen from, what was
   * put aside stays: the choice is asked again. */
  keepNow(): void {
    const who = member.me?.id;
    if (!who || !this.draft || this.both || this.#gone) return;
    if (!this.changed) return forget(who, this.#id);
    const { revision, text: base } = this.draft;
    const at = new Date().toISOString();
    this.keepable = keep(who, this.#id, { revision, base, name: this.name, text: this.text, at });
  }

  /** The draft was thrown away, and with it what was written in it. */
  drop(): void {
    this.#gone = true;
    if (member.me) forget(member.me.id, this.#id);
  }

  /** True once it is saved. Where somebody saved meanwhile it is put together, to be read and saved again. */
  async save(form: Form): Promise<boolean> {
    const before = this.draft;
    if (!before) return false;
    const checks = { "draft-name": this.name.trim() ? undefined : speech.t.programme.nameMissing };
    const input = { id: before.id, name: this.name.trim(), text: this.text, revision: before.revision };
    let moved = false;
    const sent = await form.send(checks, async () => {
      const { saveDraft } = await ask(SaveDraftDocument, { input });
      moved = saveDraft.__typename === "DraftMovedProblem";
      return moved ? { __typename: "Moved" } : saveDraft;
    });
    if (!sent) return false;
    if (moved) {
      const { programmeDraft } = await ask(DraftDocument, { id: before.id });
      if (programmeDraft) this.#join(programmeDraft, before.text, this.text, before.name);
      return false;
    }
    this.news = "";
    this.name = input.name;
    // What was written on while it was being saved goes out from what was.
    this.draft = { ...before, name: input.name, text: input.text, revision: before.revision + 1 };
    await this.reading.again();
    this.keepNow();
    return true;
  }

  /** Back to what was saved; `redo` brings the words again. */
  undo(): void {
    if (!this.draft) return;
    this.undone = { name: this.name, text: this.text };
    [this.name, this.text] = [this.draft.name, this.draft.text];
    this.news = "";
    this.keepNow();
  }

  redo(): void {
    if (!this.undone) return;
    [this.name, this.text] = [this.undone.name, this.undone.text];
    this.wrote();
  }

  /** The places where both wrote are decided: these as the other person wrote them, the rest as they are here. */
  choose(theirs: ReadonlySet<number>): void {
    if (!this.both) return;
    this.text = textOf(this.both.pieces, theirs);
    this.both = null;
    this.news = "";
    this.wrote();
  }

  /** Somebody came back to the page: has the draft moved meanwhile? */
  async look(): Promise<void> {
    if (!this.draft || this.both) return;
    const now = (await ask(RevisionDocument, { id: this.#id }).catch(() => null))?.programmeDraft;
    if (!now || now.revision === this.draft.revision) return;
    if (this.changed) this.news = speech.t.drafting.movedElsewhere(now.changedBy);
    else await this.reading.again();
  }

  #take(found: Draft): void {
    const [first, untouched] = [this.draft === null, !this.changed];
    if (!first && !untouched) {
      if (found.revision === this.draft?.revision || found.state !== "open") this.draft = found;
      return;
    }
    this.draft = found;
    [this.name, this.text] = [found.name, found.text];
    const kept = first && found.state === "open" && member.me ? keptOf(member.me.id, this.#id) : null;
    if (!kept || (kept.text === found.text && kept.name === found.name)) return;
    if (kept.revision === found.revision) {
      [this.name, this.text] = [kept.name, kept.text];
      this.news = speech.t.drafting.cameBack(speech.moment(kept.at));
    } else {
      this.#join(found, kept.base, kept.text, kept.name);
    }
    this.#lookSoon();
  }

  /** What somebody saved meanwhile and what stands here, in one text. */
  #join(found: Draft, base: string, mine: string, nameBefore: string): void {
    const pieces = merged(base, mine, found.text);
    if (this.name === nameBefore) this.name = found.name;
    this.draft = found;
    this.text = textOf(pieces);
    this.found = null;
    this.both = pieces.some(isClash) ? { pieces, draft: found } : null;
    this.news = this.both ? "" : speech.t.drafting.joined(found.changedBy, speech.moment(found.changedAt));
    this.wrote();
  }

  async #look(): Promise<void> {
    const look = ++this.#looks;
    if (!this.changed) return;
    try {
      const { checkProgramme } = await ask(CheckDocument, { text: this.text });
      if (look === this.#looks) this.found = checkProgramme;
    } catch {
      if (look === this.#looks) this.unreached = true;
    }
  }
}
