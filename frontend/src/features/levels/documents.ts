import { graphql, type ResultOf } from "../../graphql/graphql";

export const OfferParts = graphql(`
  fragment TierOfferParts on TierOffer {
    id
    name
    expiresAt
    tier {
      code
      name
    }
  }
`);

/** What the member's level can be used for, and what is offered. */
export const LevelsDocument = graphql(
  `
    query Levels {
      me {
        perks {
          code
          name
          text
          uses
          left
          period
          until
          gives {
            code
            name
          }
        }
        givenTiers {
          tier {
            code
            name
          }
          givenAt
          until
          reason
          by
        }
        tierOffers {
          ...TierOfferParts
        }
        tiersOffered {
          ...TierOfferParts
        }
      }
    }
  `,
  [OfferParts],
);

export const OfferTierDocument = graphql(`
  mutation OfferTier($input: OfferTierInput!) {
    offerTier(input: $input) {
      __typename
      ... on TierWasOffered {
        offer {
          name
        }
      }
      ... on Problem {
        message
      }
    }
  }
`);

export const AnswerTierOfferDocument = graphql(`
  mutation AnswerTierOffer($input: AnswerTierOfferInput!) {
    answerTierOffer(input: $input) {
      __typename
      ... on Problem {
        message
      }
    }
  }
`);

export type TierOffer = ResultOf<typeof OfferParts>;
