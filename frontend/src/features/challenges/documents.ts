import { graphql } from "../../graphql/graphql";
import { ProgressParts } from "../../graphql/fragments";

export const JoinChallengeDocument = graphql(
  `
    mutation JoinChallenge($code: String!) {
      joinChallenge(code: $code) {
        __typename
        ... on ChallengeJoined {
          progress {
            ...ProgressParts
          }
        }
        ... on Problem {
          message
        }
      }
    }
  `,
  [ProgressParts],
);

export const LeaveChallengeDocument = graphql(`
  mutation LeaveChallenge($code: String!) {
    leaveChallenge(code: $code) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);
