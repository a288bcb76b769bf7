import { speech } from "../../lib/speech.svelte";
import { neighbours } from "./board.svelte";
import type { Board } from "./documents";

/** "145 poäng upp till Amir Haddad." "Maja Sjöberg ligger 35 poäng bakom." What is left, and who follows.
 * Whole names: the first word of an alias is not what anybody is called. */
export function chase(board: Board): string[] {
  const { board: t } = speech.t;
  if (!board.me) return [t.notYet];
  const mine = board.me.points;
  const { ahead, behind } = neighbours(board);
  const points = (difference: number) => speech.points(difference, board.currency);
  const lines = [
    ahead
      ? ahead.points === mine
        ? t.level(ahead.name)
        : t.ahead(ahead.name, points(ahead.points - mine))
      : t.first,
  ];
  if (behind)
    lines.push(
      behind.points === mine
        ? t.level(behind.name)
        : t.behind(behind.name, points(mine - behind.points)),
    );
  return lines;
}
