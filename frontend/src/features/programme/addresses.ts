/** Where the parts of the programme's desk are. */
export const DESK = "/manager/programme";
export const EXPLAIN = `${DESK}/what`;

export const draftAt = (id: string) => `${DESK}/draft/${encodeURIComponent(id)}`;
export const simulationAt = (id: string) => `${DESK}/trial/${encodeURIComponent(id)}`;

/** The part and the id that an address names. */
export function placeOf(path: string): { part: "desk" | "what" | "draft" | "trial"; id: string } {
  const [, part, id] = /^\/manager\/programme\/(draft|trial|what)(?:\/(.+))?$/.exec(path) ?? [];
  if (part === "what") return { part, id: "" };
  if ((part === "draft" || part === "trial") && id) return { part, id: decodeURIComponent(id) };
  return { part: "desk", id: "" };
}
