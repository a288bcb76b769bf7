import { expect, test } from "vitest";
import { grouped, readCard } from "./card";

test("a card is told from a wrong one by its last digit, as the server does", () => {
  expect(readCard("9000 0000 0000 0001")).toBe("whole");
  const right = [..."0123456789"].filter((digit) => readCard(`900000000000000${digit}`) === "whole");
  expect(right).toHaveLength(1);
  expect(readCard("9000 0000")).toBe("short");
  expect(readCard("8")).toBe("wrong");
});

test("digits are shown in fours", () => {
  expect(grouped("90000000000")).toBe("9000 0000 000");
});
