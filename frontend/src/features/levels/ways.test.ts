import { expect, test } from "vitest";
import type { Path } from "../../graphql/fragments";
import { areTold, furthest, shareOf, sharedTime } from "./ways";

const need = (unit: string, points: number, needed: number) => ({
  unit,
  points,
  needed,
  left: Math.max(0, needed - points),
  line: "",
});
const path = (within: string, ...needs: Path["needs"]): Path => ({ within, endsAt: null, needs });

test("a way is gone as far as the need that is furthest off", () => {
  const both = path("året", need("nights", 90, 100), need("spend", 2300, 23000));

  expect(shareOf(both)).toBeCloseTo(0.1);
  expect(shareOf(path("året", need("nights", 120, 100)))).toBe(1);
  expect(shareOf(path("året", need("nights", -5, 100)))).toBe(0);
});

test("of several ways the one that was gone furthest counts", () => {
  const ways = [path("året", need("level", 9000, 45000)), path("året", need("flights", 30, 45))];

  expect(furthest(ways)).toBeCloseTo(2 / 3);
  expect(furthest([])).toBe(0);
});

test("a single need is told by the card itself, more of them in a list", () => {
  expect(areTold([path("året", need("level", 1, 2))])).toBe(false);
  expect(areTold([path("året", need("level", 1, 2), need("flights", 1, 2))])).toBe(true);
  expect(areTold([path("året", need("level", 1, 2)), path("året", need("flights", 1, 2))])).toBe(true);
  expect(areTold([])).toBe(false);
});

test("a time that all ways share is told once", () => {
  const level = path("kalenderåret", need("level", 1, 2));

  expect(sharedTime([level, path("kalenderåret", need("flights", 1, 2))])).toBe("kalenderåret");
  expect(sharedTime([level, path("de senaste 3 månaderna", need("flights", 1, 2))])).toBeNull();
  expect(sharedTime([])).toBeNull();
});
