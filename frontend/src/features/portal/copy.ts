import { joy } from "../../lib/joy.svelte";
import { speech } from "../../lib/speech.svelte";

/** Into the clipboard. Where the browser gives none (no TLS, no leave), what is shown can be marked and copied. */
export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return;
  }
  joy.toast({ text: speech.t.portal.programs.copied, tone: "plain" });
  joy.say(speech.t.portal.programs.copied);
}
