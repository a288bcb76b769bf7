import * as format from "../../lib/format";
import { member } from "../../lib/member.svelte";
import { speech } from "../../lib/speech.svelte";
import { neighbours } from "./board.svelte";
import type { Board, Season } from "./documents";

/** "145 poäng upp till Amir Haddad." "Maja Sjöberg ligger 35 poäng bakom." What is left, and who follows.
 * Whole names: the first word of an alias is not what anybody is called. */
export function chase(board: Board): string[] {
  const { board: t } = speech.t;
  if (!board.me) return [t.notYet];
  const mine = board.me.points;
  const { ahead, behind } = neighbours(board);
  const points = (difference: number) => speech.amount(difference, board.currency);
  const lines = [
    ahead
      ? ahead.points === mine
        ? t.level(ahead.name, speech.unit(0, board.currency))
        : t.ahead(ahead.name, points(ahead.points - mine))
      : t.first,
  ];
  if (behind)
    lines.push(
      behind.points === mine
        ? t.level(behind.name, speech.unit(0, board.currency))
        : t.behind(behind.name, points(mine - behind.points)),
    );
  return lines;
}

/** What people call a season that is over: by its name, or by its days. */
export function called(season: Season): string {
  return season.name ?? days(season);
}

/** When a season is: until when it runs, when it begins, or the days that it had. */
export function when(season: Season): string {
  const { board: t, seasons: words } = speech.t;
  const said = season.present
    ? season.endsAt && t.until(format.day(last(season), speech.now, speech.tongue, zone()))
    : season.over
      ? days(season)
      : words.begins(format.date(new Date(season.startsAt), speech.now, speech.tongue, zone()));
  return [season.name, said].filter(Boolean).join(" · ");
}

/** "5–11 oktober", "26 oktober – 1 november", where the programme is: there a season begins and ends at midnight. */
function days(season: Season): string {
  const shown = (instant: Date) => format.date(instant, speech.now, speech.tongue, zone());
  const from = shown(new Date(season.startsAt));
  if (!season.endsAt) return from;
  const to = shown(last(season));
  if (from === to) return from;
  const [day, ...month] = from.split(" ");
  return to.endsWith(` ${month.join(" ")}`) ? `${day}–${to}` : speech.t.seasons.span(from, to);
}

/** The last moment of a period that ends before `endsAt`. */
const last = (season: Season) => new Date(Date.parse(season.endsAt!) - 1);

const zone = () => member.programme?.timezone ?? speech.zone;
