import { expect, test } from "vitest";
import { counted } from "./counted";
import { sv } from "./sv";
import { en } from "./en";

test.each([
  ["1", "1\u00a0point"],
  ["0", "0\u00a0points"],
  ["21", "21\u00a0points"],
  ["1,001", "1,001\u00a0points"],
  ["1.5", "1.5\u00a0points"],
])("%s is said with its noun in English", (shown, said) => {
  expect(counted(shown, "point", "points")).toBe(said);
  expect(en.staff.left(shown, "Coffee")).toBe(`${said} to go to Coffee`);
});

test("one point is given and taken as one", () => {
  expect(en.home.tierLeft("1", "level point", "Regular")).toBe("1\u00a0level point to go to Regular");
  expect(en.staff.recorded("+1\u00a0point")).toBe("Recorded. +1\u00a0point.");
  expect(en.staff.left("1", "Coffee")).toBe("1\u00a0point to go to Coffee");
  expect(en.taking.members(1, "1")).toBe("1\u00a0person takes part");
  expect(sv.taking.members(2, "2")).toBe("2\u00a0personer är med");
});
