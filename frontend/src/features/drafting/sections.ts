/** What a document consists of, for jumping to it: each heading with its line and what it is called. */

export interface Heading {
  line: number;
  name: string;
}

const HEADING = /^\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$/;
const CODE = /^\s*(?:code|no|holds_from)\s*=\s*"?([^"#\n]*[^"#\s])"?/;
const LOOK = 12; // Lines below a heading in which its own name is sought.

/** `[[earn]]` with `code = "shop"` below it is "earn · shop". Headings within headings ([earn.sv]) are left out. */
export function headingsOf(text: string): Heading[] {
  const lines = text.split("\n");
  const found: Heading[] = [];
  lines.forEach((line, at) => {
    const heading = HEADING.exec(line);
    if (!heading?.[2] || heading[2].includes(".")) return;
    const own = heading[1] === "[[" ? ownName(lines, at + 1) : "";
    found.push({ line: at + 1, name: own ? `${heading[2]} · ${own}` : heading[2] });
  });
  return found;
}

function ownName(lines: readonly string[], from: number): string {
  for (const line of lines.slice(from, from + LOOK)) {
    if (line.trimStart().startsWith("[")) return "";
    const code = CODE.exec(line);
    if (code?.[1]) return code[1].trim();
  }
  return "";
}
