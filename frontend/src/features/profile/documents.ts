import { graphql, type ResultOf } from "../../graphql/graphql";

export const UpdateProfileDocument = graphql(`
  mutation UpdateProfile($input: UpdateProfileInput!) {
    updateProfile(input: $input) {
      __typename
      ... on ProfileUpdated {
        member {
          displayName
          alias
          boardVisibility
          language
          timezone
        }
      }
      ... on Problem {
        message
      }
      ... on BadInputProblem {
        field
      }
    }
  }
`);

export const SessionsDocument = graphql(`
  query Sessions {
    me {
      sessions {
        id
        createdAt
        lastSeenAt
        userAgent
        current
      }
    }
  }
`);

export const RevokeSessionDocument = graphql(`
  mutation RevokeSession($id: ID!) {
    revokeSession(id: $id) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export type Session = NonNullable<ResultOf<typeof SessionsDocument>["me"]>["sessions"][number];
