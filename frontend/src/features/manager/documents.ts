import { graphql, type ResultOf } from "../../graphql/graphql";

export const PAGE_LENGTH = 12;

export const GuideDocument = graphql(`
  query Guide {
    programme {
      version
      since
      howItWorks {
        code
        title
        tables {
          title
          heads
          rows
          notes
          after
        }
        besides
      }
    }
  }
`);

export const FiguresDocument = graphql(`
  query Figures {
    insights {
      figures {
        code
        name
        value
        detail
        definition
      }
    }
  }
`);

export const BudgetsDocument = graphql(`
  query Budgets {
    insights {
      budgets {
        code
        name
        says
        left
        share
        empty
      }
    }
  }
`);

export const FigureRowsDocument = graphql(`
  query FigureRows($code: FigureCode!, $first: Int!, $after: String) {
    insights {
      figures(only: [$code]) {
        rows(first: $first, after: $after) {
          edges {
            node {
              words
              at
              member {
                id
                displayName
                card
              }
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

export const FindDocument = graphql(`
  query FindMembers($text: String!, $first: Int!, $after: String) {
    insights {
      findMembers(text: $text, first: $first, after: $after) {
        edges {
          node {
            id
            displayName
            card
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

const AdjustmentParts = graphql(`
  fragment AdjustmentParts on PointsAdjustment {
    id
    points
    currency {
      code
      decimals
    }
    reason
    state
    askedAt
    askedBy
    decidedAt
    decidedBy
    mine
    member {
      displayName
      card
    }
  }
`);

export const AdjustmentsDocument = graphql(
  `
    query Adjustments($first: Int!, $waiting: Boolean!, $member: MemberRef, $after: String) {
      insights {
        adjustments(first: $first, waiting: $waiting, member: $member, after: $after) {
          edges {
            node {
              ...AdjustmentParts
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  `,
  [AdjustmentParts],
);

export const AdjustmentChangedDocument = graphql(`
  subscription AdjustmentChanged {
    adjustmentChanged {
      adjustmentId
    }
  }
`);

export const ApproveDocument = graphql(`
  mutation ApproveAdjustment($id: ID!) {
    approveAdjustment(id: $id) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const DeclineDocument = graphql(`
  mutation DeclineAdjustment($id: ID!) {
    declineAdjustment(id: $id) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const AdjustDocument = graphql(`
  mutation AdjustPoints($input: AdjustPointsInput!) {
    adjustPoints(input: $input) {
      __typename
      ... on Problem {
        message
      }
      ... on BadInputProblem {
        field
      }
    }
  }
`);

export const GrantTierDocument = graphql(`
  mutation GrantTier($input: GrantTierInput!) {
    grantTier(input: $input) {
      __typename
      ... on Problem {
        message
      }
      ... on BadInputProblem {
        field
      }
    }
  }
`);

export const WithdrawTierDocument = graphql(`
  mutation WithdrawTier($input: WithdrawTierInput!) {
    withdrawTier(input: $input) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const MemberFileDocument = graphql(`
  query MemberFile($card: String!, $first: Int!, $after: String) {
    programme {
      tiers {
        code
        name
      }
    }
    insights {
      adjustLimit
      memberFile(ref: { card: $card }) {
        email
        emailVerified
        status
        member {
          id
          displayName
          card
          joinedAt
          balances {
            points
            currency {
              code
              name
              decimals
              redeemable
            }
          }
          tier {
            name
          }
          givenTiers {
            tier {
              code
              name
            }
            givenAt
            until
            reason
            by
          }
        }
        story(first: $first, after: $after) {
          edges {
            node {
              activity {
                id
                kind
                kindName
                facts
                occurredAt
                shop
                partner {
                  name
                }
              }
              entries {
                id
                points
                why
                currency {
                  name
                  decimals
                  redeemable
                }
              }
              badges {
                id
                badge {
                  name
                }
              }
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

export type Adjustment = ResultOf<typeof AdjustmentParts>;
export type Found = ResultOf<typeof FindDocument>["insights"]["findMembers"]["edges"][number]["node"];
export type GuideSection = ResultOf<typeof GuideDocument>["programme"]["howItWorks"][number];
export type GuideTable = GuideSection["tables"][number];
export type Figure = ResultOf<typeof FiguresDocument>["insights"]["figures"][number];
type FigureRows = ResultOf<typeof FigureRowsDocument>["insights"]["figures"][number]["rows"];
export type FigureRow = FigureRows["edges"][number]["node"];
export type MemberFile = NonNullable<ResultOf<typeof MemberFileDocument>["insights"]["memberFile"]>;
export type Given = MemberFile["member"]["givenTiers"][number];
export type Happening = MemberFile["story"]["edges"][number]["node"];
