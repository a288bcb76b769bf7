/** What a manager writes to give a level, and what was written then. */
export const MONTHS_LIMIT = 120;

/** For how many months: null where it is left open, undefined where it is no number of months. */
export function monthsOf(text: string): number | null | undefined {
  const written = text.trim();
  if (!written) return null;
  const months = /^\d{1,3}$/.test(written) ? Number(written) : 0;
  return months >= 1 && months <= MONTHS_LIMIT ? months : undefined;
}

/** Why a level was given or taken back by hand; empty for whatever else happened. */
export function reasonOf({ kind, facts }: { kind: string; facts: unknown }): string {
  if (!["@tier", "@tier_back", "@freeze"].includes(kind)) return "";
  const { reason } = facts as { reason?: unknown };
  return typeof reason === "string" ? reason : "";
}
