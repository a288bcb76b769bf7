import { graphql, type ResultOf } from "./graphql";

export const CurrencyParts = graphql(`
  fragment CurrencyParts on Currency {
    code
    name
    decimals
    redeemable
  }
`);

export const TierParts = graphql(`
  fragment TierParts on Tier {
    code
    name
    perks
    from
  }
`);

export const BadgeParts = graphql(`
  fragment BadgeParts on Badge {
    code
    name
    text
    metal
    shape
    hidden
  }
`);

export const AwardParts = graphql(
  `
    fragment AwardParts on BadgeAward {
      id
      awardedAt
      why
      badge {
        ...BadgeParts
      }
    }
  `,
  [BadgeParts],
);

export const ChallengeParts = graphql(
  `
    fragment ChallengeParts on Challenge {
      code
      name
      text
      automatic
      target
      unit
      points
      pointsCurrency
      badge {
        ...BadgeParts
      }
    }
  `,
  [BadgeParts],
);

export const ProgressParts = graphql(
  `
    fragment ProgressParts on ChallengeProgress {
      amount
      target
      step
      joined
      completedAt
      startsAt
      endsAt
      done
      challenge {
        ...ChallengeParts
      }
    }
  `,
  [ChallengeParts],
);

export const BalanceParts = graphql(
  `
    fragment BalanceParts on Balance {
      points
      held
      waiting
      currency {
        ...CurrencyParts
      }
    }
  `,
  [CurrencyParts],
);

export const PathParts = graphql(`
  fragment PathParts on PathProgress {
    within
    endsAt
    needs {
      unit
      points
      needed
      left
      line
    }
  }
`);

export const TierProgressParts = graphql(
  `
    fragment TierProgressParts on TierProgress {
      points
      left
      windowDays
      one
      many
      until
      held
      paths {
        ...PathParts
      }
      keeping {
        ...PathParts
      }
      tier {
        ...TierParts
      }
      next {
        ...TierParts
      }
      currency {
        ...CurrencyParts
      }
    }
  `,
  [TierParts, CurrencyParts, PathParts],
);

export const RewardParts = graphql(`
  fragment RewardParts on Reward {
    code
    name
    points
    currency {
      code
      decimals
    }
  }
`);

export const GoalParts = graphql(
  `
    fragment GoalParts on Goal {
      left
      reward {
        ...RewardParts
      }
    }
  `,
  [RewardParts],
);

/** What happened to a member, numbered. The same parts are read in the home query and brought by the subscription. */
export const EventParts = graphql(
  `
    fragment EventParts on MemberEvent {
      __typename
      position
      occurredAt
      ... on PointsPosted {
        points
        balance
        currency {
          ...CurrencyParts
        }
        reason
        why
        place
        entryId
        kindName
        waited
      }
      ... on HouseholdChanged {
        news: what
        who: name
        called
      }
      ... on PointsPending {
        points
        currency {
          ...CurrencyParts
        }
        ripeAt
        why
        place
        entryId
        kindName
      }
      ... on BadgeAwarded {
        badge {
          ...BadgeParts
        }
        why
      }
      ... on BadgeRevoked {
        badge {
          ...BadgeParts
        }
        why
      }
      ... on ChallengeProgressed {
        progress {
          ...ProgressParts
        }
      }
      ... on ChallengeCompleted {
        progress {
          ...ProgressParts
        }
      }
      ... on ChallengeReopened {
        progress {
          ...ProgressParts
        }
      }
      ... on TierChanged {
        tier {
          ...TierParts
        }
        previous {
          ...TierParts
        }
        up
        until
      }
      ... on PerkUsed {
        name
        left
      }
      ... on TierOfferMoved {
        offer
        state
        other: name
        level: tier {
          ...TierParts
        }
      }
      ... on ImpactRecorded {
        kilograms
        text
      }
      ... on RewardGranted {
        points
        given
        because: why
        reward {
          ...RewardParts
        }
      }
      ... on RewardUsed {
        points
        reward {
          ...RewardParts
        }
      }
      ... on RewardReturned {
        cause: reason
        points
        reward {
          ...RewardParts
        }
      }
      ... on PointsDonated {
        reward {
          code
        }
      }
      ... on PointsBestowed {
        points
        currency {
          ...CurrencyParts
        }
        charity {
          name
        }
      }
      ... on GoalPinned {
        goal {
          ...RewardParts
        }
      }
      ... on GoalReached {
        reward {
          name
          currency {
            code
            decimals
          }
        }
      }
      ... on NoticePosted {
        noticeId
        letter: kind
        deed: action
        outcome
        idea
        houseRule: rule {
          no
          text
        }
      }
      ... on PointsExpiring {
        points
        firstAt
        lastAt
        currency {
          ...CurrencyParts
        }
      }
      ... on PointsExpired {
        points
        balance
        currency {
          ...CurrencyParts
        }
      }
    }
  `,
  [CurrencyParts, BadgeParts, ProgressParts, TierParts, RewardParts],
);

export type Currency = ResultOf<typeof CurrencyParts>;
export type Tier = ResultOf<typeof TierParts>;
export type Badge = ResultOf<typeof BadgeParts>;
export type Award = ResultOf<typeof AwardParts>;
export type Challenge = ResultOf<typeof ChallengeParts>;
export type Progress = ResultOf<typeof ProgressParts>;
export type Balance = ResultOf<typeof BalanceParts>;
export type Goal = ResultOf<typeof GoalParts>;
export type Path = ResultOf<typeof PathParts>;
export type TierProgress = ResultOf<typeof TierProgressParts>;
export type MemberEvent = ResultOf<typeof EventParts>;
export type EventOf<Name extends MemberEvent["__typename"]> = Extract<MemberEvent, { __typename: Name }>;
