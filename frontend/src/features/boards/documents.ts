import { graphql, type ResultOf } from "../../graphql/graphql";
import { CurrencyParts } from "../../graphql/fragments";

const StandingParts = graphql(`
  fragment StandingParts on Standing {
    rank
    points
    name
    mine
  }
`);

export const BoardDocument = graphql(
  `
    query Board($code: String!, $top: Int!, $season: String) {
      leaderboard(code: $code, season: $season) {
        code
        name
        tieRule
        privateNote
        size
        currency {
          ...CurrencyParts
        }
        season {
          code
          startsAt
          endsAt
          closesAt
          present
          final
        }
        previousSeason
        nextSeason
        me {
          ...StandingParts
        }
        aroundMe(radius: 2) {
          ...StandingParts
        }
        standings(first: $top) {
          edges {
            node {
              ...StandingParts
            }
          }
        }
      }
    }
  `,
  [StandingParts, CurrencyParts],
);

export const BoardChangedDocument = graphql(`
  subscription BoardChanged($code: String!) {
    leaderboardChanged(code: $code) {
      changedAt
    }
  }
`);

export type Board = NonNullable<ResultOf<typeof BoardDocument>["leaderboard"]>;
export type Standing = ResultOf<typeof StandingParts>;
