import type { MemberEvent } from "../../graphql/fragments";

/** Steps on a challenge show on the challenge itself, and level points on the ring: neither needs a line. Where there
    are no levels (`ring`), what only counts has none but its line. */
export function isTold(event: MemberEvent, ring = true): boolean {
  if (event.__typename === "PointsPosted") return (event.currency.redeemable || !ring) && event.points !== 0;
  if (event.__typename === "ImpactRecorded") return false; // Its points have a line of their own.
  if (event.__typename === "RewardGranted") return event.given; // What was redeemed is told by its points; so below.
  if (event.__typename === "RewardReturned") return event.points === 0 || event.cause === "LOST";
  if (event.__typename === "PointsDonated" || event.__typename === "GoalPinned") return false;
  return event.__typename !== "ChallengeProgressed" && event.__typename !== "TimelineReset";
}
