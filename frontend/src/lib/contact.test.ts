import { expect, test } from "vitest";
import { pieces } from "./contact";

test("a number can be called and an address written to", () => {
  expect(pieces("Ring 010-000 00 00, vardagar 9–17, eller hej@kvarteret.example.")).toEqual([
    { text: "Ring " },
    { text: "010-000 00 00", href: "tel:0100000000" },
    { text: ", vardagar 9–17, eller " },
    { text: "hej@kvarteret.example", href: "mailto:hej@kvarteret.example" },
    { text: "." },
  ]);
});

test("words alone stay words", () => {
  expect(pieces("Fråga i kassan.")).toEqual([{ text: "Fråga i kassan." }]);
});
