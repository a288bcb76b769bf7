import { graphql } from "../../graphql/graphql";

/** Whom a member can earn for, whom they have chosen, and what those got by it. */
export const ClubsDocument = graphql(`
  query Clubs {
    programme {
      beneficiariesLimit
      charities {
        code
        name
        text
        choosable
      }
    }
    me {
      id
      beneficiaries {
        charity {
          code
        }
        brought {
          points
          currency {
            code
            name
            decimals
          }
        }
      }
    }
  }
`);

export const ChooseClubsDocument = graphql(`
  mutation ChooseClubs($input: ChooseBeneficiariesInput!) {
    chooseBeneficiaries(input: $input) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

/** The choice with one more, at its end, or without it. */
export function toggled(chosen: readonly string[], code: string): string[] {
  return chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code];
}
