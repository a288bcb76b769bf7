import { graphql, type ResultOf } from "../../graphql/graphql";
import { ProgressParts } from "../../graphql/fragments";

const SharedGoalParts = graphql(`
  fragment SharedGoalParts on SharedGoal {
    code
    amount
    target
    members
    step
    reachedAt
    gift {
      charity {
        name
        meter {
          total
        }
      }
    }
  }
`);

/** Everything there is to take on, with its steps, weeks and what all have come to. */
export const ChallengesDocument = graphql(
  `
    query Challenges {
      me {
        challenges(first: 40) {
          edges {
            node {
              ...ProgressParts
              own
              steps {
                name
                done
              }
              weeks {
                startsOn
                days
                enough
                present
              }
              shared {
                ...SharedGoalParts
              }
              challenge {
                measure
                together
                daysAWeek
                restWeeks
                kept
              }
            }
          }
        }
      }
    }
  `,
  [ProgressParts, SharedGoalParts],
);

export const GoalChangedDocument = graphql(
  `
    subscription GoalChanged($code: String!) {
      goalChanged(code: $code) {
        ...SharedGoalParts
      }
    }
  `,
  [SharedGoalParts],
);

export const JoinChallengeDocument = graphql(
  `
    mutation JoinChallenge($code: String!, $key: String!) {
      joinChallenge(code: $code, key: $key) {
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
  mutation LeaveChallenge($code: String!, $key: String!) {
    leaveChallenge(code: $code, key: $key) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export type Taken = NonNullable<ResultOf<typeof ChallengesDocument>["me"]>["challenges"]["edges"][number]["node"];
export type Goal = ResultOf<typeof SharedGoalParts>;
export type Week = Taken["weeks"][number];
