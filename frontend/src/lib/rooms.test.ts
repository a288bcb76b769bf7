import { expect, test } from "vitest";
import { has, isLacking, type Declared } from "./rooms";

const nothing: Declared = { challenges: [], badges: [], actions: [], rewards: [], topics: [], leaderboards: [] };
const shop: Declared = { ...nothing, badges: [{}] };
const some = [{}];
const block: Declared = {
  challenges: some,
  badges: some,
  actions: some,
  rewards: some,
  topics: some,
  leaderboards: some,
};

test("a room comes with what the file declares", () => {
  expect(has(shop, "badges")).toBe(true);
  expect(has(shop, "rewards")).toBe(false);
  expect(has(block, "feed")).toBe(true);
  expect(has(null, "badges")).toBe(false);
});

test("an address into a room that is lacking leads nowhere, and so does what belongs to it", () => {
  const lacking = ["/rewards", "/rewards/patar", "/codes", "/feed/abc", "/choices", "/board"];
  for (const path of [...lacking, "/moderation", "/log", "/notices"])
    expect([path, isLacking(shop, path), isLacking(block, path)]).toEqual([path, true, false]);
  for (const path of ["/", "/card", "/profile", "/history", "/manager", "/how", "/badges"])
    expect([path, isLacking(shop, path)]).toEqual([path, false]);
});
