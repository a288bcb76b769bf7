import { expect, test } from "vitest";
import { countryName, yearsSince } from "./ages";

test.each([
  ["2008-11-22", 18],
  ["2008-11-23", 17],
  ["2008-02-29", 18],
  ["2010-01-01", 16],
  ["", null],
  ["nonsense", null],
])("on 22 November 2026 who was born %s has lived %s whole years", (birthday, years) => {
  expect(yearsSince(birthday, new Date(2026, 10, 22))).toBe(years);
});

test("who was born on 29 February is a year older on the 28th where there is none", () => {
  expect(yearsSince("2008-02-29", new Date(2026, 1, 27))).toBe(17);
  expect(yearsSince("2008-02-29", new Date(2026, 1, 28))).toBe(18);
  expect(yearsSince("2008-02-29", new Date(2028, 1, 28))).toBe(19);
  expect(yearsSince("2008-02-29", new Date(2028, 1, 29))).toBe(20);
});

test("countries have their names", () => {
  expect(countryName("SE", "sv")).toBe("Sverige");
  expect(countryName("SE", "en")).toBe("Sweden");
  expect(countryName("?", "en")).toBe("?");
});
