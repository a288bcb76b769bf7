import { describe, expect, test } from "vitest";
import * as format from "./format";

const ZONE = "Europe/Stockholm";
const NOW = new Date("2026-11-22T11:04:00Z"); // a Sunday, 12.04 in Stockholm

describe("units", () => {
  const star = { one: "stjärna", many: "stjärnor" };
  const krona = { one: "krona", many: "kronor" };

  test.each([
    [1, 0, star, "stjärna"],
    [-1, 0, star, "stjärna"],
    [0, 0, star, "stjärnor"],
    [21, 0, star, "stjärnor"],
    [100, 2, krona, "krona"],
    [1, 2, krona, "kronor"],
    [250, 2, krona, "kronor"],
  ])("%d of %d decimals", (minor, decimals, words, told) => {
    expect(format.unit(minor, decimals, words)).toBe(told);
  });

  test("several stand together as one says them", () => {
    expect(format.list(["12 kronor"], "sv")).toBe("12 kronor");
    expect(format.list(["12 kronor", "3 stämplar"], "sv")).toBe("12 kronor och 3 stämplar");
    expect(format.list(["a", "b", "c"], "en")).toBe("a, b and c");
  });

  test("midnight is told with its minutes", () => {
    expect(format.clock(new Date("2026-11-21T23:00:00Z"), "sv", ZONE)).toBe("kl.\u00a000.00");
    expect(format.clock(new Date("2026-11-22T08:00:00Z"), "sv", ZONE)).toBe("kl.\u00a09");
  });
});

describe("figures", () => {
  test.each([
    [1380, "sv", "1\u00a0380"],
    [1380, "en", "1,380"],
    [0, "sv", "0"],
    [12345678, "sv", "12\u00a0345\u00a0678"],
  ] as const)("%i in %s", (value, tongue, shown) => {
    expect(format.number(value, tongue)).toBe(shown);
  });

  test("a gain has its plus and a loss a true minus", () => {
    expect(format.change(120, 0, "sv")).toBe("+120");
    expect(format.change(-40, 0, "sv")).toBe("\u221240");
    expect(format.change(0, 0, "sv")).toBe("0");
  });

  test("minor units follow the currency's decimals", () => {
    expect(format.points(450, 2, "sv")).toBe("4,50");
  });

  test.each([
    ["10.00", "SEK", "sv", "10\u00a0kr"],
    ["10.00", "SEK", "en", "SEK\u00a010"],
    ["1234.50", "SEK", "sv", "1\u00a0234,50\u00a0kr"],
    ["2.5", "EUR", "en", "€2.50"],
  ] as const)("%s %s in %s", (text, currency, tongue, shown) => {
    expect(format.money(text, currency, tongue)).toBe(shown);
  });

  test.each([
    ["4", "4"],
    ["4.50", "4,5"],
    ["0.510", "0,51"],
    ["10000", "10\u00a0000"],
  ])("%s kilos", (text, shown) => {
    expect(format.decimal(text, "sv")).toBe(shown);
  });
});

describe("times", () => {
  test.each([
    ["2026-11-22T11:04:00Z", "i dag kl.\u00a012.04", "today at 12:04"],
    ["2026-11-21T17:00:00Z", "i går kl.\u00a018", "yesterday at 18:00"],
    ["2026-11-23T06:00:00Z", "i morgon kl.\u00a07", "tomorrow at 07:00"],
    ["2026-11-18T11:30:00Z", "onsdag kl.\u00a012.30", "Wednesday at 12:30"],
    ["2026-08-03T10:05:00Z", "3 augusti kl.\u00a012.05", "3 August at 12:05"],
    ["2025-08-03T10:05:00Z", "3 augusti 2025 kl.\u00a012.05", "3 August 2025 at 12:05"],
  ])("%s", (instant, swedish, english) => {
    expect(format.moment(new Date(instant), NOW, "sv", ZONE)).toBe(swedish);
    expect(format.moment(new Date(instant), NOW, "en", ZONE)).toBe(english);
  });

  test("the day is the member's and not the machine's", () => {
    const lateEvening = new Date("2026-11-22T23:30:00Z"); // Monday already in Stockholm

    expect(format.day(lateEvening, NOW, "sv", ZONE)).toBe("i morgon");
    expect(format.day(lateEvening, NOW, "sv", "America/New_York")).toBe("i dag");
  });

  test("a period that ends at midnight has its last day before", () => {
    const end = new Date("2026-11-22T23:00:00Z");

    expect(format.daysUntil(new Date(end.getTime() - 1), NOW, ZONE)).toBe(0);
  });
});
