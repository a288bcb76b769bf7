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

const SeasonParts = graphql(`
  fragment SeasonParts on Season {
    code
    name
    startsAt
    endsAt
    closesAt
    present
    over
    final
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
          ...SeasonParts
        }
        previousSeason
        nextSeason
        pastSeasons(first: 6) {
          edges {
            node {
              size
              rank
              season {
                ...SeasonParts
              }
            }
          }
        }
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
  [StandingParts, CurrencyParts, SeasonParts],
);

export const BoardChangedDocument = graphql(`
  subscription BoardChanged($code: String!) {
    leaderboardChanged(code: $code) {
      changedAt
    }
  }
`);

export type Board = NonNullable<ResultOf<typeof BoardDocument>["leaderboard"]>;
export type Season = ResultOf<typeof SeasonParts>;
export type Past = Board["pastSeasons"]["edges"][number]["node"];
export type Standing = ResultOf<typeof StandingParts>;
