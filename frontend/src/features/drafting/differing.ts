/** Which lines two texts share. Pure: texts are lists of lines. */

/** A pair of places, of the first text and of the second, whose lines are the same. */
export type Match = readonly [number, number];

const MOST_STEPS = 1_200; // Lines that differ. Beyond them the two texts have little to do with each other.

/** The lines that stand in both, in order, as many as there are (Myers 1986, O(ND)). Where more than MOST_STEPS
 * differ, only what both begin and end with: what lies between then counts as written anew. */
export function matches(a: readonly string[], b: readonly string[]): Match[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const found: Match[] = [];
  for (let place = 0; place < start; place++) found.push([place, place]);
  for (const [x, y] of between(a.slice(start, a.length - end), b.slice(start, b.length - end)))
    found.push([x + start, y + start]);
  for (let place = end; place > 0; place--) found.push([a.length - place, b.length - place]);
  return found;
}

function between(a: readonly string[], b: readonly string[]): Match[] {
  if (!a.length || !b.length) return [];
  const most = Math.min(a.length + b.length, MOST_STEPS);
  const trail: Map<number, number>[] = [];
  let furthest = new Map<number, number>([[1, 0]]);
  for (let steps = 0; steps <= most; steps++) {
    const reached = new Map<number, number>();
    for (let k = -steps; k <= steps; k += 2) {
      const down = k === -steps || (k !== steps && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let x = down ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reached.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkedBack(a.length, b.length, [...trail, furthest]);
    }
    trail.push(furthest);
    furthest = reached;
  }
  return [];
}

/** From the end to the beginning, step by step: what was passed diagonally stands in both. */
function walkedBack(endX: number, endY: number, trail: readonly Map<number, number>[]): Match[] {
  const found: Match[] = [];
  let [x, y] = [endX, endY];
  for (let steps = trail.length - 1; steps >= 0; steps--) {
    const before = trail[steps] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -steps || (k !== steps && (before.get(k - 1) ?? -1) < (before.get(k + 1) ?? -1));
    const from = down ? k + 1 : k - 1;
    const fromX = before.get(from) ?? 0;
    const [stepX, stepY] = steps === 0 ? [0, 0] : down ? [fromX, fromX - from + 1] : [fromX + 1, fromX - from];
    while (x > stepX && y > stepY) found.push([--x, --y]);
    [x, y] = [fromX, fromX - from];
  }
  return found.reverse();
}
