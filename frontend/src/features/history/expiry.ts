import type { EventOf } from "../../graphql/fragments";
import { speech } from "../../lib/speech.svelte";

/** "80 poäng går ut 3 december", or between two days. The day is the last on which they can be spent. */
export function expiryOf(event: EventOf<"PointsExpiring">): string {
  const shown = speech.amount(event.points, event.currency);
  const [first, last] = [speech.lastDay(event.firstAt), speech.lastDay(event.lastAt)];
  return first === last ? speech.t.events.expiring(shown, last) : speech.t.events.expiringBetween(shown, first, last);
}
