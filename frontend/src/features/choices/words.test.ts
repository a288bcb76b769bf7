import { describe, expect, test } from "vitest";
import { kilograms, sent, stepped } from "./words";

const KM = { least: "0.1", most: "10", whole: false };

test.each([
  ["16.51", "16,5"],
  ["0.51", "0,5"],
  ["0.066", "0,07"],
  ["0.004", "0,004"],
  ["0", "0"],
  ["1234.5", "1\u00a0235"],
  ["-0.51", "\u22120,5"],
])("%s kilograms", (text, shown) => {
  expect(kilograms(text, "sv")).toBe(shown);
});

describe("a tap on the stepper", () => {
  test.each([
    [3, 1, 4],
    [3, -1, 2.5],
    [2.5, 1, 3],
    [0.5, -1, 0.1],
    [0.1, 1, 0.5],
    [10, 1, 10],
    [4, -1, 3],
  ] as const)("from %d by %d", (value, by, next) => {
    expect(stepped(value, by, KM)).toBe(next);
  });

  test("things go one by one", () => {
    expect(stepped(1, 1, { least: "1", most: "20", whole: true })).toBe(2);
    expect(stepped(1, -1, { least: "1", most: "20", whole: true })).toBe(1);
  });
});

test("what is measured is sent as text, things as a number", () => {
  expect(sent(2.5, false)).toBe("2.5");
  expect(sent(3, false)).toBe("3");
  expect(sent(3, true)).toBe(3);
});
