import { CurrencyParts } from "../../graphql/fragments";
import { graphql, type ResultOf } from "../../graphql/graphql";

export const SeatsDocument = graphql(`
  query Seats {
    portals {
      seat
      partner {
        code
        name
        kind
      }
    }
  }
`);

const AwardParts = graphql(
  `
    fragment PortalAwardParts on PortalAward {
      key
      kind
      kindName
      reward
      shop
      recordedAt
      member {
        name
        card
      }
      points {
        points
        why
        currency {
          ...CurrencyParts
        }
      }
    }
  `,
  [CurrencyParts],
);

export const AwardsDocument = graphql(
  `
    query PortalAwards($partner: String!, $first: Int, $after: String) {
      portal(partner: $partner) {
        awards(first: $first, after: $after) {
          edges {
            node {
              ...PortalAwardParts
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
  [AwardParts],
);

export const LiveAwardsDocument = graphql(
  `
    subscription LiveAwards($partner: String!) {
      partnerAwards(partner: $partner) {
        awards {
          ...PortalAwardParts
        }
      }
    }
  `,
  [AwardParts],
);

export const BudgetsDocument = graphql(
  `
    query PortalBudgets($partner: String!) {
      portal(partner: $partner) {
        budgets {
          granted
          remaining
          currency {
            ...CurrencyParts
          }
          days {
            day
            drawn
            returned
          }
        }
      }
    }
  `,
  [CurrencyParts],
);

export const RequestsDocument = graphql(`
  query PortalRequests(
    $partner: String!
    $outcome: RequestOutcome
    $clientId: String
    $key: String
    $first: Int
    $after: String
  ) {
    portal(partner: $partner) {
      requests(outcome: $outcome, clientId: $clientId, key: $key, first: $first, after: $after) {
        edges {
          node {
            cursor
            at
            clientName
            verb
            key
            calls
            items
            refused
            milliseconds
            outcome
            answer
            why
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

const ClientParts = graphql(`
  fragment PortalClientParts on PortalClient {
    clientId
    name
    shop
    scopes
    createdAt
    revokedAt
    lastUsedAt
    oldSecretUsedAt
    secrets {
      createdAt
      endsAt
    }
  }
`);

export const ClientsDocument = graphql(
  `
    query PortalClients($partner: String!) {
      portal(partner: $partner) {
        clients {
          ...PortalClientParts
        }
        people {
          name
          seat
        }
        changes(first: 20) {
          edges {
            node {
              at
              who
              act
              about
              hours
            }
          }
        }
      }
    }
  `,
  [ClientParts],
);

export const GuideDocument = graphql(`
  query PortalGuide($partner: String!) {
    portal(partner: $partner) {
      clients {
        clientId
        name
        guide {
          language
          name
          file
          run
          code
        }
      }
    }
  }
`);

export const ConfirmPasswordDocument = graphql(`
  mutation ConfirmPassword($password: String!) {
    confirmPassword(password: $password) {
      __typename
      ... on Problem {
        message
      }
      ... on ThrottledProblem {
        retryAfter
      }
    }
  }
`);

export const RotateSecretDocument = graphql(`
  mutation RotateSecret($input: RotateSecretInput!) {
    rotateSecret(input: $input) {
      __typename
      ... on SecretRotated {
        secret
      }
      ... on Problem {
        message
      }
      ... on ThrottledProblem {
        retryAfter
      }
    }
  }
`);

export const EndOldSecretDocument = graphql(`
  mutation EndOldSecret($clientId: String!) {
    endOldSecret(clientId: $clientId) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const PAGE_LENGTH = 20;
export type Seat = ResultOf<typeof SeatsDocument>["portals"][number];
export type Award = ResultOf<typeof AwardParts>;
export type Budget = NonNullable<ResultOf<typeof BudgetsDocument>["portal"]>["budgets"][number];
export type Requests = NonNullable<ResultOf<typeof RequestsDocument>["portal"]>["requests"];
export type Request = Requests["edges"][number]["node"];
export type Client = ResultOf<typeof ClientParts>;
