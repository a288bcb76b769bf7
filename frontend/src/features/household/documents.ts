import { graphql, type ResultOf } from "../../graphql/graphql";

export const HouseholdParts = graphql(`
  fragment HouseholdParts on Household {
    members {
      who
      name
      owner
      yourself
    }
    invited {
      invite
      who
      name
    }
    together {
      points
      currency {
        code
        name
        decimals
      }
    }
  }
`);

export const HouseholdDocument = graphql(
  `
    query Household {
      programme {
        household {
          name
          the
          limit
          rules
        }
      }
      me {
        household {
          ...HouseholdParts
        }
        householdInvites {
          invite
          name
        }
      }
    }
  `,
  [HouseholdParts],
);

export const InviteDocument = graphql(`
  mutation InviteToHousehold($card: String!) {
    inviteToHousehold(card: $card) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const AnswerDocument = graphql(`
  mutation AnswerHouseholdInvite($invite: ID!, $comes: Boolean!) {
    answerHouseholdInvite(invite: $invite, comes: $comes) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const LeaveDocument = graphql(`
  mutation LeaveHousehold($who: ID) {
    leaveHousehold(who: $who) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export type Household = ResultOf<typeof HouseholdParts>;
