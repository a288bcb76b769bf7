import * as format from "../../lib/format";

/** Kilograms as exactly as an estimate deserves, as the server says them: "0,07", "0,5", "13,2", "128". */
export function kilograms(text: string, tongue: format.Tongue): string {
  const value = Number(text);
  const size = Math.abs(value);
  if (size === 0) return format.number(0, tongue);
  return format.number(value, tongue, size >= 100 ? 0 : size >= 0.1 ? 1 : size >= 0.01 ? 2 : 3);
}

const FINE = 3; // Up to here half a kilometer matters; beyond it whole ones do.

/** What a tap on + or − makes of a quantity. */
export function stepped(value: number, by: 1 | -1, bounds: { least: string; most: string; whole: boolean }): number {
  const fine = !bounds.whole && (by > 0 ? value < FINE : value <= FINE);
  const step = fine ? 0.5 : 1;
  const next = by > 0 ? Math.floor(value / step + 1) * step : Math.ceil(value / step - 1) * step;
  return Math.min(Number(bounds.most), Math.max(Number(bounds.least), next));
}

/** A quantity as it is sent: things as a number, what is measured as text. */
export function sent(value: number, whole: boolean): string | number {
  return whole ? Math.round(value) : String(Number(value.toFixed(3)));
}
