import { expect, test } from "vitest";
import type { MemberEvent } from "../../graphql/fragments";
import type { Taken } from "./documents";
import { moved } from "./following";

const visits = { amount: "2", step: "2 av 3", completedAt: null, steps: [1], own: "2", challenge: { code: "visits" } };
const doors = { amount: "4", step: "4 av 5", completedAt: null, steps: [], own: "4", challenge: { code: "doors" } };
const ALL = [visits, doors] as unknown as Taken[];

const event = (name: string, progress: object) => ({ __typename: name, progress }) as unknown as MemberEvent;

const MOVING = ["ChallengeProgressed", "ChallengeCompleted", "ChallengeReopened"];

test.each(MOVING)("%s moves its challenge alone", (name) => {
  const progress = { amount: "3", step: "3 av 3", completedAt: "2026-11-22T12:00:00Z", challenge: { code: "visits" } };

  const [first, second] = moved(ALL, event(name, progress));

  expect(first).toEqual({ ...visits, ...progress }); // Its steps stay until they are read.
  expect(second).toBe(doors);
});

test("what is none of the challenges moves nothing", () => {
  expect(moved(ALL, event("ChallengeProgressed", { amount: "1", challenge: { code: "new" } }))).toEqual(ALL);
  expect(moved(ALL, { __typename: "PointsPosted" } as MemberEvent)).toBe(ALL);
});

test("what a late report moved in last week's period is not shown as this week's", () => {
  const now = { ...visits, startsAt: "2026-11-22T23:00:00Z" } as unknown as Taken;
  const progress = { amount: "3", startsAt: "2026-11-15T23:00:00Z", challenge: { code: "visits" } };

  expect(moved([now], event("ChallengeProgressed", progress))).toEqual([now]);
});
