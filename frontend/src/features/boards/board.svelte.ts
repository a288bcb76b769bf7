import { stringifyDocument } from "@urql/core";
import { ask } from "../../lib/ask";
import { follow } from "../../lib/live";
import { member } from "../../lib/member.svelte";
import { Reading, settled } from "../../lib/reading.svelte";
import { BoardChangedDocument, BoardDocument, type Board } from "./documents";

const SETTLES_MS = 350;

/** A board that reads itself again when anybody on it has moved. Call within a component; it ends with it. */
export function liveBoard(
  code: () => string,
  top: number,
  season: () => string | null = () => null,
): Reading<{ board: Board | null }> {
  const reading = new Reading(async () => ({
    board: (await ask(BoardDocument, { code: code(), top, season: season() })).leaderboard,
  }));
  const again = settled(SETTLES_MS, () => void reading.again());

  $effect(() => {
    const wanted = code();
    void season();
    void reading.again();
    let stood = false;
    return follow(member.socket, {
      query: stringifyDocument(BoardChangedDocument),
      variables: () => ({ code: wanted }),
      take: again,
      stands: (connection) => {
        if (connection === "live" && stood) again(); // What moved during a break was not told.
        stood ||= connection === "offline";
      },
      refused: () => {},
    });
  });
  $effect(() => member.heard((event) => event.__typename === "PointsPosted" && again()));
  return reading;
}

/** Those next to me: who is just ahead, and who just behind. */
export function neighbours(board: Board) {
  const place = board.aroundMe.findIndex((standing) => standing.mine);
  return {
    ahead: place > 0 ? board.aroundMe[place - 1]! : null,
    behind: place >= 0 ? (board.aroundMe[place + 1] ?? null) : null,
  };
}
