/** What somebody has written and not saved, kept in this browser: a reload, a step back or a lost network takes nothing
 * away. Kept for each person and draft apart, and gone once it is saved or thrown away. */

export interface Kept {
  /** The revision that was read, and what it said: with it, others' changes can be told from one's own. */
  revision: number;
  base: string;
  name: string;
  text: string;
  at: string;
}

const place = (who: string, draft: string) => `draft ${who} ${draft}`;

/** False where the browser keeps nothing: then whoever leaves must be warned. */
export function keep(who: string, draft: string, what: Kept): boolean {
  try {
    localStorage.setItem(place(who, draft), JSON.stringify(what));
    return true;
  } catch {
    return false;
  }
}

export function keptOf(who: string, draft: string): Kept | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(place(who, draft)) ?? "null");
    return isKept(found) ? found : null;
  } catch {
    return null;
  }
}

export function forget(who: string, draft: string): void {
  try {
    localStorage.removeItem(place(who, draft));
  } catch {
    // A browser that stores nothing has nothing to forget.
  }
}

function isKept(found: unknown): found is Kept {
  if (typeof found !== "object" || found === null) return false;
  const { revision, base, name, text, at } = found as Record<string, unknown>;
  return typeof revision === "number" && [base, name, text, at].every((one) => typeof one === "string");
}
