import { expect, test } from "vitest";
import { moderation as sv } from "./sv";
import { moderation as en } from "./en";

const ACTIONS = ["KEEP", "HIDE", "REMOVE", "WARN", "SILENCE"] as const;

test.each([
  ["sv", sv],
  ["en", en],
])("every action is said in %s, to the author, to the reporter and in the log", (_tongue, words) => {
  for (const action of ACTIONS) {
    const said = [words.titles.DECIDED[action], words.titles.REPORTED[action], words.logActions[action]];
    expect(said.every((text) => text.length > 3)).toBe(true);
  }
  const spoken = ACTIONS.map((action) => words.titles.DECIDED[action]);
  expect(new Set(spoken).size).toBe(ACTIONS.length);
});

test("what is counted is counted rightly", () => {
  expect(sv.reports(1, "1")).toBe("1\u00a0anmälan");
  expect(sv.reports(2, "2")).toBe("2\u00a0anmälningar");
  expect(en.waiting(1, "1")).toBe("1 waiting");
  expect(en.waiting(2, "2")).toBe("2 waiting");
});
