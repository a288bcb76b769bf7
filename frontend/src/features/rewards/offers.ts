import type { Offer } from "./documents";

type Chance = Pick<Offer, "placesLeft" | "yoursLeft" | "opensAt">;

/** Whether nobody can have it now, or the member not once more, whatever points they have. */
export const isGone = (offer: Chance) =>
  offer.placesLeft === 0 || offer.yoursLeft === 0 || offer.opensAt !== null;
