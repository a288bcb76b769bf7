import { graphql, type ResultOf } from "../../graphql/graphql";
import {
  AwardParts,
  BadgeParts,
  BalanceParts,
  CurrencyParts,
  EventParts,
  GoalParts,
  ProgressParts,
  TierParts,
  TierProgressParts,
} from "../../graphql/fragments";

/**
 * `timelinePosition` stands first: what happens while the rest is read comes again with the subscription.
 * The page asks this before it knows who is there, so the lists are as long as a stranger's allowance permits.
 */
export const HomeDocument = graphql(
  `
    query Home($recent: Int!) {
      me {
        timelinePosition
        id
        displayName
        alias
        card
        language
        timezone
        email
        emailVerified
        roles
        joinedAt
        boardVisibility
        balances {
          ...BalanceParts
        }
        goal {
          ...GoalParts
        }
        tier {
          ...TierParts
        }
        tierProgress {
          ...TierProgressParts
        }
        challenges(first: 30) {
          edges {
            node {
              ...ProgressParts
            }
          }
        }
        badges(first: 20) {
          edges {
            node {
              ...AwardParts
            }
          }
        }
        recentEvents(first: $recent) {
          ...EventParts
        }
      }
    }
  `,
  [BalanceParts, GoalParts, TierParts, TierProgressParts, ProgressParts, AwardParts, EventParts],
);

/** What the programme says of itself; read once, and again when the language changes. */
export const ProgrammeDocument = graphql(
  `
    query Programme {
      programme {
        code
        name
        line
        promises
        human
        timezone
        termsVersion
        eligibility {
          age
          withGuardian
          countries
        }
        version
        currencies {
          ...CurrencyParts
          one
          many
        }
        tiers {
          ...TierParts
        }
        badges {
          ...BadgeParts
        }
        leaderboards {
          code
          name
        }
        moneyCurrency
        timezone
        challenges {
          code
        }
        actions {
          code
        }
        rewards {
          code
          points
        }
        topics {
          code
        }
      }
    }
  `,
  [CurrencyParts, TierParts, BadgeParts],
);

export const MemberEventsDocument = graphql(
  `
    subscription MemberEvents($after: Int) {
      memberEvents(after: $after) {
        ...EventParts
      }
    }
  `,
  [EventParts],
);

export const ExplanationDocument = graphql(
  `
    query Explanation($id: ID!) {
      node(id: $id) {
        __typename
        ... on LedgerEntry {
          id
          points
          balanceAfter
          reason
          why
          place
          occurredAt
          postedAt
          currency {
            ...CurrencyParts
          }
          explanation {
            title
            body
            rule
            ruleName
            version
            since
            arithmetic
          }
          reverses {
            id
            points
            occurredAt
          }
        }
      }
    }
  `,
  [CurrencyParts],
);

export type Me = NonNullable<ResultOf<typeof HomeDocument>["me"]>;
export type Programme = ResultOf<typeof ProgrammeDocument>["programme"];
export type Entry = Extract<ResultOf<typeof ExplanationDocument>["node"], { __typename: "LedgerEntry" }>;
