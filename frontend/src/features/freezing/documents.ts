import { graphql, type ResultOf } from "../../graphql/graphql";

export const FreezeParts = graphql(`
  fragment FreezeParts on PointsFreeze {
    id
    months
    at
    byManager
    undoneAt
    canBeUndone
    currency {
      code
      name
    }
  }
`);

/** What one may freeze, and what was frozen last. */
export const FreezingDocument = graphql(
  `
    query Freezing($first: Int!) {
      me {
        freezable {
          monthsAYear
          monthsLeft
          currency {
            code
            name
          }
        }
        freezes(first: $first) {
          edges {
            node {
              ...FreezeParts
            }
          }
        }
      }
    }
  `,
  [FreezeParts],
);

/** For the desk: what of a member's can be frozen, and what was. */
export const MemberFreezesDocument = graphql(
  `
    query MemberFreezes($card: String!, $first: Int!) {
      programme {
        currencies {
          code
          name
          expires
        }
      }
      insights {
        memberFile(ref: { card: $card }) {
          member {
            freezes(first: $first) {
              edges {
                node {
                  ...FreezeParts
                }
              }
            }
          }
        }
      }
    }
  `,
  [FreezeParts],
);

export const FreezeDocument = graphql(`
  mutation Freeze($input: FreezePointsInput!) {
    freezePoints(input: $input) {
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

export const FreezeMemberDocument = graphql(`
  mutation FreezeMember($input: FreezeMemberPointsInput!) {
    freezeMemberPoints(input: $input) {
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

export const UnfreezeDocument = graphql(`
  mutation Unfreeze($input: UnfreezePointsInput!) {
    unfreezePoints(input: $input) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

type Answer = NonNullable<ResultOf<typeof FreezingDocument>["me"]>;
export type Allowance = Answer["freezable"][number];
export type Frozen = ResultOf<typeof FreezeParts>;
