/** A perk that was used while a customer stands at the till. */
export interface Used {
  id: string;
  card: string;
  name: string;
  said: string;
}

/** How a use stands: undone here or in the list beside, or the last one of this customer; null for anybody else. */
export function standing(used: Used | null, card: string, gone: readonly string[]): "used" | "undone" | null {
  if (used === null || used.card !== card) return null;
  return gone.includes(used.id) ? "undone" : "used";
}
