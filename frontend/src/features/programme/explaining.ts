import { graphql, type ResultOf } from "../../graphql/graphql";

export const KindsDocument = graphql(`
  query DeclaredKinds {
    declaredKinds {
      code
      name
      facts {
        name
        label
        type
        required
        choices {
          value
          name
        }
      }
    }
  }
`);

export const ExplainDocument = graphql(`
  query ExplainActivity($input: ExplainActivityInput!) {
    explainActivity(input: $input) {
      __typename
      ... on ActivityExplained {
        kindName
        version
        entries {
          rule
          points
          why
          currency {
            name
            decimals
          }
        }
        unfired {
          code
          name
          why
        }
        badges {
          name
        }
        challenges {
          name
        }
        vouchers {
          goodUntil
          reward {
            name
          }
        }
        bestowed {
          rule
          points
          why
          charity {
            code
            name
          }
          currency {
            code
            name
            decimals
          }
        }
        limited {
          rule
          name
          why
        }
        tier {
          name
        }
        balances {
          points
          currency {
            code
            name
            decimals
          }
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

export type Kind = ResultOf<typeof KindsDocument>["declaredKinds"][number];
export type KindFact = Kind["facts"][number];
type Explanation = ResultOf<typeof ExplainDocument>["explainActivity"];
export type Explained = Extract<Explanation, { __typename: "ActivityExplained" }>;
