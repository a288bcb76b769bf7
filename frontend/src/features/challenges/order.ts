import type { Taken } from "./documents";

export interface Sorted {
  /** What one has chosen, then what counts by itself; the nearest first. */
  yours: Taken[];
  together: Taken[];
  joinable: Taken[];
  done: Taken[];
  /** The one that is nearest to its end. */
  nearest: string | null;
}

/** How much of it is done, from 0 to 1. Days of a week that is not enough yet are a part of that week. */
export function share(one: Taken): number {
  const target = Number(one.target);
  const week = one.weeks.find((candidate) => candidate.present);
  const needed = one.challenge.daysAWeek;
  const begun = week && needed && !week.enough ? week.days.filter(Boolean).length / needed : 0;
  return target > 0 ? Math.min(1, (Number(one.amount) + begun) / target) : 0;
}

export function sorted(all: readonly Taken[]): Sorted {
  const open = all.filter((one) => !one.completedAt);
  const together = all.filter((one) => one.challenge.together);
  const yours = open
    .filter((one) => one.joined && !one.challenge.together)
    .map((one, place) => ({ one, place, chosen: one.challenge.automatic ? 1 : 0 }))
    .sort((a, b) => a.chosen - b.chosen || share(b.one) - share(a.one) || a.place - b.place)
    .map(({ one }) => one);
  const begun = yours.filter((one) => share(one) > 0);
  const nearest = begun.reduce<Taken | null>((best, one) => (best && share(best) >= share(one) ? best : one), null);
  return {
    yours,
    together,
    joinable: open.filter((one) => !one.joined),
    done: all.filter((one) => one.completedAt && !one.challenge.together),
    nearest: nearest?.challenge.code ?? null,
  };
}
