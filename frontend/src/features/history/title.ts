interface Posted {
  reason: string;
  why: string;
  place: string | null;
  kindName: string | null;
}

/** What a line is called: where one earned, else what one did; and why, where points came or went another way. */
export function titleOf({ reason, why, place, kindName }: Posted): string {
  return reason === "earned" ? (place ?? kindName ?? why) : why;
}
