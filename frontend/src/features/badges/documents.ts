import { graphql, type ResultOf } from "../../graphql/graphql";
import { AwardParts, BadgeParts } from "../../graphql/fragments";

export const WallDocument = graphql(
  `
    query Wall {
      me {
        badgeWall {
          badge {
            ...BadgeParts
          }
          rule
          rarity {
            holders
            active
            countedAt
          }
          award {
            ...AwardParts
            activity {
              kind
              kindName
              partner {
                name
              }
            }
          }
        }
      }
    }
  `,
  [BadgeParts, AwardParts],
);

export type OnWall = NonNullable<ResultOf<typeof WallDocument>["me"]>["badgeWall"][number];
