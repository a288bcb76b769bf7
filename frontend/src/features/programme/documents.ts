import { graphql, type ResultOf } from "../../graphql/graphql";

export const DeskDocument = graphql(`
  query ProgrammeDesk {
    programmeDrafts {
      id
      name
      changedAt
      changedBy
      mine
    }
    programmeVersions {
      number
      holdsFrom
      holds
      publishedAt
      publishedBy
    }
    simulations {
      id
      name
      since
      state
      askedAt
      askedBy
    }
  }
`);

export const VersionDocument = graphql(`
  query ProgrammeVersion($number: Int!) {
    programmeVersion(number: $number) {
      number
      text
    }
  }
`);

export const DraftDocument = graphql(`
  query ProgrammeDraft($id: ID!) {
    programmeDraft(id: $id) {
      id
      name
      text
      revision
      state
      changedAt
      changedBy
      mine
      mistakes {
        line
        message
        remedy
      }
      notes {
        line
        message
        remedy
      }
      conflicts
      acts {
        act
        at
        by
        version
      }
    }
  }
`);

export const PlanDocument = graphql(`
  query ProgrammePlan($id: ID!) {
    programmePlan(draft: $id) {
      holdsFrom
      kept
      changes {
        section
        sectionName
        sentence
        stricter
      }
    }
  }
`);

export const SaveDraftDocument = graphql(`
  mutation SaveDraft($input: SaveDraftInput!) {
    saveDraft(input: $input) {
      __typename
      ... on DraftSaved {
        draft {
          id
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

export const DiscardDraftDocument = graphql(`
  mutation DiscardDraft($id: ID!) {
    discardDraft(id: $id) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const PublishDraftDocument = graphql(`
  mutation PublishDraft($input: PublishDraftInput!) {
    publishDraft(input: $input) {
      __typename
      ... on DraftPublished {
        versions {
          number
        }
      }
      ... on ProgrammeMistakesProblem {
        mistakes {
          line
          message
          remedy
        }
      }
      ... on Problem {
        message
      }
    }
  }
`);

export const StartSimulationDocument = graphql(`
  mutation StartSimulation($input: StartSimulationInput!) {
    startSimulation(input: $input) {
      __typename
      ... on SimulationStarted {
        simulation {
          id
        }
      }
      ... on Problem {
        message
      }
    }
  }
`);

export const CancelSimulationDocument = graphql(`
  mutation CancelSimulation($id: ID!) {
    cancelSimulation(id: $id) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const SimulationChangedDocument = graphql(`
  subscription SimulationChanged($id: ID!) {
    simulationChanged(id: $id) {
      state
      done
      total
    }
  }
`);

const FigureParts = graphql(`
  fragment SimulatedFigureParts on SimulatedFigure {
    code
    name
    decimals
    real
    draft
  }
`);

const MemberParts = graphql(`
  fragment SimulatedMemberParts on SimulatedMember {
    real
    draft
    member {
      displayName
      card
    }
  }
`);

export const SimulationDocument = graphql(
  `
    query Simulation($id: ID!) {
      simulation(id: $id) {
        id
        name
        draftId
        since
        state
        total
        done
        askedAt
        askedBy
        trouble
        mistakes {
          line
          message
          remedy
        }
        result {
          until
          activities
          moneyCurrency
          leftOut
          issued {
            ...SimulatedFigureParts
          }
          liability {
            ...SimulatedFigureParts
          }
          cost {
            ...SimulatedFigureParts
          }
          vouchersGranted {
            ...SimulatedFigureParts
          }
          vouchersUsed {
            ...SimulatedFigureParts
          }
          tiers {
            ...SimulatedFigureParts
          }
          changes {
            code
            name
            decimals
            winners
            losers
            same
            spread
            mostWon {
              ...SimulatedMemberParts
            }
            mostLost {
              ...SimulatedMemberParts
            }
          }
          refused {
            reason
            sentence
            count
          }
        }
      }
    }
  `,
  [FigureParts, MemberParts],
);

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

export type Draft = NonNullable<ResultOf<typeof DraftDocument>["programmeDraft"]>;
export type Mistake = Draft["mistakes"][number];
export type Simulation = NonNullable<ResultOf<typeof SimulationDocument>["simulation"]>;
export type Result = NonNullable<Simulation["result"]>;
export type Figure = Result["issued"][number];
export type Change = Result["changes"][number];
export type Kind = ResultOf<typeof KindsDocument>["declaredKinds"][number];
export type KindFact = Kind["facts"][number];
type Explanation = ResultOf<typeof ExplainDocument>["explainActivity"];
export type Explained = Extract<Explanation, { __typename: "ActivityExplained" }>;
