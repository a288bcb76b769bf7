/** No text stands in the catalogues that nobody says. */
import { expect, test } from "vitest";
import { en } from "./en";
import { sv } from "./sv";

const sources: Record<string, string> = import.meta.glob("../../**/*.{svelte,ts}", {
  query: "?raw",
  import: "default",
  eager: true,
});
const CATALOGUE = /(^|\/)(sv|en)\.ts$|\.test\.ts$|graphql-env/;
const code = Object.entries(sources)
  .filter(([path]) => !CATALOGUE.test(path))
  .map(([, text]) => text)
  .join("\n");

/** Every text by its names: ["rewards", "left"]. What is picked by a value (`kinds[kind]`) is told as one. */
function* paths(texts: object, above: string[] = []): Generator<string[]> {
  for (const [name, value] of Object.entries(texts)) {
    const path = [...above, name];
    const whole = typeof value !== "object" || Array.isArray(value) || picked(name);
    if (whole) yield path;
    else yield* paths(value as object, path);
  }
}
const picked = (name: string): boolean => new RegExp(`[.?]${name}(\\?\\.)?\\[`).test(code);
/** `t.left`, `const { left } = speech.t.rewards`, or a name that is handed on: `titled("left")`. */
const said = (name: string): boolean =>
  new RegExp(`[.]${name}\\b|{[^{}]*\\b${name}\\b[^{}]*} = [^;]*speech\\.t|"${name}"`).test(code);

test("every text is said somewhere on the page", () => {
  const all = [...paths(sv)];

  expect(all.length).toBeGreaterThan(400);
  expect(all.filter((path) => !said(path.at(-1)!)).map((path) => path.join("."))).toEqual([]);
});

test("both catalogues have the same texts", () => {
  expect([...paths(en)].map(String).sort()).toEqual([...paths(sv)].map(String).sort());
});
