import { expect, test } from "vitest";
import type { KindFact } from "./explaining";
import { factsOf } from "./facts";

const fact = (name: string, type: string): KindFact => ({ name, type, label: name, required: false, choices: [] });

test.each([
  ["money", "1 214,50", "1214.50"],
  ["decimal", "2,5", "2.5"],
  ["integer", "3", 3],
  ["integer", "tre", "tre"],
  ["boolean", "false", false],
  ["text", " cash ", "cash"],
  ["lines", '[{"amount":"5"}]', [{ amount: "5" }]],
  ["lines", "[", "["],
])("%s: %s", (type, text, sent) => {
  expect(factsOf([fact("x", type)], { x: text })).toEqual({ x: sent });
});

test("what is empty is not sent", () => {
  expect(factsOf([fact("x", "text"), fact("y", "money")], { x: " ", z: "1" })).toEqual({});
});
