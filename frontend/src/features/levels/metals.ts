const METALS = ["brons", "silver", "guld"] as const;

export type Metal = (typeof METALS)[number];

/** The metal of a level's shield, by its place among them all: the lowest is bronze, the highest gold. */
export function metalOf(code: string | undefined, tiers: readonly { code: string }[]): Metal {
  const place = tiers.findIndex((one) => one.code === code);
  if (place > 0 && place === tiers.length - 1) return "guld";
  return METALS[Math.max(0, Math.min(2, place))]!;
}
