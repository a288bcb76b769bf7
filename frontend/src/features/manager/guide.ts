/** How the rules' sentences stand on the page. Pure. */
import { capital } from "../../lib/format";
import type { GuideSection, GuideTable } from "./documents";

const NAME_LIMIT = 60; // Characters before a colon that still are a name.

/** “Stamgäst från 1 500: …”: what stands before the colon is what one looks for. */
function parts(sentence: string): [string, string] {
  const at = sentence.indexOf(": ");
  return at > 0 && at < NAME_LIMIT ? [sentence.slice(0, at), capital(sentence.slice(at + 2))] : ["", sentence];
}

/** Tables where they stand among the sentences: those before the first one, then each with those that follow it. */
export function laidOut({
  tables,
  besides,
}: Pick<GuideSection, "tables" | "besides">): { table: GuideTable | null; lines: string[] }[] {
  const ends = [...tables.map(({ after }) => after), besides.length];
  const first = { table: null, lines: besides.slice(0, ends[0]) };
  return [first, ...tables.map((table, place) => ({ table, lines: besides.slice(table.after, ends[place + 1]) }))];
}

/** What has the same name stands under it once: a purchase gives points, and level points. */
export function told(sentences: readonly string[]): { name: string; lines: string[] }[] {
  const all: { name: string; lines: string[] }[] = [];
  for (const [name, line] of sentences.map(parts)) {
    const before = all.at(-1);
    if (name && before?.name === name) before.lines.push(line);
    else all.push({ name, lines: [line] });
  }
  return all.map(({ name, lines }) => ({ name, lines: folded(lines) }));
}

/** What all lines under a name end with is said once, after them: six days on which points are doubled. */
function folded(lines: readonly string[]): string[] {
  const split = lines.map((line) => line.split(/(?<=\.) /));
  const shortest = Math.min(...split.map((sentences) => sentences.length));
  let shared = 0;
  while (shared < shortest - 1 && new Set(split.map((one) => one.at(-1 - shared))).size === 1) shared += 1;
  if (lines.length < 2 || shared === 0) return [...new Set(lines)];
  const own = split.map((sentences) => sentences.slice(0, -shared).join(" "));
  return [...new Set(own), split[0]!.slice(-shared).join(" ")];
}
