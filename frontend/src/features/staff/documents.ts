import { graphql, type ResultOf } from "../../graphql/graphql";

export const TillDocument = graphql(`
  query Till {
    till {
      place
      kinds {
        code
        name
        facts {
          name
          label
          type
          unit
          required
          choices
          most
        }
      }
    }
  }
`);

export const RungUpDocument = graphql(`
  query RungUp {
    till {
      rungUp {
        activityId
        kindName
        what
        name
        recordedAt
        undone
        consequence
        currency {
          code
        }
      }
    }
  }
`);

export const TillMemberDocument = graphql(`
  query TillMember($card: String!) {
    till {
      member(card: $card) {
        card
        displayName
        balances {
          points
          currency {
            code
            decimals
          }
        }
        tier {
          name
        }
        levelLine
        goal {
          left
          pinnedAt
          reward {
            name
          }
        }
        line
        perks {
          code
          name
          text
          uses
          left
          period
          until
        }
        today {
          id
          points
          why
          postedAt
          currency {
            decimals
          }
        }
      }
    }
  }
`);

export const RecordDocument = graphql(`
  mutation RecordByHand($input: RecordActivityInput!) {
    recordActivity(input: $input) {
      __typename
      ... on Problem {
        message
      }
      ... on FactProblem {
        fact
      }
      ... on ActivityRecorded {
        activity {
          id
        }
        entries {
          points
          currency {
            code
            decimals
            redeemable
          }
        }
        limited {
          rule
          name
          why
        }
      }
    }
  }
`);

export const UndoDocument = graphql(`
  mutation UndoByHand($input: ReverseActivityInput!) {
    reverseActivity(input: $input) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export const UsePerkDocument = graphql(`
  mutation UsePerk($input: UsePerkInput!) {
    usePerk(input: $input) {
      __typename
      ... on Problem {
        message
      }
      ... on PerkWasUsed {
        activityId
        displayName
      }
    }
  }
`);

export const ConfirmDocument = graphql(`
  mutation ConfirmVoucher($input: ConfirmVoucherInput!) {
    confirmVoucher(input: $input) {
      __typename
      ... on Problem {
        message
      }
      ... on VoucherConfirmed {
        displayName
        replayed
        voucher {
          reward {
            name
          }
        }
      }
    }
  }
`);

export const EnrollDocument = graphql(`
  mutation Enroll($input: [EnrollMemberInput!]!) {
    enrollMembers(input: $input) {
      __typename
      ... on Problem {
        message
      }
      ... on BadInputProblem {
        field
      }
      ... on MemberEnrolled {
        completionLink
        member {
          displayName
          card
        }
      }
    }
  }
`);

export type TillKind = ResultOf<typeof TillDocument>["till"]["kinds"][number];
type Recording = ResultOf<typeof RecordDocument>["recordActivity"];
export type Recorded = Extract<Recording, { __typename: "ActivityRecorded" }>;
export type RungUp = ResultOf<typeof RungUpDocument>["till"]["rungUp"][number];
export type TillMember = NonNullable<ResultOf<typeof TillMemberDocument>["till"]["member"]>;
export interface Enrolled {
  name: string;
  card: string;
  link: string | null;
}
