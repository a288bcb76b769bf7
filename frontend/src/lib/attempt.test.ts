import { expect, test } from "vitest";
import { Attempt } from "./attempt";

test("the same again has the same key, and something else another one", () => {
  const attempt = new Attempt();
  const first = attempt.key("STORY", "Hej");

  expect(attempt.key("STORY", "Hej")).toBe(first);
  expect(attempt.key("STORY", "Hej på er")).not.toBe(first);
});

test("once it went well, the same words are a new thing", () => {
  const attempt = new Attempt();
  const first = attempt.key("Hej");
  attempt.done();

  expect(attempt.key("Hej")).not.toBe(first);
});
