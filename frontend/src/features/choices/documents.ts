import { graphql, type ResultOf, type VariablesOf } from "../../graphql/graphql";
import { ActionParts, GoalParts, SumParts } from "./parts";

export const GoalChangedDocument = graphql(
  `
    subscription GoalChanged($code: String!) {
      goalChanged(code: $code) {
        ...GoalParts
      }
    }
  `,
  [GoalParts],
);

export const ChoicesDocument = graphql(
  `
    query Choices {
      me {
        id
        impact {
          ...SumParts
        }
        challenges(first: 30) {
          edges {
            node {
              done
              own
              shared {
                ...GoalParts
              }
              challenge {
                code
                name
                text
                unit
              }
            }
          }
        }
        ownWordToday {
          id
          key
          kind
          occurredAt
          facts
          impact {
            text
            source
          }
        }
        ownWordLately {
          id
          key
          kind
          facts
        }
      }
      impact {
        ...SumParts
      }
      programme {
        actions {
          ...ActionParts
        }
      }
    }
  `,
  [ActionParts, SumParts, GoalParts],
);

export const TellChoiceDocument = graphql(`
  mutation TellChoice($input: RecordActivityInput!) {
    recordActivity(input: $input) {
      __typename
      ... on ActivityRecorded {
        entries {
          points
        }
        limited {
          name
          why
        }
        activity {
          key
          impact {
            text
            source
          }
        }
      }
      ... on InFutureProblem {
        now
      }
      ... on Problem {
        message
      }
    }
  }
`);

export const TakeBackDocument = graphql(`
  mutation TakeBack($input: ReverseActivityInput!) {
    reverseActivity(input: $input) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export type Choices = ResultOf<typeof ChoicesDocument>;
export type Action = ResultOf<typeof ActionParts>;
export type Sum = ResultOf<typeof SumParts>;
export type Goal = ResultOf<typeof GoalParts>;
export type Going = NonNullable<Choices["me"]>["challenges"]["edges"][number]["node"];
export type Told = NonNullable<Choices["me"]>["ownWordToday"][number];
export type TellInput = VariablesOf<typeof TellChoiceDocument>["input"];
