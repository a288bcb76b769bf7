import { expect, test } from "vitest";
import type { MemberEvent } from "../../graphql/fragments";
import type { OnWall } from "./documents";
import { hung } from "./following";

const badge = (code: string) => ({ code, name: code, text: code, hidden: false });
const WALL = [
  { badge: badge("thrice"), award: null, rarity: null },
  { badge: badge("guest"), award: { id: "1" }, rarity: null },
] as unknown as OnWall[];

const event = (name: string, code: string) =>
  ({ __typename: name, position: 7, occurredAt: "2026-11-22T12:00:00Z", why: "Tredje besöket", badge: badge(code) }) as
    unknown as MemberEvent;

test("a badge lands on the wall with when and why", () => {
  const [thrice, guest] = hung(WALL, event("BadgeAwarded", "thrice"));

  expect(thrice!.award).toMatchObject({ awardedAt: "2026-11-22T12:00:00Z", why: "Tredje besöket" });
  expect(guest).toBe(WALL[1]);
});

test("a badge that was taken back hangs there no longer", () => {
  expect(hung(WALL, event("BadgeRevoked", "guest")).map((one) => one.award)).toEqual([null, null]);
});
