import { describe, expect, it } from "vitest";
import { matches } from "./differing";
import { isClash, merged, textOf } from "./merging";

const lines = (...all: string[]) => all.join("\n");
const BASE = lines("[programme]", 'code = "hornet"', "", "[[earn]]", 'rate = "1"', "", "[[reward]]", "points = 50");

describe("two persons on one text", () => {
  it("what they wrote in different places stands together", () => {
    const mine = BASE.replace('rate = "1"', 'rate = "2"');
    const theirs = BASE.replace("points = 50", "points = 60\nstock = 10");

    const pieces = merged(BASE, mine, theirs);

    expect(pieces.some(isClash)).toBe(false);
    expect(textOf(pieces)).toBe(mine.replace("points = 50", "points = 60\nstock = 10"));
  });

  it("what both wrote in the same place is asked about, and the rest is not", () => {
    const mine = BASE.replace('rate = "1"', 'rate = "2"');
    const theirs = BASE.replace('rate = "1"', 'rate = "3"').replace("hornet", "torget");

    const pieces = merged(BASE, mine, theirs);

    expect(pieces.filter(isClash)).toEqual([{ mine: ['rate = "2"'], theirs: ['rate = "3"'] }]);
    expect(textOf(pieces)).toBe(mine.replace("hornet", "torget"));
    expect(textOf(pieces, new Set([0]))).toBe(theirs);
  });

  it("the same change by both is one change", () => {
    const both = BASE.replace('rate = "1"', 'rate = "2"');

    const pieces = merged(BASE, both, both);

    expect(pieces).toEqual([{ lines: both.split("\n") }]);
  });

  it("what one took away and the other left goes away; what the other changed is asked about", () => {
    const without = lines("[programme]", 'code = "hornet"', "", "[[reward]]", "points = 50");

    expect(textOf(merged(BASE, BASE, without))).toBe(without);
    expect(merged(BASE, without, BASE.replace('rate = "1"', 'rate = "9"')).some(isClash)).toBe(true);
  });

  it("random texts: one writer's changes alone come out as that writer's text", () => {
    let seed = 7;
    const next = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    const some = () => Array.from({ length: next(14) }, () => "abc"[next(3)] ?? "").join("\n");

    for (let round = 0; round < 500; round++) {
      const [base, other] = [some(), some()];
      expect(textOf(merged(base, base, other))).toBe(other);
      expect(textOf(merged(base, other, base))).toBe(other);
      expect(textOf(merged(base, other, other))).toBe(other);
    }
  });
});

describe("the lines that two texts share", () => {
  it("are the same in both, in order, and as many as there are", () => {
    let seed = 3;
    const next = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
    const some = () => Array.from({ length: next(12) }, () => "abcd"[next(4)] ?? "");

    for (let round = 0; round < 500; round++) {
      const [a, b] = [some(), some()];
      const found = matches(a, b);
      expect(found.every(([x, y]) => a[x] === b[y])).toBe(true);
      expect(found.every(([x, y], at) => at === 0 || (x > found[at - 1]![0] && y > found[at - 1]![1]))).toBe(true);
      expect(found.length).toBe(longest(a, b));
    }
  });

  it("three thousand lines written anew keep what both begin and end with", () => {
    const a = ["first", ...Array.from({ length: 3_000 }, (_, at) => `a${at}`), "last"];
    const b = ["first", ...Array.from({ length: 3_000 }, (_, at) => `b${at}`), "last"];

    expect(matches(a, b)).toEqual([
      [0, 0],
      [3_001, 3_001],
    ]);
  });
});

/** The textbook's table, to compare with. */
function longest(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let x = a.length - 1; x >= 0; x--)
    for (let y = b.length - 1; y >= 0; y--)
      table[x]![y] = a[x] === b[y] ? table[x + 1]![y + 1]! + 1 : Math.max(table[x + 1]![y]!, table[x]![y + 1]!);
  return table[0]![0]!;
}
