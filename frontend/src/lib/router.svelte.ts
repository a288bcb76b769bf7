/** The address decides the view. Links are plain links; this turns those within the page into steps. */
class Router {
  path = $state(clean(location.pathname));
  /** Counts the steps, so that a view that was left and entered again starts afresh. */
  step = $state(0);

  constructor() {
    addEventListener("popstate", () => this.#arrive());
  }

  go(path: string, how: "push" | "replace" = "push"): void {
    if (how === "push") history.pushState(null, "", path);
    else history.replaceState(null, "", path);
    this.#arrive();
    scrollTo(0, 0);
  }

  /** For `onclick` on the document: a plain left click on one of our own links. */
  follow(event: MouseEvent): void {
    const link = (event.target as Element | null)?.closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented) return;
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    event.preventDefault();
    this.go(link.pathname + link.search + link.hash);
  }

  #arrive(): void {
    this.path = clean(location.pathname);
    this.step += 1;
  }
}

function clean(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") || "/" : path;
}

/** What a mailed link carries after the #, where no log sees it; taken out of the address once read. */
export function takeToken(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
  if (token) history.replaceState(null, "", location.pathname);
  return token;
}

export const router = new Router();
