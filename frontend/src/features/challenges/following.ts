import type { MemberEvent } from "../../graphql/fragments";
import { isOfBefore } from "../../lib/story";
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
