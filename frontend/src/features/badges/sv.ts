/** The wall of badges. */
export const wall = {
  secretName: "Hemligt märke",
  secretLabel: "Ett hemligt märke som du inte har hittat än",
  rare: (_holders: number, held: string, active: string) => `${held} av ${active} aktiva medlemmar har det`,
  few: (held: string, active: string) => `${held} av ${active} har det`,
  counted: (moment: string) => `Räknat ${moment}. Aktiv är den som gjort något de senaste 90 dagarna.`,
  notCounted: "Hur många som har det räknas snart.",
  how: "Så får man det",
  when: "När",
  why: "Varför",
  by: "Det som gav det",
  rarity: "Hur många som har det",
  notYet: "Inte ditt än.",
  all: "Alla märken",
  gone: "Det märket finns inte.",
  undone: "Tas det som gav märket tillbaka, så tas märket tillbaka.",
  count: (have: string, all: string) => `${have} av ${all}`,
};

export type Wall = typeof wall;
