import type { MemberEvent } from "../../graphql/fragments";
import type { OnWall } from "./documents";

/** The wall as it stands after an event, without asking anybody. How rare a badge is comes with the next reading. */
export function hung(wall: OnWall[], event: MemberEvent): OnWall[] {
  if (event.__typename !== "BadgeAwarded" && event.__typename !== "BadgeRevoked") return wall;
  const { badge, why, occurredAt, position } = event;
  const award =
    event.__typename === "BadgeAwarded"
      ? { id: `event-${position}`, awardedAt: occurredAt, why, badge, activity: null }
      : null;
  return wall.map((one) => (one.badge.code === badge.code ? { ...one, badge, award } : one));
}
