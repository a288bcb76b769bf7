/**
 * What the page knows of a member, and how one event changes it. Pure.
 *
 * The promise: a story read at position p, followed by the events after p, equals a story read afresh.
 */
import type { Award, Balance, Goal, MemberEvent, Progress, Tier, TierProgress } from "../graphql/fragments";

/** As many as a fresh reading brings, so that both show the same lines. */
export const EVENTS_KEPT = 18;

export interface Story {
  readonly position: number;
  readonly balances: readonly Balance[];
  readonly goal: Goal | null;
  readonly tier: Tier | null;
  readonly tierProgress: TierProgress | null;
  readonly challenges: readonly Progress[];
  readonly badges: readonly Award[];
  readonly events: readonly MemberEvent[];
}

/** The story after one event; the same object where the event was already told. */
export function told(story: Story, event: MemberEvent, tiers: readonly Tier[]): Story {
  if (event.position <= story.position) return story;

  const next = { ...changed(story, event, tiers), position: event.position };
  return { ...next, events: [event, ...story.events].slice(0, EVENTS_KEPT) };
}

/** A story read afresh may be older than what has since been brought: what it lacks is told again. */
export function caughtUp(fresh: Story, brought: readonly MemberEvent[], tiers: readonly Tier[]): Story {
  return [...brought]
    .sort((a, b) => a.position - b.position)
    .reduce((story, event) => told(story, event, tiers), fresh);
}

/** Running ones first, then those one may join, then those that are done; each in the order they came. */
export function inOrder(challenges: readonly Progress[]): Progress[] {
  return challenges
    .map((progress, place) => ({ progress, place }))
    .sort((a, b) => standing(a.progress) - standing(b.progress) || a.place - b.place)
    .map(({ progress }) => progress);
}

/** A challenge runs for a member who has joined it, or whom it counts by itself. */
export function isRunning(progress: Progress): boolean {
  return !progress.completedAt && (progress.joined || progress.challenge.automatic);
}

export function isJoinable(progress: Progress): boolean {
  return !progress.completedAt && !progress.joined && !progress.challenge.automatic;
}

function standing(progress: Progress): number {
  if (isRunning(progress)) return 0;
  return isJoinable(progress) ? 1 : 2;
}

function changed(story: Story, event: MemberEvent, tiers: readonly Tier[]): Story {
  switch (event.__typename) {
    case "PointsPosted":
      return {
        ...story,
        balances: withWaiting(
          withBalance(story.balances, event.currency, event.balance),
          event.currency,
          event.waited ? -event.points : 0,
        ),
        goal: nearer(story.goal, event.currency, event.balance),
        tierProgress: withTierPoints(story.tierProgress, event.currency.code, event.points),
      };
    case "HouseholdChanged": // It is read where the household is shown.
      return story;
    case "PointsPending":
      return { ...story, balances: withWaiting(story.balances, event.currency, event.points) };
    case "PointsExpired":
      return {
        ...story,
        balances: withBalance(story.balances, event.currency, event.balance),
        goal: nearer(story.goal, event.currency, event.balance),
      };
    case "BadgeAwarded":
      return { ...story, badges: [awardOf(event), ...without(story.badges, event.badge.code)] };
    case "BadgeRevoked":
      return { ...story, badges: without(story.badges, event.badge.code) };
    case "ChallengeProgressed":
    case "ChallengeCompleted":
    case "ChallengeReopened":
      return { ...story, challenges: withProgress(story.challenges, event.progress) };
    case "TierChanged":
      return { ...story, tier: event.tier, tierProgress: withTier(story.tierProgress, event.tier, tiers) };
    case "PerkUsed": // What is left and what is offered is read where it is shown.
    case "TierOfferMoved":
      return story;
    case "PointsBestowed": // They are the club's, and never were the member's.
      return story;
    case "ImpactRecorded": // Its sums are read where they are shown.
      return story;
    case "RewardGranted":
      return {
        ...story,
        balances: withHeld(story.balances, event.reward.currency, event.points),
        goal: event.given ? story.goal : unless(story.goal, event.reward.code),
      };
    case "RewardUsed":
      return { ...story, balances: withHeld(story.balances, event.reward.currency, -event.points) };
    case "RewardReturned":
      return { ...story, balances: withHeld(story.balances, event.reward.currency, -event.points) };
    case "PointsDonated":
      return { ...story, goal: unless(story.goal, event.reward.code) };
    case "GoalPinned":
      return { ...story, goal: event.goal && goalOf(event.goal, story.balances) };
    case "GoalReached": // The balance said so already.
    case "PointsExpiring": // They have not yet.
      return story;
    case "NoticePosted":
      return story; // It is read where letters are read.
    case "TimelineReset":
      return story; // The reader starts over; there is nothing to fold.
  }
}

function withBalance(balances: readonly Balance[], currency: Balance["currency"], points: number): Balance[] {
  const known = balances.some((balance) => balance.currency.code === currency.code);
  if (!known) return [...balances, { currency, points, held: 0, waiting: 0 }];
  return balances.map((balance) => (balance.currency.code === currency.code ? { ...balance, points } : balance));
}

/** What is held for codes that wait. */
function withHeld(balances: readonly Balance[], currency: { code: string }, points: number): Balance[] {
  return balances.map((balance) =>
    balance.currency.code === currency.code ? { ...balance, held: balance.held + points } : balance,
  );
}

/** What was earned and waits until a return window has passed. */
function withWaiting(balances: readonly Balance[], currency: Balance["currency"], points: number): Balance[] {
  if (!points || !currency.redeemable) return [...balances];
  const known = balances.some((balance) => balance.currency.code === currency.code);
  if (!known) return [...balances, { currency, points: 0, held: 0, waiting: points }];
  return balances.map((balance) =>
    balance.currency.code === currency.code ? { ...balance, waiting: balance.waiting + points } : balance,
  );
}

function nearer(goal: Goal | null, currency: { code: string }, points: number): Goal | null {
  if (!goal || goal.reward.currency.code !== currency.code) return goal;
  return { ...goal, left: Math.max(0, goal.reward.points - points) };
}

/** What was saved for is redeemed: it is no goal any more. */
function unless(goal: Goal | null, reward: string): Goal | null {
  return goal?.reward.code === reward ? null : goal;
}

/** A reward as something to save for, by what there is in the purse. */
export function goalOf(reward: Goal["reward"], balances: readonly Balance[]): Goal {
  const purse = balances.find((balance) => balance.currency.code === reward.currency.code);
  return { reward, left: Math.max(0, reward.points - (purse?.points ?? 0)) };
}

/** Adds the change, not the balance: the tier's sum has a window of its own. */
function withTierPoints(progress: TierProgress | null, currency: string, points: number): TierProgress | null {
  if (!progress || progress.currency.code !== currency) return progress;
  const sum = progress.points + points;
  const needed = progress.paths[0]?.needs[0]?.needed ?? progress.next?.from ?? 0;
  return { ...progress, points: sum, left: progress.next ? Math.max(0, needed - sum) : null };
}

function withTier(progress: TierProgress | null, tier: Tier | null, tiers: readonly Tier[]): TierProgress | null {
  if (!progress) return progress;
  const place = tiers.findIndex((other) => other.code === tier?.code);
  const above = tiers.slice(place + 1).find((other) => other.from > 0) ?? null;
  // Until when it is held and each way to the next one come with the next reading.
  const read = { held: "", until: null, paths: [], keeping: [] };
  return { ...progress, ...read, tier, next: above, left: above ? Math.max(0, above.from - progress.points) : null };
}

function withProgress(challenges: readonly Progress[], progress: Progress): Progress[] {
  const code = progress.challenge.code;
  const known = challenges.some((other) => other.challenge.code === code);
  return inOrder(
    known
      ? challenges.map((other) => (other.challenge.code === code && !isOfBefore(progress, other) ? progress : other))
      : [...challenges, progress],
  );
}

/** Last week's, which a late report moved, is not this week's. */
export function isOfBefore(one: { startsAt: string | null }, other: { startsAt: string | null }): boolean {
  return Date.parse(one.startsAt ?? "") < Date.parse(other.startsAt ?? "");
}

function awardOf(event: Extract<MemberEvent, { __typename: "BadgeAwarded" }>): Award {
  return { id: `event:${event.position}`, awardedAt: event.occurredAt, why: event.why, badge: event.badge };
}

function without(badges: readonly Award[], code: string): Award[] {
  return badges.filter((award) => award.badge.code !== code);
}
