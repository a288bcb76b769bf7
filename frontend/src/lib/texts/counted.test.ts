import { expect, test } from "vitest";
import { sv } from "./sv";
import { en } from "./en";

test.each([
  ["1", "1\u00a0point"],
  ["0", "0\u00a0points"],
  ["21", "21\u00a0points"],
  ["1,001", "1,001\u00a0points"],
  ["1.5", "1.5\u00a0points"],
])("%s is said with its noun in English", (shown, said) => {
  expect(en.rewards.costs(shown)).toBe(said);
  expect(en.board.behind("Amir", shown)).toBe(`Amir is ${said} behind.`);
});

test("one point is given and taken as one", () => {
  expect(en.events.announce("+1", "1")).toBe("+1\u00a0point. You have 1\u00a0point.");
  expect(en.events.announce("−1", "0")).toBe("−1\u00a0point. You have 0\u00a0points.");
  expect(en.home.tierLeft("1", "level point", "Regular")).toBe("1\u00a0level point to go to Regular");
  expect(en.staff.recorded("+1")).toBe("Recorded. +1\u00a0point.");
  expect(en.staff.left("1", "Coffee")).toBe("1\u00a0point to go to Coffee");
  expect(en.rewards.giveAsk("1", "the club")).toBe("Give 1\u00a0point to the club?");
  expect(en.taking.members(1, "1")).toBe("1\u00a0person takes part");
  expect(sv.taking.members(2, "2")).toBe("2\u00a0personer är med");
  expect(sv.rewards.costs("1")).toBe("1\u00a0poäng");
});
