/** What was written in a form, as a sender sends it: sums and quantities as text with a point, counts as numbers. */
import type { KindFact } from "./explaining";

export function factsOf(facts: readonly KindFact[], written: Record<string, string>): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const fact of facts) {
    const text = (written[fact.name] ?? "").trim();
    if (text) found[fact.name] = typed(fact.type, text);
  }
  return found;
}

function typed(type: string, text: string): unknown {
  const number = text.replace(/[\s\u00a0]/g, "").replace(",", ".");
  if (type === "money" || type === "decimal") return number;
  if (type === "integer") return /^-?\d{1,15}$/.test(number) ? Number(number) : text;
  if (type === "boolean") return text === "true";
  if (type === "lines") return parsed(text);
  return text;
}

/** A receipt's lines are written as JSON; what is none goes as it is, and the server says what would be right. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
