import { graphql, type ResultOf } from "../../graphql/graphql";
import { CurrencyParts } from "../../graphql/fragments";

export const PAGE_LENGTH = 20;
export const DAYS_SHOWN = 5;

export const EntriesDocument = graphql(
  `
    query Entries($first: Int!, $after: String) {
      me {
        entries(first: $first, after: $after) {
          edges {
            node {
              id
              points
              reason
              why
              place
              activity {
                kind
                kindName
              }
              occurredAt
              postedAt
              currency {
                ...CurrencyParts
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
  `,
  [CurrencyParts],
);

export const ExpiriesDocument = graphql(
  `
    query Expiries($first: Int!, $after: String) {
      me {
        nextExpiries(first: $first, after: $after) {
          edges {
            node {
              points
              at
              currency {
                ...CurrencyParts
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
  `,
  [CurrencyParts],
);

export const RipeningsDocument = graphql(
  `
    query Ripenings($first: Int!, $after: String) {
      me {
        nextRipenings(first: $first, after: $after) {
          edges {
            node {
              points
              at
              currency {
                ...CurrencyParts
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
  `,
  [CurrencyParts],
);

export type Days =
  | NonNullable<ResultOf<typeof ExpiriesDocument>["me"]>["nextExpiries"]
  | NonNullable<ResultOf<typeof RipeningsDocument>["me"]>["nextRipenings"];
export const NONE: Days = { edges: [], pageInfo: { hasNextPage: false, endCursor: null } };
export type Entries = NonNullable<ResultOf<typeof EntriesDocument>["me"]>["entries"];
export type Line = Entries["edges"][number]["node"];
