import { render } from "svelte/server";
import { expect, test } from "vitest";
import { laidOut, told } from "./guide";
import GuideTable from "./GuideTable.svelte";

const table = (after: number, more = {}) => ({
  title: "Månadens check",
  heads: ["Sammanlagt", "Du får"],
  rows: [["1 000–1 999 poäng", "20 kr"]],
  notes: ["Annars ger det inget."],
  after,
  ...more,
});

test("what has the same name stands under it once", () => {
  expect(told(["Handla: du får 1 poäng.", "Handla: du får 1 nivåpoäng.", "Det avrundas nedåt."])).toEqual([
    { name: "Handla", lines: ["Du får 1 poäng.", "Du får 1 nivåpoäng."] },
    { name: "", lines: ["Det avrundas nedåt."] },
  ]);
});

test("what all of a name's lines end with is said once, after them", () => {
  const best = "Av flera räknas bara den som ger mest.";

  expect(told([`Dubbelt: på guld den 4 mars. ${best}`, `Dubbelt: på guld den 3 juni. ${best}`])).toEqual([
    { name: "Dubbelt", lines: ["På guld den 4 mars.", "På guld den 3 juni.", best] },
  ]);
  expect(told([`Dubbelt: på guld den 4 mars. ${best}`])[0]!.lines).toEqual([`På guld den 4 mars. ${best}`]);
});

test("lines that are the same through and through stand once", () => {
  expect(told(["Gåva: den är en present.", "Gåva: den är en present."])[0]!.lines).toEqual(["Den är en present."]);
});

test("a table stands where it belongs among the sentences", () => {
  const [before, first, second] = laidOut({ tables: [table(1), table(2)], besides: ["a", "b", "c"] });

  expect(before).toEqual({ table: null, lines: ["a"] });
  expect([first!.lines, second!.lines]).toEqual([["b"], ["c"]]);
});

test("a table says its name, its heads, each row's name and cells, and what holds for all of it", () => {
  const { body } = render(GuideTable, { props: { table: table(0), bare: false } });

  expect(body).toMatch(/<caption class="[^"]*">Månadens check/);
  expect(body).toMatch(/<th scope="col"[^>]*>Sammanlagt/);
  expect(body).toMatch(/<th scope="row"[^>]*>1 000–1 999 poäng/);
  expect(body).toMatch(/<td data-head="Du får"[^>]*>.*20 kr/s);
  expect(body).toContain("Annars ger det inget.");
});

test("where its name stands over it already it is only read out", () => {
  expect(render(GuideTable, { props: { table: table(0), bare: true } }).body).toMatch(/<caption class="[^"]*unseen/);
});

test("three columns may stand under each other on a phone, with each cell's head", () => {
  const deep = table(0, { heads: ["Nivå", "Så når du den", "Det ger"], rows: [["Guld", "45 nätter", "–"]] });
  const { body } = render(GuideTable, { props: { table: deep, bare: false } });

  expect(body).toMatch(/<table class="[^"]*deep/);
  expect(body).toMatch(/<td data-head="Det ger" class="[^"]*none/);
});

test("a cell's several lines stand under each other, and a short one is not broken", () => {
  const { body } = render(GuideTable, {
    props: {
      table: table(0, { rows: [["Guld", "Lounge\nFrukost"], ["Silver", "Något som är längre än en rad"]] }),
      bare: false,
    },
  });

  expect(body).toMatch(/<span[^>]*>Lounge<\/span>.*<span[^>]*>Frukost<\/span>/s);
  expect(body.match(/class="[^"]*short/g)).toHaveLength(1);
});
