import { graphql } from "../../graphql/graphql";

export const InboxDocument = graphql(`
  query Inbox($after: String) {
    demo {
      inbox(first: 20, after: $after) {
        edges {
          node {
            id
            to
            subject
            text
            sentAt
            link
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

export const IsDemoDocument = graphql(`
  query IsDemo {
    demo {
      __typename
    }
  }
`);
