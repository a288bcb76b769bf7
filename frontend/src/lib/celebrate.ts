/** Which words and which joy an event brings. Loss is stated, never staged. */
import { expiryOf } from "../features/history/expiry";
import { titleOf } from "../features/history/title";
import { titleOfNotice } from "../features/moderation/titles";
import type { MemberEvent } from "../graphql/fragments";
import { joy } from "./joy.svelte";
import { speech } from "./speech.svelte";

export function celebrate(event: MemberEvent): void {
  const { t } = speech;
  switch (event.__typename) {
    case "PointsPosted": {
      if (!event.currency.redeemable || event.points === 0) return;
      const change = speech.change(event.points, event.currency);
      const text = t.events.toast(change, titleOf(event));
      joy.toast({ text, tone: event.points > 0 ? "gain" : "plain", entryId: event.entryId });
      const balance = speech.amount(event.balance, event.currency);
      return joy.say(t.events.announce(`${change}\u00a0${speech.unit(event.points, event.currency)}`, balance));
    }
    case "BadgeAwarded":
      joy.say(t.events.badge(event.badge.name));
      return joy.celebrate({ badge: event.badge, tier: null, title: event.badge.name, text: event.badge.text });
    case "BadgeRevoked":
      return joy.toast({ text: `${t.events.badgeGone(event.badge.name)}. ${event.why}`, tone: "plain" });
    case "ChallengeCompleted": {
      const { challenge, done } = event.progress;
      joy.say(t.events.completed(challenge.name));
      if (challenge.badge) return joy.praise(challenge.badge.code, done);
      return joy.toast({ text: done, tone: "gain" });
    }
    case "ChallengeReopened":
      return joy.toast({ text: t.events.reopened(event.progress.challenge.name), tone: "plain" });
    case "TierChanged": {
      if (!event.tier) return joy.toast({ text: t.events.tierNone, tone: "plain" });
      if (!event.up) return joy.toast({ text: t.events.tierDown(event.tier.name), tone: "plain" });
      joy.say(t.events.tierUp(event.tier.name));
      return joy.celebrate({
        badge: null,
        tier: event.tier,
        title: event.tier.name,
        text: event.tier.perks.join("\n"),
      });
    }
    case "PerkUsed":
      return joy.toast({ text: t.levels.used(event.name, event.left), tone: "plain" });
    case "TierOfferMoved": {
      const text = t.levels.moved(event.state, event.other, event.level?.name ?? "");
      joy.say(text);
      return joy.toast({ text, tone: event.state === "OPEN" ? "gain" : "plain" });
    }
    case "NoticePosted": {
      const text = titleOfNotice({ ...event, kind: event.letter, action: event.deed });
      joy.say(text);
      return joy.toast({ text, tone: "plain" });
    }
    case "PointsExpiring": {
      const text = expiryOf(event);
      joy.say(text);
      return joy.toast({ text, tone: "plain" });
    }
    case "HouseholdChanged": {
      const text = t.household.news[event.news](event.who, event.called);
      joy.say(text);
      return joy.toast({ text, tone: "plain" });
    }
    case "PointsPending": {
      const plain = `${speech.change(event.points, event.currency)} · ${event.why}`;
      if (event.points < 0) return joy.toast({ text: plain, tone: "plain" });
      const change = speech.change(event.points, event.currency);
      return joy.toast({ text: `${change} · ${t.events.waitsUntil(speech.date(event.ripeAt))}`, tone: "gain" });
    }
    case "PointsExpired":
      return joy.toast({
        text: t.events.toast(
          speech.change(-Math.abs(event.points), event.currency),
          t.events.expired(event.currency.name),
        ),
        tone: "plain",
      });
    case "ImpactRecorded":
      if (Number(event.kilograms) <= 0) return; // What was undone is told by the points that went.
      joy.say(event.text);
      return joy.toast({ text: event.text, tone: "plain" });
    case "GoalReached": {
      const text = t.rewards.goalReached(event.reward.name, speech.unit(0, event.reward.currency));
      joy.say(text);
      return joy.toast({ text, tone: "gain" });
    }
    case "RewardUsed": {
      const text = t.rewards.usedNow(event.reward.name);
      joy.say(text);
      return joy.toast({ text, tone: "plain" });
    }
    case "RewardReturned": {
      if (event.cause === "CANCELLED") return; // Who cancelled it knows.
      return joy.toast({ text: t.rewards.returned(event.cause, event.reward.name, event.points > 0), tone: "plain" });
    }
    case "RewardGranted": {
      if (!event.given) return; // Who redeemed it looks at its code.
      const text = t.rewards.got(event.reward.name, event.because);
      joy.say(text);
      return joy.toast({ text, tone: "gain" });
    }
    case "PointsDonated":
    case "PointsBestowed": // Its line tells it.
    case "GoalPinned":
    case "ChallengeProgressed":
    case "TimelineReset":
      return;
  }
}
