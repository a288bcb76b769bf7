/** Which rooms there are. A room comes with what the programme's file declares: without rewards there is no shelf. */
export interface Declared {
  challenges: readonly unknown[];
  badges: readonly unknown[];
  actions: readonly unknown[];
  rewards: readonly unknown[];
  topics: readonly unknown[];
  leaderboards: readonly unknown[];
}

export type Room = "challenges" | "badges" | "choices" | "feed" | "rewards" | "board";

const DECLARED_BY: Record<Room, keyof Declared> = {
  challenges: "challenges",
  badges: "badges",
  choices: "actions",
  feed: "topics",
  rewards: "rewards",
  board: "leaderboards",
};
/** Rooms that stand and fall with another one's. */
const PART_OF: Record<string, Room> = { codes: "rewards", moderation: "feed", log: "feed", notices: "feed" };

export function has(programme: Declared | null, room: Room): boolean {
  return programme !== null && programme[DECLARED_BY[room]].length > 0;
}

/** Whether an address leads into a room that this programme lacks. */
export function isLacking(programme: Declared | null, path: string): boolean {
  const name = path.split("/")[1] ?? "";
  const room = PART_OF[name] ?? name;
  return room in DECLARED_BY && !has(programme, room as Room);
}
