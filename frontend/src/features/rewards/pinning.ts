import { ask, problemOf } from "../../lib/ask";
import { joy } from "../../lib/joy.svelte";
import { member } from "../../lib/member.svelte";
import { speech } from "../../lib/speech.svelte";
import { wordsFor } from "../welcome/form.svelte";
import { PinDocument } from "./documents";

/** Chooses what to save for; null takes the pin away. */
export async function pin(reward: { code: string; name: string } | null): Promise<void> {
  const t = speech.t.rewards;
  try {
    const problem = problemOf((await ask(PinDocument, { code: reward?.code ?? null })).pinReward);
    const text = problem ?? (reward ? t.pinned(reward.name) : t.unpinned);
    joy.toast({ text, tone: problem ? "sorry" : "plain" });
    joy.say(text);
    await member.read();
  } catch (error) {
    joy.toast({ text: wordsFor(error), tone: "sorry" });
  }
}
