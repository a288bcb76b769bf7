import type { Client, Sink } from "graphql-ws";
import { beforeEach, describe, expect, test } from "vitest";
import { FIRST_WAIT_MS, follow, greeting, LONGEST_WAIT_MS, waitBefore, type Connection } from "./live";

interface Event {
  position: number;
}

/** A line that the test holds in its hand: what was asked for, and how it is answered, broken or refused. */
class Line {
  asked: Record<string, unknown>[] = [];
  sinks: Sink<any>[] = [];
  #greeted = new Set<() => void>();
  client: Pick<Client, "subscribe"> = {
    subscribe: (payload, sink) => {
      this.asked.push(payload.variables as Record<string, unknown>);
      this.sinks.push(sink);
      return () => {};
    },
  };

  constructor() {
    greeting.set(this.client, (tell) => (this.#greeted.add(tell), () => this.#greeted.delete(tell)));
  }

  open(): void {
    for (const tell of this.#greeted) tell();
  }

  bring(...positions: number[]): void {
    for (const position of positions) this.sinks.at(-1)!.next({ data: { memberEvents: { position } } });
  }

  break(error: unknown = { code: 1006 }): void {
    this.sinks.at(-1)!.error(error);
  }
}

let line: Line;
let taken: number[];
let stood: Connection[];
let waits: number[];
let refused: number;
let wake: () => void;
let clock = 0;

function start(): () => void {
  let after = 7;
  return follow<Event>(
    line.client,
    {
      query: "subscription",
      variables: () => ({ after }),
      take: (event) => {
        taken.push(event.position);
        after = event.position;
      },
      stands: (connection) => stood.push(connection),
      refused: () => (refused += 1),
    },
    {
      wait: (milliseconds) => (waits.push(milliseconds), new Promise((resolve) => (wake = resolve))),
      random: () => 0.5,
      now: () => clock,
    },
  );
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  line = new Line();
  [taken, stood, waits, refused] = [[], [], [], 0];
});

describe("a line that breaks", () => {
  test("resumes after the last position seen, and not where it first began", async () => {
    start();
    line.open();
    line.bring(8, 9);

    line.break();
    await settle();
    wake();
    await settle();

    expect(line.asked).toEqual([{ after: 7 }, { after: 9 }]);
    expect(taken).toEqual([8, 9]);
  });

  test("says that it is away once, and that it is back once", async () => {
    start();
    line.open();
    line.break();
    await settle();
    wake();
    await settle();
    line.open();

    expect(stood).toEqual(["connecting", "live", "offline", "live"]);
  });

  test("waits longer for each vain attempt, and briefly again after a good one", async () => {
    start();
    for (let attempt = 0; attempt < 3; attempt++) {
      line.break();
      await settle();
      wake();
      await settle();
    }
    line.open();
    clock += 6_000;
    line.break();
    await settle();

    expect(waits.slice(0, 3)).toEqual([0, 1, 2].map((attempt) => waitBefore(attempt, () => 0.5)));
    expect(waits[3]).toBe(waits[0]);
  });

  test("waits ever longer where it opens only to break at once", async () => {
    start();
    for (let attempt = 0; attempt < 3; attempt++) {
      line.open();
      line.break();
      await settle();
      wake();
      await settle();
    }

    expect(waits).toEqual([0, 1, 2].map((attempt) => waitBefore(attempt, () => 0.5)));
  });

  test("is said to be away once, however many attempts are vain", async () => {
    start();
    line.open();
    for (let attempt = 0; attempt < 3; attempt++) {
      line.break();
      await settle();
      wake();
      await settle();
    }

    expect(stood).toEqual(["connecting", "live", "offline"]);
  });

  test("that the server ends in order is begun again as well", async () => {
    start();
    line.open();
    line.sinks[0]!.complete();
    await settle();
    wake();
    await settle();

    expect(line.asked).toHaveLength(2);
  });
});

describe("a line that is refused", () => {
  test.each([
    ["by its close code", { code: 4401 }],
    ["by an error of the subscription", [{ message: "", extensions: { code: "UNAUTHENTICATED" } }]],
  ])("%s ends, and does not begin again", async (_, error) => {
    start();
    line.break(error);
    await settle();

    expect(refused).toBe(1);
    expect(waits).toEqual([]);
    expect(line.asked).toHaveLength(1);
  });

  test("but another error is only a break", async () => {
    start();
    line.break([{ message: "", extensions: { code: "INTERNAL" } }]);
    await settle();

    expect(refused).toBe(0);
    expect(waits).toHaveLength(1);
  });
});

test("what is stopped stays stopped and takes nothing more", async () => {
  const stop = start();
  line.open();
  stop();
  line.bring(8);
  await settle();

  expect(taken).toEqual([]);
  expect(line.asked).toHaveLength(1);
});

test.each([0, 1, 4, 30])("the wait before attempt %i lies between half and the whole of its ceiling", (attempt) => {
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);

  expect(waitBefore(attempt, () => 0)).toBe(ceiling / 2);
  expect(waitBefore(attempt, () => 1)).toBe(ceiling);
});
