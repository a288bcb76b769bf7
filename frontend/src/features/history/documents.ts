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

export type Entries = NonNullable<ResultOf<typeof EntriesDocument>["me"]>["entries"];
export type Line = Entries["edges"][number]["node"];
