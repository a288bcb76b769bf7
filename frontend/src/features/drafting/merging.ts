/** Two persons wrote on one text: what both did is put together, line by line, and what they did in the same place
 * is shown to whoever saves last. Pure. */
import { matches } from "./differing";

/** Lines that stand, or a place where both wrote: mine and theirs. */
export type Piece = { lines: string[] } | { mine: string[]; theirs: string[] };
export type Clash = Extract<Piece, { mine: string[] }>;

export const isClash = (piece: Piece): piece is Clash => "mine" in piece;

/** `mine` and `theirs` both began as `base`. */
export function merged(base: string, mine: string, theirs: string): Piece[] {
  const [b, m, t] = [base, mine, theirs].map((text) => text.split("\n")) as [string[], string[], string[]];
  const [inMine, inTheirs] = [new Map(matches(b, m)), new Map(matches(b, t))];
  const stable: [number, number, number][] = [];
  for (const [place, at] of inMine) {
    const other = inTheirs.get(place);
    if (other !== undefined) stable.push([place, at, other]);
  }
  const pieces: Piece[] = [];
  let [fromB, fromM, fromT] = [0, 0, 0];
  for (const [toB, toM, toT] of [...stable, [b.length, m.length, t.length] as const]) {
    const [was, my, their] = [b.slice(fromB, toB), m.slice(fromM, toM), t.slice(fromT, toT)];
    if (was.length || my.length || their.length) pieces.push(together(was, my, their));
    if (toB < b.length) pieces.push({ lines: [b[toB] ?? ""] });
    [fromB, fromM, fromT] = [toB + 1, toM + 1, toT + 1];
  }
  return joined(pieces);
}

/** The text, with this choice in each place where both wrote; without a choice mine. */
export function textOf(pieces: readonly Piece[], theirs: ReadonlySet<number> = new Set()): string {
  let clash = -1;
  const lines = pieces.flatMap((piece) => {
    if (!isClash(piece)) return piece.lines;
    clash += 1;
    return theirs.has(clash) ? piece.theirs : piece.mine;
  });
  return lines.join("\n");
}

function together(was: string[], mine: string[], theirs: string[]): Piece {
  if (same(mine, theirs) || same(was, theirs)) return { lines: mine };
  if (same(was, mine)) return { lines: theirs };
  return { mine, theirs };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, place) => line === b[place]);
}

function joined(pieces: Piece[]): Piece[] {
  const found: Piece[] = [];
  for (const piece of pieces) {
    const last = found.at(-1);
    if (last && !isClash(last) && !isClash(piece)) last.lines.push(...piece.lines);
    else found.push(isClash(piece) ? piece : { lines: [...piece.lines] });
  }
  return found;
}

