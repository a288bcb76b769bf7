/** Whole years from an ISO date to a day, by the calendar where the page is; null where it is no date. Whoever was born
 * on 29 February is a year older on the 28th where there is no such day. */
export function yearsSince(birthday: string, today = new Date()): number | null {
  const [year, month, day] = birthday.split("-").map(Number);
  if (!year || !month || !day) return null;
  const last = new Date(today.getFullYear(), month, 0).getDate();
  const turned = new Date(today.getFullYear(), month - 1, Math.min(day, last));
  return today.getFullYear() - year - (today < turned ? 1 : 0);
}

/** A country as people call it; its code where the browser knows no name. */
export function countryName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}
