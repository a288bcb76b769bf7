/** Where somebody goes who has just come in: a moderator to the cases, a manager to the numbers, staff to the till,
 *  everybody else home. */
import { member } from "../../lib/member.svelte";
import { router } from "../../lib/router.svelte";

export function land(): void {
  if (router.path !== "/") return;
  if (moderates()) router.go("/moderation", "replace");
  else if (manages()) router.go("/manager", "replace");
  else if (sells()) router.go("/till", "replace");
}

export function moderates(): boolean {
  return member.me?.roles.includes("MODERATOR") ?? false;
}

export function manages(): boolean {
  return member.me?.roles.includes("MANAGER") ?? false;
}

export function sells(): boolean {
  return member.me?.roles.includes("STAFF") ?? false;
}
