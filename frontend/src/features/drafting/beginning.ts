/** A new draft with a text to go out from; opened once it is kept. What cannot be is said. */
import { ask, problemOf } from "../../lib/ask";
import { joy } from "../../lib/joy.svelte";
import { router } from "../../lib/router.svelte";
import { draftAt } from "../programme/addresses";
import { SaveDraftDocument } from "../programme/documents";
import { wordsFor } from "../welcome/form.svelte";

const NAME_LIMIT = 80; // As the server's.

export async function begin(name: string, text: () => Promise<string>): Promise<void> {
  try {
    const input = { name: name.slice(0, NAME_LIMIT), text: await text() };
    const { saveDraft } = await ask(SaveDraftDocument, { input });
    const problem = problemOf(saveDraft);
    if (saveDraft.__typename === "DraftSaved") router.go(draftAt(saveDraft.draft.id));
    else if (problem) joy.toast({ text: problem, tone: "sorry" });
  } catch (error) {
    joy.toast({ text: wordsFor(error), tone: "sorry" });
  }
}

/** Gives the browser a file to put away. */
export function fetchFile(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/toml" }));
  link.download = `${name.replace(/[^\p{L}\p{N} ._-]/gu, "").trim() || "programme"}.toml`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
