import { expect, it } from "vitest";
import { dayAt, instantAt } from "./wall";

const at = (local: string, zone: string) => instantAt(local, zone)?.toISOString();

it.each([
  ["2026-12-01T00:00", "Europe/Stockholm", "2026-11-30T23:00:00.000Z"],
  ["2026-07-01", "Europe/Stockholm", "2026-06-30T22:00:00.000Z"],
  ["2026-03-29T02:30", "Europe/Stockholm", "2026-03-29T01:30:00.000Z"], // Skipped: half an hour after three.
  ["2026-10-25T02:30", "Europe/Stockholm", "2026-10-25T00:30:00.000Z"], // Twice: the first.
  ["2026-10-25T03:00", "Europe/Stockholm", "2026-10-25T02:00:00.000Z"],
  ["2026-01-01T09:00", "Asia/Tokyo", "2026-01-01T00:00:00.000Z"],
  ["2026-03-08T03:00", "America/Los_Angeles", "2026-03-08T10:00:00.000Z"],
])("%s in %s", (local, zone, instant) => {
  expect(at(local, zone)).toBe(instant);
});

it("what is no time is none", () => {
  expect(instantAt("", "Europe/Stockholm")).toBeNull();
  expect(instantAt("2026-13-01T00:00", "Europe/Stockholm")).toBeNull();
});

it("a day is the day in the place", () => {
  expect(dayAt(new Date("2026-06-30T22:30:00Z"), "Europe/Stockholm")).toBe("2026-07-01");
  expect(dayAt(new Date("2026-06-30T22:30:00Z"), "America/New_York")).toBe("2026-06-30");
});
