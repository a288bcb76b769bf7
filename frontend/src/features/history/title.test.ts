import { expect, test } from "vitest";
import { titleOf } from "./title";

const ride = { reason: "earned", why: "10 poäng, en gång om dagen", place: null, kindName: "Cyklade till butiken" };

test("what was earned in a shop is called by the shop", () => {
  expect(titleOf({ ...ride, place: "Linneas Livs", kindName: "Köp" })).toBe("Linneas Livs");
});

test("what was earned elsewhere is called by what one did", () => {
  expect(titleOf(ride)).toBe("Cyklade till butiken");
});

test("what a challenge gave is not said to come from the shop where it was completed", () => {
  const given = { reason: "challenge", why: "Utmaningen Fem dörrar", place: "Järnhörnan", kindName: "Köp" };

  expect(titleOf(given)).toBe("Utmaningen Fem dörrar");
});
