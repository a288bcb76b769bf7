import { graphql } from "../../graphql/graphql";

export const ActionParts = graphql(`
  fragment ActionParts on Action {
    code
    kind
    name
    proof
    points
    earns
    says
    quantity {
      fact
      name
      unit
      least
      most
      whole
    }
    estimate {
      kilograms
      unit
      comparedWith
      boundary
      source
      uncertain
      edition
      arithmetic
      factors {
        code
        name
        note
        value
        unit
        boundary
        source
        year
        region
        evidence
      }
    }
  }
`);

export const SumParts = graphql(`
  fragment SumParts on Impact {
    kilograms
    own
    verified
    times
    since
    picture
    byAction {
      times
      own
      verified
      action {
        code
      }
    }
  }
`);

export const GoalParts = graphql(`
  fragment GoalParts on SharedGoal {
    code
    amount
    target
    members
    step
    reachedAt
  }
`);
