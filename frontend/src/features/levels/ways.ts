import type { Path } from "../../graphql/fragments";

/** How far somebody has come on a way, from 0 to 1: no further than with the need that is furthest off. */
export function shareOf(path: Path): number {
  const shares = path.needs.map((need) => (need.needed > 0 ? need.points / need.needed : 1));
  return Math.max(0, Math.min(1, ...shares));
}

/** How far on the way that has been gone furthest. */
export function furthest(paths: readonly Path[]): number {
  return paths.reduce((most, path) => Math.max(most, shareOf(path)), 0);
}

/** Whether the ways need a list: a single need is told by the card's own line. */
export function areTold(paths: readonly Path[]): boolean {
  return paths.length > 1 || (paths[0]?.needs.length ?? 0) > 1;
}

/** Of ways that only differ in what they ask for, the time that they share is told once. */
export function sharedTime(paths: readonly Path[]): string | null {
  const times = new Set(paths.map((path) => `${path.within} ${path.endsAt}`));
  return times.size === 1 ? paths[0]!.within : null;
}
