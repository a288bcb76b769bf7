import { expect, test } from "vitest";
import type { Taken } from "./documents";
import { share, sorted } from "./order";

function taken(code: string, amount: string, target: string, more: Record<string, unknown> = {}): Taken {
  const { challenge, ...rest } = more as { challenge?: object };
  return {
    amount,
    target,
    joined: true,
    completedAt: null,
    weeks: [],
    challenge: { code, automatic: true, together: false, daysAWeek: null, ...challenge },
    ...rest,
  } as unknown as Taken;
}

test("what one has chosen stands first, then what is nearest to its end", () => {
  const all = [
    taken("a", "1", "3"),
    taken("b", "2", "3"),
    taken("c", "0", "5", { challenge: { automatic: false } }),
    taken("d", "9", "10", { joined: false, challenge: { automatic: false } }),
    taken("e", "3", "3", { completedAt: "2026-11-22T12:00:00Z" }),
    taken("f", "8640", "10000", { challenge: { together: true } }),
  ];

  const { yours, together, joinable, done, nearest } = sorted(all);

  expect(yours.map((one) => one.challenge.code)).toEqual(["c", "b", "a"]);
  expect(together.map((one) => one.challenge.code)).toEqual(["f"]);
  expect(joinable.map((one) => one.challenge.code)).toEqual(["d"]);
  expect(done.map((one) => one.challenge.code)).toEqual(["e"]);
  expect(nearest).toBe("b");
});

test("what nobody has begun is not nearest", () => {
  expect(sorted([taken("a", "0", "3")]).nearest).toBeNull();
});

test("days of a week that is not enough yet are a part of it", () => {
  const days = [true, false, true, false, false, false, false];
  const week = { startsOn: "2026-11-16", days, enough: false, present: true };
  const rides = taken("rides", "1", "4", { weeks: [week], challenge: { daysAWeek: 4 } });

  expect(share(rides)).toBeCloseTo(1.5 / 4);
});
