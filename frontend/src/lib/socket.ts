/** The page's one socket. It opens with the first subscription and notices a dead line within seconds. */
import { createClient, type Client } from "graphql-ws";
import { greeting } from "./live";

const PING_EVERY_MS = 15_000;
const PONG_WITHIN_MS = 5_000;

export function openSocket(language: () => string): Client {
  const listeners = new Set<() => void>();
  let connected = false;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const client: Client = createClient({
    url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
    connectionParams: () => ({ language: language() }),
    retryAttempts: 0, // Starting again is live.ts's work: graphql-ws would repeat the old `after`.
    keepAlive: PING_EVERY_MS,
    lazyCloseTimeout: 1_000,
    on: {
      connected: () => {
        connected = true;
        for (const tell of listeners) tell();
      },
      closed: () => {
        connected = false;
        clearTimeout(silence);
      },
      ping: (received) => {
        if (!received) silence = setTimeout(() => client.terminate(), PONG_WITHIN_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(silence);
      },
    },
  });

  greeting.set(client, (tell) => {
    if (connected) queueMicrotask(tell);
    listeners.add(tell);
    return () => listeners.delete(tell);
  });
  addEventListener("offline", () => client.terminate());
  return client;
}
