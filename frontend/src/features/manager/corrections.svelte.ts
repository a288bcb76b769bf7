/** Corrections by hand as they stand now: read, decided about, and read again whenever one moved anywhere. */
import { stringifyDocument } from "@urql/core";
import { ask, problemOf } from "../../lib/ask";
import { joy } from "../../lib/joy.svelte";
import { follow } from "../../lib/live";
import { member } from "../../lib/member.svelte";
import { Reading } from "../../lib/reading.svelte";
import { speech } from "../../lib/speech.svelte";
import { wordsFor } from "../welcome/form.svelte";
import {
  AdjustmentChangedDocument,
  AdjustmentsDocument,
  ApproveDocument,
  DeclineDocument,
  PAGE_LENGTH,
  type Adjustment,
} from "./documents";

/** Those that wait, or those that were decided; of one card, or of everybody. */
export function readCorrections(waiting: boolean, card?: string) {
  return new Reading(async () => {
    const of = card ? { card } : null;
    const variables = { first: PAGE_LENGTH, waiting, member: of, after: null };
    const { insights } = await ask(AdjustmentsDocument, variables);
    return insights.adjustments.edges.map((edge) => edge.node);
  });
}

/** Calls `moved` whenever a correction came or was decided, and after each gap in the connection. Call the answer to
 * stop. */
export function followCorrections(moved: () => void): () => void {
  let stood = false;
  return follow(member.socket, {
    query: stringifyDocument(AdjustmentChangedDocument),
    variables: () => ({}),
    take: moved,
    stands: (connection) => {
      if (connection === "live" && stood) moved();
      stood ||= connection === "offline";
    },
    refused: () => {},
  });
}

export async function decide(how: "approve" | "decline", one: Adjustment): Promise<void> {
  const t = speech.t.manager;
  try {
    const outcome =
      how === "approve"
        ? (await ask(ApproveDocument, { id: one.id })).approveAdjustment
        : (await ask(DeclineDocument, { id: one.id })).declineAdjustment;
    const problem = problemOf(outcome);
    const done = how === "approve" ? t.approved : one.mine ? t.takenBack : t.declined;
    joy.toast({ text: problem ?? done, tone: problem ? "sorry" : "plain" });
  } catch (error) {
    joy.toast({ text: wordsFor(error), tone: "sorry" });
  }
}
