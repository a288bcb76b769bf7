import { GoalParts, RewardParts } from "../../graphql/fragments";
import { graphql, type ResultOf } from "../../graphql/graphql";

export const OfferParts = graphql(
  `
    fragment OfferParts on Offer {
      left
      locked
      pinned
      placesLeft
      yoursLeft
      opensAt
      closesAt
      shops
      reward {
        ...RewardParts
        text
        face
        terms
        charityCode
        unusedIsLost
        tier {
          code
          name
        }
      }
    }
  `,
  [RewardParts],
);

/** What a member comes to next, of what can still be had. */
export const NearestDocument = graphql(
  `
    query Nearest {
      me {
        nearestReward {
          ...GoalParts
        }
      }
    }
  `,
  [GoalParts],
);

export const VoucherParts = graphql(`
  fragment VoucherParts on Voucher {
    id
    code
    points
    given
    why
    state
    grantedAt
    expiresAt
    endedAt
    place
    shops
    reward {
      code
      name
      currency {
        code
        decimals
      }
      text
    }
  }
`);

export const DonationParts = graphql(`
  fragment DonationParts on Donation {
    id
    receipt
    points
    amount
    givenAt
    charity {
      code
      name
      meter {
        amount
        gifts
        givers
        together
        total
      }
    }
  }
`);

export const CatalogueDocument = graphql(
  `
    query Catalogue {
      me {
        id
        rewards(first: 50) {
          edges {
            node {
              ...OfferParts
            }
          }
        }
        vouchers(first: 20, waiting: true) {
          edges {
            node {
              id
            }
          }
        }
      }
      programme {
        charities {
          code
          name
          text
          meter {
            amount
            gifts
            givers
            together
            total
          }
        }
      }
    }
  `,
  [OfferParts],
);

/** The codes that wait to be used: all of them, for there are never more than one page holds. */
export const WaitingDocument = graphql(
  `
    query Waiting {
      me {
        id
        vouchers(first: 100, waiting: true) {
          edges {
            node {
              ...VoucherParts
            }
          }
        }
      }
    }
  `,
  [VoucherParts],
);

export const PAGE_LENGTH = 20;

export const VouchersDocument = graphql(
  `
    query Vouchers($first: Int!, $after: String) {
      me {
        id
        vouchers(first: $first, after: $after) {
          edges {
            node {
              ...VoucherParts
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
  [VoucherParts],
);

export const GiftsDocument = graphql(
  `
    query Gifts($first: Int!, $after: String) {
      me {
        id
        donations(first: $first, after: $after) {
          edges {
            node {
              ...DonationParts
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
  [DonationParts],
);

export const RedeemDocument = graphql(
  `
    mutation Redeem($input: RedeemRewardInput!) {
      redeemReward(input: $input) {
        __typename
        ... on RewardRedeemed {
          replayed
          voucher {
            ...VoucherParts
          }
        }
        ... on Problem {
          message
        }
      }
    }
  `,
  [VoucherParts],
);

export const DonateDocument = graphql(
  `
    mutation Donate($input: DonatePointsInput!) {
      donatePoints(input: $input) {
        __typename
        ... on DonationMade {
          replayed
          donation {
            ...DonationParts
          }
        }
        ... on Problem {
          message
        }
      }
    }
  `,
  [DonationParts],
);

export const CancelDocument = graphql(`
  mutation Cancel($input: CancelRedemptionInput!) {
    cancelRedemption(input: $input) {
      __typename
      ... on RedemptionCancelled {
        replayed
      }
      ... on Problem {
        message
      }
    }
  }
`);

export const PinDocument = graphql(`
  mutation Pin($code: String) {
    pinReward(code: $code) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export type Offer = ResultOf<typeof OfferParts>;
export type Voucher = ResultOf<typeof VoucherParts>;
export type Donation = ResultOf<typeof DonationParts>;
export type Catalogue = ResultOf<typeof CatalogueDocument>;
