import { expect, test } from "vitest";
import { staff as en } from "./en";
import { standing } from "./perks";
import { staff as sv } from "./sv";

const USED = { id: "QWN0aXZpdHk6Nw==", card: "9000000000000001", name: "Loungen", said: "Loungen till Elsa." };

test.each([
  ["nothing was used", null, USED.card, [], null],
  ["it was used", USED, USED.card, ["another"], "used"],
  ["it was undone, here or in the list", USED, USED.card, ["another", USED.id], "undone"],
  ["the next customer stands here", USED, "9000000000000002", [], null],
] as const)("when %s", (_when, used, card, gone, stands) => {
  expect(standing(used, card, gone)).toBe(stands);
});

test.each([sv, en])("what is left is said with its period, and nothing left is no zero", (t) => {
  expect(t.perkLeft(2, 3, "året")).toMatch(/^2 .* 3 .* året\.$/);
  expect(t.perkLeft(0, 3, "året")).not.toMatch(/\d/);
});
