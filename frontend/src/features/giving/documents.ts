import { graphql, type ResultOf } from "../../graphql/graphql";

export const TransferParts = graphql(`
  fragment TransferParts on PointsTransfer {
    id
    points
    at
    undoneAt
    sent
    fromName
    toName
    currency {
      code
      name
      decimals
    }
  }
`);

/** What one may give, and what was given last. */
export const GivingDocument = graphql(
  `
    query Giving($first: Int!) {
      programme {
        currencies {
          code
          name
          decimals
          transfer {
            least
            mostAYear
          }
        }
      }
      me {
        transfers(first: $first) {
          edges {
            node {
              ...TransferParts
            }
          }
        }
      }
    }
  `,
  [TransferParts],
);

export const GiveDocument = graphql(`
  mutation Give($input: TransferPointsInput!) {
    transferPoints(input: $input) {
      __typename
      ... on PointsTransferred {
        transfer {
          toName
        }
      }
      ... on Problem {
        message
      }
    }
  }
`);

export const MemberTransfersDocument = graphql(
  `
    query MemberTransfers($card: String!, $first: Int!) {
      insights {
        memberFile(ref: { card: $card }) {
          member {
            transfers(first: $first) {
              edges {
                node {
                  ...TransferParts
                }
              }
            }
          }
        }
      }
    }
  `,
  [TransferParts],
);

export const UndoTransferDocument = graphql(`
  mutation UndoTransfer($input: UndoTransferInput!) {
    undoTransfer(input: $input) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export type Giving = ResultOf<typeof GivingDocument>;
