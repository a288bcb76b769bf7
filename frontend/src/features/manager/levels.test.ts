import { expect, test } from "vitest";
import { monthsOf, reasonOf } from "./levels";

test.each([
  ["", null],
  ["  ", null],
  ["1", 1],
  [" 12 ", 12],
  ["120", 120],
  ["121", undefined],
  ["0", undefined],
  ["-3", undefined],
  ["1,5", undefined],
  ["tolv", undefined],
])("%j months are read as %j", (text, months) => {
  expect(monthsOf(text)).toBe(months);
});

test("a reason is told of what was decided by hand, and of nothing else", () => {
  const facts = { tier: "gold", reason: "Välkommen tillbaka" };

  expect(reasonOf({ kind: "@tier", facts })).toBe("Välkommen tillbaka");
  expect(reasonOf({ kind: "@tier_back", facts })).toBe("Välkommen tillbaka");
  expect(reasonOf({ kind: "purchase", facts })).toBe("");
  expect(reasonOf({ kind: "@tier", facts: {} })).toBe("");
});
