/**
 * What a member told of while there was no network. It waits on the phone and is sent once: each has a key of its own
 * from the moment of the tap, so that a second sending of the same is answered and counts nothing.
 */
export interface Waiting {
  key: string;
  kind: string;
  facts: Record<string, string | number>;
  occurredAt: string;
}

/**
 * What became of a sending. `later`: nobody was reached. `failed`: the server was, and stumbled; this one waits on, and
 * the next may go. `limited`: what a limit left out, in sentences. `early`: refused because the phone's clock is ahead.
 */
export type Answer =
  | { outcome: "sent"; message: string; limited: readonly string[] }
  | { outcome: "refused" | "later" | "failed"; message: string }
  | { outcome: "early"; now: string; message: string };

export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export const MOST_WAITING = 50;

export class Outbox {
  #shelf: Shelf;
  #send: (one: Waiting) => Promise<Answer>;
  #changed: (waiting: readonly Waiting[]) => void;
  #heard: (one: Waiting, answer: Answer) => void;
  #owner = "";
  #waiting: readonly Waiting[] = [];
  #sending: Promise<void> | null = null;

  constructor(
    shelf: Shelf,
    send: (one: Waiting) => Promise<Answer>,
    changed: (waiting: readonly Waiting[]) => void,
    heard: (one: Waiting, answer: Answer) => void,
  ) {
    this.#shelf = shelf;
    this.#send = send;
    this.#changed = changed;
    this.#heard = heard;
  }

  /** Whose it is now. What another member left on this phone waits for them. */
  open(owner: string): void {
    if (owner === this.#owner) return;
    this.#owner = owner;
    this.#waiting = owner ? read(this.#shelf, owner) : [];
    this.#changed(this.#waiting);
  }

  /** Takes one more; false where no more fits. */
  add(one: Waiting): boolean {
    if (this.#waiting.length >= MOST_WAITING) return false;
    this.#keep([...this.#waiting, one]);
    return true;
  }

  /** Takes one out that was not sent yet. */
  drop(key: string): void {
    this.#keep(this.#waiting.filter((one) => one.key !== key));
  }

  /** Sends what waits, one after the other, until the network is gone. Called twice at once, it sends once. */
  flush(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = null));
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    const owner = this.#owner;
    const failed = new Set<string>();
    const next = () => (owner === this.#owner ? this.#waiting.find((one) => !failed.has(one.key)) : undefined);
    for (let one = next(); one; one = next()) {
      let answer = await this.#send(one);
      if (answer.outcome === "early") {
        // Nothing was recorded, and the key is still free: told again by the server's clock.
        one = { ...one, occurredAt: answer.now };
        answer = await this.#send(one);
      }
      if (answer.outcome === "later") return;
      if (answer.outcome === "failed") failed.add(one.key);
      else if (owner === this.#owner) this.drop(one.key);
      this.#heard(one, answer);
    }
  }

  #keep(waiting: readonly Waiting[]): void {
    this.#waiting = waiting;
    try {
      if (waiting.length) this.#shelf.setItem(name(this.#owner), JSON.stringify(waiting));
      else this.#shelf.removeItem(name(this.#owner));
    } catch {
      // A browser that stores nothing sends as long as the page is open.
    }
    this.#changed(waiting);
  }
}

function name(owner: string): string {
  return `choices:${owner}`;
}

function read(shelf: Shelf, owner: string): Waiting[] {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(name(owner)) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isWaiting).slice(0, MOST_WAITING) : [];
  } catch {
    return [];
  }
}

function isWaiting(one: unknown): one is Waiting {
  const { key, kind, facts, occurredAt } = (one ?? {}) as Record<string, unknown>;
  const texts = [key, kind, occurredAt].every((part) => typeof part === "string");
  return texts && typeof facts === "object" && facts !== null;
}
