import type { MemberEvent } from "../../graphql/fragments";
import type { Taken } from "./documents";

/** The challenges as they stand after an event, without asking anybody. Steps and weeks come with the next reading. */
export function moved(all: Taken[], event: MemberEvent): Taken[] {
  if (
    event.__typename !== "ChallengeProgressed" &&
    event.__typename !== "ChallengeCompleted" &&
    event.__typename !== "ChallengeReopened"
  )
    return all;
  const { challenge, ...progress } = event.progress;
  return all.map((one) =>
    one.challenge.code === challenge.code && !isOfBefore(progress, one)
      ? { ...one, ...progress, challenge: { ...one.challenge, ...challenge } }
      : one,
  );
}

/** Last week's, which a late report moved, is not this week's. */
const isOfBefore = (progress: { startsAt: string | null }, one: { startsAt: string | null }) =>
  Date.parse(progress.startsAt ?? "") < Date.parse(one.startsAt ?? "");
