import { expect, test } from "vitest";
import { MOST_WAITING, Outbox, type Answer, type Waiting } from "./outbox";

const RIDE: Waiting = { key: "tap-1", kind: "bike_to_shop", facts: { km: "3" }, occurredAt: "2026-11-22T12:00:00Z" };
const SENT: Answer = { outcome: "sent", message: "", limited: [] };
const LATER: Answer = { outcome: "later", message: "" };

function phone(answers: Answer[], shelf = new Map<string, string>()) {
  const sent: Waiting[] = [];
  const heard: string[] = [];
  let waiting: readonly Waiting[] = [];
  const outbox = new Outbox(
    {
      getItem: (key) => shelf.get(key) ?? null,
      setItem: (key, value) => void shelf.set(key, value),
      removeItem: (key) => void shelf.delete(key),
    },
    async (one) => {
      sent.push(one);
      return answers.shift() ?? SENT;
    },
    (now) => (waiting = now),
    (one, answer) => heard.push(`${one.key} ${answer.outcome}`),
  );
  outbox.open("elsa");
  return { outbox, sent, heard, shelf, waiting: () => waiting };
}

test("with a network it is sent at once, and nothing waits", async () => {
  const { outbox, sent, heard, shelf, waiting } = phone([SENT]);

  outbox.add(RIDE);
  await outbox.flush();

  expect(sent).toEqual([RIDE]);
  expect(heard).toEqual(["tap-1 sent"]);
  expect(waiting()).toEqual([]);
  expect(shelf.size).toBe(0);
});

test("without one it waits, also over a new start, and goes out with the same key and the same time", async () => {
  const first = phone([LATER]);
  first.outbox.add(RIDE);
  await first.outbox.flush();
  expect(first.waiting()).toEqual([RIDE]);

  const second = phone([SENT], first.shelf);
  expect(second.waiting()).toEqual([RIDE]);
  await second.outbox.flush();

  expect(second.sent).toEqual([RIDE]);
  expect(second.waiting()).toEqual([]);
});

test("two who call at once send once", async () => {
  const { outbox, sent } = phone([SENT]);
  outbox.add(RIDE);

  await Promise.all([outbox.flush(), outbox.flush()]);

  expect(sent).toHaveLength(1);
});

test("what is refused is told of and waits no longer; the next one still goes", async () => {
  const { outbox, heard, waiting } = phone([{ outcome: "refused", message: "Nej." }, SENT]);
  outbox.add(RIDE);
  outbox.add({ ...RIDE, key: "tap-2" });

  await outbox.flush();

  expect(heard).toEqual(["tap-1 refused", "tap-2 sent"]);
  expect(waiting()).toEqual([]);
});

test("where the server stumbles over one it waits on, and the others go", async () => {
  const { outbox, sent, waiting } = phone([{ outcome: "failed", message: "" }, SENT, SENT]);
  outbox.add(RIDE);
  outbox.add({ ...RIDE, key: "tap-2" });

  await outbox.flush();
  expect(waiting()).toEqual([RIDE]);

  await outbox.flush();
  expect(sent.map((one) => one.key)).toEqual(["tap-1", "tap-2", "tap-1"]);
  expect(waiting()).toEqual([]);
});

test("a clock that is ahead is put right, under the same key", async () => {
  const { outbox, sent } = phone([{ outcome: "early", now: "2026-11-22T11:50:00Z", message: "" }, SENT]);
  outbox.add(RIDE);

  await outbox.flush();

  expect(sent.map((one) => [one.key, one.occurredAt])).toEqual([
    ["tap-1", "2026-11-22T12:00:00Z"],
    ["tap-1", "2026-11-22T11:50:00Z"],
  ]);
});

test("what one regrets before it was sent never leaves the phone", async () => {
  const { outbox, sent } = phone([]);
  outbox.add(RIDE);

  outbox.drop("tap-1");
  await outbox.flush();

  expect(sent).toEqual([]);
});

test("what another member left on the phone waits for them", async () => {
  const { outbox, sent, waiting } = phone([LATER]);
  outbox.add(RIDE);
  await outbox.flush();

  outbox.open("nova");
  expect(waiting()).toEqual([]);
  await outbox.flush();
  expect(sent).toHaveLength(1);

  outbox.open("elsa");
  expect(waiting()).toEqual([RIDE]);
});

test("the shelf ends somewhere, and rubbish on it is left out", () => {
  const { outbox, waiting } = phone([]);
  for (let n = 0; n <= MOST_WAITING; n += 1) outbox.add({ ...RIDE, key: `tap-${n}` });
  expect(waiting()).toHaveLength(MOST_WAITING);

  expect(phone([], new Map([["choices:elsa", '[{"key":1},null]']])).waiting()).toEqual([]);
  expect(phone([], new Map([["choices:elsa", "{"]])).waiting()).toEqual([]);
});
