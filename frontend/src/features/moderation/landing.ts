/** Where somebody goes who has just come in: a moderator to the cases, a manager to the numbers, an editor to the
 *  drafts, staff to the till, everybody else home. */
import { member } from "../../lib/member.svelte";
import { router } from "../../lib/router.svelte";
import { DESK } from "../programme/addresses";

export function land(): void {
  if (router.path !== "/") return;
  if (moderates()) router.go("/moderation", "replace");
  else if (manages()) router.go("/manager", "replace");
  else if (edits()) router.go(DESK, "replace");
  else if (sells()) router.go("/till", "replace");
}

export function moderates(): boolean {
  return member.me?.roles.includes("MODERATOR") ?? false;
}

export function manages(): boolean {
  return member.me?.roles.includes("MANAGER") ?? false;
}

/** Writes drafts of the programme; managers do, too. */
export function edits(): boolean {
  return member.me?.roles.some((role) => role === "EDITOR" || role === "MANAGER") ?? false;
}

export function sells(): boolean {
  return member.me?.roles.includes("STAFF") ?? false;
}
