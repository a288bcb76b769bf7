/** What one does to a text with one tap. Each answers whether it went well, and says so where it did not. */
import { ask, problemOf } from "../../lib/ask";
import { joy } from "../../lib/joy.svelte";
import { wordsFor } from "../welcome/form.svelte";
import { newKey } from "../../lib/attempt";
import { DeletePostDocument, ReactDocument, ThankAnswerDocument } from "./documents";

export async function like(id: string, liked: boolean): Promise<{ liked: boolean; likeCount: number } | null> {
  return sent(async () => {
    const { react } = await ask(ReactDocument, { input: { key: newKey(), id, like: liked } });
    return { outcome: react, value: react.__typename === "Reacted" ? react : null };
  });
}

export async function thank(comment: string): Promise<true | null> {
  return sent(async () => {
    const { thankAnswer } = await ask(ThankAnswerDocument, { input: { key: newKey(), comment } });
    return { outcome: thankAnswer, value: true as const };
  });
}

export async function remove(id: string): Promise<true | null> {
  return sent(async () => {
    const { deletePost } = await ask(DeletePostDocument, { input: { key: newKey(), id } });
    return { outcome: deletePost, value: true as const };
  });
}

async function sent<Value>(
  send: () => Promise<{ outcome: { __typename: string; message?: string }; value: Value }>,
): Promise<Value | null> {
  try {
    const { outcome, value } = await send();
    const problem = problemOf(outcome);
    if (problem === null) return value;
    joy.toast({ text: problem, tone: "sorry" });
  } catch (error) {
    joy.toast({ text: wordsFor(error), tone: "sorry" });
  }
  return null;
}
