import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./graphql-env.d.ts";

/** A document, typed from the server's own schema. Fragments are not masked: one page, one team, fewer ceremonies. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { Points: number; DateTime: string; Decimal: string; JSON: unknown };
}>();

export type { ResultOf, VariablesOf } from "gql.tada";
