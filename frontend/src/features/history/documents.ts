import { graphql, type ResultOf } from "../../graphql/graphql";
import { CurrencyParts } from "../../graphql/fragments";

export const PAGE_LENGTH = 20;

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

export type Expiries = NonNullable<ResultOf<typeof ExpiriesDocument>["me"]>["nextExpiries"];
export type Entries = NonNullable<ResultOf<typeof EntriesDocument>["me"]>["entries"];
export type Line = Entries["edges"][number]["node"];
