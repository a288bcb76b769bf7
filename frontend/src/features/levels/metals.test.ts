import { expect, test } from "vitest";
import { metalOf } from "./metals";

const ladder = (...codes: string[]) => codes.map((code) => ({ code }));

test.each([
  [["member", "loyal"], ["brons", "guld"]],
  [["green", "gold", "reserve"], ["brons", "silver", "guld"]],
  [["member", "silver", "gold", "diamond"], ["brons", "silver", "guld", "guld"]],
])("the levels %s have the metals %s", (codes, metals) => {
  expect(codes.map((code) => metalOf(code, ladder(...codes)))).toEqual(metals);
});

test("who has no level, or one that is gone, has bronze", () => {
  expect(metalOf(undefined, ladder("member", "gold"))).toBe("brons");
  expect(metalOf("dropped", ladder("member", "gold"))).toBe("brons");
  expect(metalOf("member", ladder("member"))).toBe("brons");
});
