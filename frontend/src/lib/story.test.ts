/** The fold alone. That old state + events equals a fresh reading is tried in the real page (tests/browser). */
import { describe, expect, test } from "vitest";
import type { Award, Badge, Currency, EventOf, Goal, MemberEvent, Progress, Tier } from "../graphql/fragments";
import { caughtUp, EVENTS_KEPT, inOrder, told, type Story } from "./story";

const POINTS: Currency = { code: "points", name: "Poäng", decimals: 0, redeemable: true };
const LEVEL: Currency = { code: "level", name: "Nivåpoäng", decimals: 0, redeemable: false };
const GRANNE: Tier = { code: "granne", name: "Granne", perks: [], from: 0 };
const STAMGAST: Tier = { code: "stamgast", name: "Stamgäst", perks: ["Kvällsöppet"], from: 1500 };
const HJARTA: Tier = { code: "hjarta", name: "Kvarterets hjärta", perks: [], from: 6000 };
const TIERS = [GRANNE, STAMGAST, HJARTA];
const HELLO: Badge = {
  code: "hej_grannen",
  name: "Hej grannen",
  text: "Ditt första köp.",
  metal: "brons",
  shape: "circle",
  hidden: false,
};

const elsa: Story = {
  position: 10,
  balances: [{ points: 1380, held: 0, waiting: 0, currency: POINTS }],
  goal: null,
  tier: GRANNE,
  tierProgress: {
    points: 1280,
    left: 220,
    windowDays: 365,
    one: "nivåpoäng",
    many: "nivåpoäng",
    until: null,
    held: "",
    paths: [{ within: "", endsAt: null, needs: [{ unit: "level", points: 1280, needed: 1500, left: 220, line: "" }] }],
    keeping: [],
    tier: GRANNE,
    next: STAMGAST,
    currency: LEVEL,
  },
  challenges: [progress("tredje_gangen", "2"), progress("fem_dorrar", "4")],
  badges: [],
  events: [],
};

const at = (position: number) => ({ position, occurredAt: "2026-11-22T12:00:00Z" });
const story = (...events: MemberEvent[]) => events.reduce((soFar, event) => told(soFar, event, TIERS), elsa);

function posted(position: number, points: number, balance: number, currency = POINTS): EventOf<"PointsPosted"> {
  const why = "1 poäng per hel krona";
  const where = { place: "Linneas Livs", entryId: `entry-${position}`, kindName: "Köp" };
  const from = { reason: "earned", why, ...where, waited: false };
  return { __typename: "PointsPosted", ...at(position), ...from, points, balance, currency };
}

function awarded(position: number): EventOf<"BadgeAwarded"> {
  return { __typename: "BadgeAwarded", ...at(position), badge: HELLO, why: "Tre besök på en vecka." };
}

function progress(code: string, amount: string, more: Partial<Progress> = {}): Progress {
  const gives = { points: null, pointsCurrency: null, badge: null };
  const challenge = { code, name: code, text: "", automatic: false, target: "3", unit: null, ...gives };
  const period = { completedAt: null, startsAt: null, endsAt: null };
  return { challenge, amount, target: "3", step: `${amount} av 3`, joined: true, done: "Klart.", ...period, ...more };
}

const BREAKFAST: Goal["reward"] = { code: "breakfast", name: "Frukost", points: 1500, currency: POINTS };

describe("what one saves for", () => {
  const pinned: MemberEvent = { __typename: "GoalPinned", ...at(11), goal: BREAKFAST };

  test("comes closer with every balance, and not below nothing", () => {
    expect(story(pinned).goal).toEqual({ left: 120, reward: BREAKFAST });
    expect(story(pinned, posted(12, 120, 1500)).goal?.left).toBe(0);
    expect(story(pinned, posted(12, 900, 2280)).goal?.left).toBe(0);
    expect(story(pinned, posted(12, 120, 9999, LEVEL)).goal?.left).toBe(120);
  });

  test("is no goal any more once it is redeemed, and its points wait in a code", () => {
    const granted: MemberEvent = {
      __typename: "RewardGranted",
      ...at(13),
      points: 1500,
      given: false,
      because: null,
      reward: BREAKFAST,
    };
    const used: MemberEvent = { __typename: "RewardUsed", ...at(14), points: 1500, reward: BREAKFAST };

    const redeemed = story(pinned, posted(12, -1500, 0), granted);

    expect(redeemed.goal).toBeNull();
    expect(redeemed.balances[0]).toMatchObject({ points: 0, held: 1500 });
    expect(told(redeemed, used, TIERS).balances[0]).toMatchObject({ points: 0, held: 0 });
  });
});

describe("an event moves", () => {
  test("the purse, by the balance that it names", () => {
    expect(story(posted(11, 120, 1500)).balances).toEqual([{ points: 1500, held: 0, waiting: 0, currency: POINTS }]);
  });

  test("the ring, by the change and not by the balance: the tier's sum has a window of its own", () => {
    const { tierProgress, balances } = story(posted(11, 120, 9999, LEVEL));

    expect(tierProgress).toMatchObject({ points: 1400, left: 100 });
    expect(balances[0]).toEqual(elsa.balances[0]);
    expect(balances[1]).toMatchObject({ points: 9999, currency: LEVEL });
  });

  test("the level, and what is left to the next one", () => {
    const { tier, tierProgress } = story(
      posted(11, 240, 1520, LEVEL),
      { __typename: "TierChanged", ...at(12), tier: STAMGAST, previous: GRANNE, up: true, until: null },
    );

    expect(tier).toEqual(STAMGAST);
    expect(tierProgress).toMatchObject({ tier: STAMGAST, next: HJARTA, points: 1520, left: 4480 });
  });

  test("a challenge in its place, and those that are done stand last", () => {
    const done = progress("tredje_gangen", "3", { completedAt: "2026-11-22T12:00:00Z" });

    const { challenges } = story({ __typename: "ChallengeCompleted", ...at(11), progress: done });

    expect(challenges.map((one) => [one.challenge.code, one.amount])).toEqual([
      ["fem_dorrar", "4"],
      ["tredje_gangen", "3"],
    ]);
  });

  test("no challenge of this week, where it tells of last week's", () => {
    const now = { ...elsa, challenges: [progress("tredje_gangen", "2", { startsAt: "2026-11-22T23:00:00Z" })] };
    const late = progress("tredje_gangen", "3", { startsAt: "2026-11-15T23:00:00Z" });
    const next = progress("tredje_gangen", "1", { startsAt: "2026-11-29T23:00:00Z" });

    const of = (one: Progress) => told(now, { __typename: "ChallengeProgressed", ...at(11), progress: one }, TIERS);

    expect([of(late).challenges[0]?.amount, of(next).challenges[0]?.amount]).toEqual(["2", "1"]);
  });

  test("the badges: what came last stands first, and what is taken back is gone", () => {
    const given = story(awarded(11));
    const taken = told(given, { __typename: "BadgeRevoked", ...at(12), badge: HELLO, why: "" }, TIERS);

    expect(given.badges.map((award: Award) => award.badge.code)).toEqual(["hej_grannen"]);
    expect(taken.badges).toEqual([]);
  });

  test("what waits for a return window, and the purse once it has passed", () => {
    const where = { why: "", place: null, entryId: "entry-11", kindName: null };
    const earned = { points: 40, currency: POINTS, ripeAt: "2026-12-06T23:00:00Z", ...where };
    const waiting = story({ __typename: "PointsPending", ...at(11), ...earned });
    const ripe = told(waiting, { ...posted(12, 40, 1420), waited: true } as MemberEvent, TIERS);

    expect(waiting.balances[0]).toMatchObject({ points: 1380, waiting: 40 });
    expect(ripe.balances[0]).toMatchObject({ points: 1420, waiting: 0 });
  });

  test("the purse when points expire", () => {
    const expired = { points: -80, balance: 1300, currency: POINTS };

    expect(story({ __typename: "PointsExpired", ...at(11), ...expired }).balances[0]?.points).toBe(1300);
  });
});

test("an event that comes twice is told once", () => {
  const once = story(posted(11, 120, 1500));

  expect(told(once, posted(11, 120, 1500), TIERS)).toBe(once);
});

test("a reading that is older than what was brought catches up, in whatever order it was kept", () => {
  const brought = [posted(11, 120, 1500), posted(12, 120, 1400, LEVEL), awarded(13)];

  expect(caughtUp(elsa, [...brought].reverse(), TIERS)).toEqual(story(...brought));
});

test("a reading that is newer than what was brought stands", () => {
  const fresh = { ...elsa, position: 13 };

  expect(caughtUp(fresh, [posted(11, 120, 1500)], TIERS)).toBe(fresh);
});

test("only the latest events are kept", () => {
  const many = Array.from({ length: EVENTS_KEPT + 5 }, (_, index) => posted(11 + index, 1, 1381 + index));

  const { events } = story(...many);

  expect(events).toHaveLength(EVENTS_KEPT);
  expect(events[0]?.position).toBe(10 + many.length);
});

test("running ones first, then those one may join, then those that are done", () => {
  const open = progress("laga", "0", { joined: false });
  const done = progress("fem", "5", { completedAt: "2026-11-22T12:00:00Z" });

  expect(inOrder([done, open, progress("tredje", "1")]).map((one) => one.challenge.code)).toEqual([
    "tredje",
    "laga",
    "fem",
  ]);
});
