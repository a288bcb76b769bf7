import { expect, test } from "vitest";
import { minor } from "./amount";

test.each([
  ["80", 0, 80],
  ["1 000", 0, 1000],
  ["2,5", 2, 250],
  ["2.50", 2, 250],
  ["2,5", 0, 0],
  ["", 0, 0],
  ["-5", 0, 0],
  ["fem", 0, 0],
])("%s with %d decimals is %d", (written, decimals, points) => {
  expect(minor(written, decimals)).toBe(points);
});
