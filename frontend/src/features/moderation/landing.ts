/** Where somebody goes who has just come in: a moderator to the cases, everybody else home. */
import { member } from "../../lib/member.svelte";
import { router } from "../../lib/router.svelte";

export function land(): void {
  if (router.path === "/" && moderates()) router.go("/moderation", "replace");
}

export function moderates(): boolean {
  return member.me?.roles.includes("MODERATOR") ?? false;
}
