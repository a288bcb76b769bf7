import type { MemberEvent } from "../../graphql/fragments";

/** Steps on a challenge show on the challenge itself, and level points on the ring: neither needs a line. */
export function isTold(event: MemberEvent): boolean {
  if (event.__typename === "PointsPosted") return event.currency.redeemable && event.points !== 0;
  return event.__typename !== "ChallengeProgressed" && event.__typename !== "TimelineReset";
}
