import { expect, it } from "vitest";
import { headingsOf } from "./sections";

it("names each section by its code, and leaves out what lies within one", () => {
  const text = '# A note\n[programme]\ncode = "hornet"\n[programme.sv]\nname = "Hörnet"\n\n[[earn]] # points\n' +
    'kind = "purchase"\ncode = "shop"\n\n[[earn]]\n[[version]]\nholds_from = 2027-01-01';

  const headings = headingsOf(text);

  expect(headings).toEqual([
    { line: 2, name: "programme" },
    { line: 7, name: "earn · shop" },
    { line: 11, name: "earn" },
    { line: 12, name: "version · 2027-01-01" },
  ]);
});
