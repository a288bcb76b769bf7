/** The challenges as a page shows them: read, moved by each event, and read again; and joining and leaving them. */
import { stringifyDocument } from "@urql/core";
import { ask, problemOf } from "../../lib/ask";
import { newKey } from "../../lib/attempt";
import { joy } from "../../lib/joy.svelte";
import { follow } from "../../lib/live";
import { member } from "../../lib/member.svelte";
import { Reading, settled } from "../../lib/reading.svelte";
import { speech } from "../../lib/speech.svelte";
import { wordsFor } from "../welcome/form.svelte";
import {
  ChallengesDocument,
  GoalChangedDocument,
  JoinChallengeDocument,
  LeaveChallengeDocument,
  type Goal,
  type Taken,
} from "./documents";
import { moved } from "./following";

const SETTLES_MS = 250;

/** Call within a component; it ends with it. */
export function takingPart() {
  const reading = new Reading(async () => {
    const { me } = await ask(ChallengesDocument, {});
    return me?.challenges.edges.map((edge) => edge.node) ?? [];
  });
  const again = settled(SETTLES_MS, () => void reading.again());
  let goals = $state.raw<Record<string, Goal>>({});
  let busy = $state("");
  /** Names the attempt: what is tapped again after a break is the same attempt. */
  const attempts = new Map<string, string>();
  const together = $derived((reading.data ?? []).filter((one) => one.challenge.together));
  const sharedCodes = $derived(together.map((one) => one.challenge.code).join(" "));

  $effect(() => {
    void speech.tongue; // What is read is in one language.
    void reading.again();
  });
  $effect(() =>
    member.heard((event) => {
      if (reading.data) reading.data = moved(reading.data, event); // Seen at once; the rest is read.
      if (event.__typename.startsWith("Challenge") || event.__typename === "TimelineReset") again();
    }),
  );
  $effect(() => {
    const leave = sharedCodes
      .split(" ")
      .filter(Boolean)
      .map((code) => {
        let stood = false;
        return follow<Goal>(member.socket, {
          query: stringifyDocument(GoalChangedDocument),
          variables: () => ({ code }),
          take: (goal) => (goals = { ...goals, [code]: goal }),
          stands: (connection) => {
            if (connection === "live" && stood) again(); // What moved during a break was not told.
            stood ||= connection === "offline";
          },
          refused: () => {},
        });
      });
    return () => leave.forEach((stop) => stop());
  });

  async function change(one: Taken, how: "join" | "leave"): Promise<void> {
    const { code, name } = one.challenge;
    const t = speech.t.challenges;
    const attempt = `${how}:${code}`;
    const key = attempts.get(attempt) ?? newKey();
    attempts.set(attempt, key);
    busy = code;
    try {
      const outcome =
        how === "join"
          ? (await ask(JoinChallengeDocument, { code, key })).joinChallenge
          : (await ask(LeaveChallengeDocument, { code, key })).leaveChallenge;
      attempts.delete(attempt);
      const problem = problemOf(outcome);
      // An attempt that is sent again answers how it stands now: perhaps it was left since, in another window.
      const joined = outcome.__typename === "ChallengeJoined" && outcome.progress.joined;
      const text = problem ?? (joined ? t.joined(name) : t.left);
      joy.toast({ text, tone: problem ? "sorry" : "plain" });
      joy.say(text);
      await Promise.all([member.read(), reading.again()]);
    } catch (error) {
      joy.toast({ text: wordsFor(error), tone: "sorry" });
    } finally {
      busy = "";
    }
  }

  return {
    reading,
    change,
    get busy() {
      return busy;
    },
    /** What all have come to, as it was told last. */
    goalOf: (one: Taken): Goal | null => goals[one.challenge.code] ?? one.shared,
  };
}
