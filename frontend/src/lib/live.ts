/**
 * One subscription that survives tunnels: it starts again by itself after the last position seen, tells each event
 * once and in order, and says how the connection stands.
 */
import type { Client } from "graphql-ws";

export type Connection = "connecting" | "live" | "offline";

export interface Subscription<Item> {
  query: string;
  /** Asked anew for each attempt, so that a new one resumes where the last one ended. */
  variables: () => Record<string, unknown>;
  take: (item: Item) => void;
  /** How the connection stands; `offline` comes once when it breaks and not at each vain attempt. */
  stands: (connection: Connection) => void;
  /** The server no longer knows us. The subscription has ended and does not start again. */
  refused: () => void;
}

export interface Surroundings {
  wait: (milliseconds: number) => Promise<void>;
  random: () => number;
  now: () => number;
}

export const FIRST_WAIT_MS = 500;
export const LONGEST_WAIT_MS = 20_000;
const HELD_MS = 5_000;

/** Half of the doubling wait is certain and half is chance, so that a whole town does not come back in one second. */
export function waitBefore(attempt: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  return ceiling / 2 + (ceiling / 2) * random();
}

/** Follows until the returned function is called. */
export function follow<Item>(
  client: Pick<Client, "subscribe">,
  wanted: Subscription<Item>,
  surroundings: Surroundings = { wait: waitOrWake, random: Math.random, now: Date.now },
): () => void {
  let stopped = false;
  let leave: () => void = () => {};

  let standing: Connection | null = null;
  function stand(connection: Connection): void {
    if (connection !== standing) wanted.stands((standing = connection));
  }

  async function run(): Promise<void> {
    let attempt = 0;
    stand("connecting");
    while (!stopped) {
      const ending = await once();
      if (stopped) return;
      if (ending.refused) return wanted.refused();
      if (ending.held) attempt = 0;
      stand("offline");
      await surroundings.wait(waitBefore(attempt, surroundings.random));
      attempt += 1;
    }
  }

  function once(): Promise<{ held: boolean; refused: boolean }> {
    return new Promise((resolve) => {
      let openedAt = Infinity;
      let brought = false;
      let refused = false;
      // What opens and ends at once, again and again, is no better than what never opens.
      const end = () => resolve({ held: brought || surroundings.now() - openedAt >= HELD_MS, refused });
      const greet = greeting.get(client)?.(() => {
        openedAt = surroundings.now();
        if (!stopped) stand("live");
      });
      const unsubscribe = client.subscribe<Record<string, Item>>(
        { query: wanted.query, variables: wanted.variables() },
        {
          next: (result) => {
            refused ||= isRefusal(result.errors);
            const item = result.data && Object.values(result.data)[0];
            if (!item || stopped) return;
            brought = true;
            wanted.take(item);
          },
          error: (error) => {
            refused ||= isRefusal(error);
            greet?.();
            end();
          },
          complete: () => {
            greet?.();
            end();
          },
        },
      );
      leave = () => {
        greet?.();
        unsubscribe();
        end();
      };
    });
  }

  void run();
  return () => {
    stopped = true;
    leave();
  };
}

type Greet = (connected: () => void) => () => void;

/** How to learn that a client's socket is acknowledged: the socket's matter, set where the client is made. */
export const greeting = new WeakMap<object, Greet>();

const UNAUTHORIZED = new Set([4401, 4403]);

function isRefusal(error: unknown): boolean {
  if (!error) return false;
  if (Array.isArray(error)) {
    return error.some((one) => one?.extensions?.code === "UNAUTHENTICATED");
  }
  return UNAUTHORIZED.has((error as { code?: number }).code ?? 0);
}

/** Waits, but no longer than until the network is back or somebody looks at the page again. */
export function waitOrWake(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("visibilitychange", seen);
      resolve();
    };
    const seen = () => document.visibilityState === "visible" && done();
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
    document.addEventListener("visibilitychange", seen);
  });
}
