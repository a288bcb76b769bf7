/** A day and a clock time as they are on the wall of a place, and the instant that this is. Pure. */

const MINUTE = 60_000;

/** "2026-12-01T00:00" or "2026-12-01" in a zone, as an instant; null where it is no time. A time that the clocks skip
 * is as much later as they skip; one that comes twice is the first. */
export function instantAt(local: string, zone: string): Date | null {
  const wall = Date.parse(`${local.length === 10 ? `${local}T00:00` : local}Z`);
  if (Number.isNaN(wall)) return null;
  // The zone's distance from UTC half a day before and after is the two that it can be; the earlier instant that
  // shows this time on the wall is the one that is meant.
  const distances = [wall - 720 * MINUTE, wall + 720 * MINUTE].map((near) => onTheWall(near, zone) - near);
  const instants = distances.map((distance) => wall - distance).sort((a, b) => a - b);
  const found = instants.find((instant) => onTheWall(instant, zone) === wall) ?? instants.at(-1);
  return found === undefined ? null : new Date(found);
}

/** What a date field shows for an instant: "2026-12-01". */
export function dayAt(instant: Date, zone: string): string {
  return new Date(onTheWall(instant.getTime(), zone)).toISOString().slice(0, 10);
}

/** What the clock on the wall shows, as if it were UTC. */
function onTheWall(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instant);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(
    read("year"), read("month") - 1, read("day"), read("hour"), read("minute"), read("second"),
  ); // prettier-ignore
}
