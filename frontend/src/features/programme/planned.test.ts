import { expect, test } from "vitest";
import { sectionsOf, strictIn } from "./planned";

const earn = { section: "earn", sectionName: "Regler", sentence: "Köp ger 2 poäng.", stricter: false, concerns: null };
const tier = { section: "tier", sectionName: "Nivåer", sentence: "Guld kräver mer.", stricter: true, concerns: null };

test("every section is told once, though its changes stand apart, and equal sentences stay two", () => {
  const changes = [earn, tier, earn];

  const sections = sectionsOf(changes);

  expect(sections.map((section) => [section.name, section.changes.length])).toEqual([
    ["Regler", 2],
    ["Nivåer", 1],
  ]);
});

test("what is stricter is counted", () => {
  const changes = [earn, tier, tier];

  expect(strictIn(changes)).toBe(2);
  expect(strictIn([earn])).toBe(0);
});
