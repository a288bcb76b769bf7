import { describe, expect, test } from "vitest";
import { isGone } from "./offers";

const open = { placesLeft: null, yoursLeft: null, opensAt: null };

describe("an offer", () => {
  test("without limits and hours can be had", () => {
    expect(isGone(open)).toBe(false);
    expect(isGone({ ...open, placesLeft: 1, yoursLeft: 1 })).toBe(false);
  });

  test("is gone where no place is left, where the member had theirs, and until it opens", () => {
    expect(isGone({ ...open, placesLeft: 0 })).toBe(true);
    expect(isGone({ ...open, yoursLeft: 0 })).toBe(true);
    expect(isGone({ ...open, opensAt: "2026-03-10T08:00:00Z" })).toBe(true);
  });
});
