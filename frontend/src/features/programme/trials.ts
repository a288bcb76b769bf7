import { graphql, type ResultOf } from "../../graphql/graphql";

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
          leftOut {
            kind
            sentence
            count
          }
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

export type Simulation = NonNullable<ResultOf<typeof SimulationDocument>["simulation"]>;
export type Result = NonNullable<Simulation["result"]>;
export type Figure = Result["issued"][number];
export type Change = Result["changes"][number];
