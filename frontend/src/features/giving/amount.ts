/** An amount as people write it, in minor units; 0 where it is none. "1 000", "2,5". */
export function minor(written: string, decimals: number): number {
  const match = /^(\d{1,12})(?:[.,](\d{1,4}))?$/.exec(written.replace(/[\s\u00a0]/g, ""));
  if (!match) return 0;
  const fraction = match[2] ?? "";
  if (fraction.length > decimals) return 0;
  return Number(`${match[1]}${fraction.padEnd(decimals, "0")}`);
}
