import { expect, test } from "vitest";
import { toggled } from "./clubs";

test("who is chosen comes last, and goes without the others moving", () => {
  expect(toggled(["a"], "b")).toEqual(["a", "b"]);
  expect(toggled(["a", "b", "c"], "b")).toEqual(["a", "c"]);
});
