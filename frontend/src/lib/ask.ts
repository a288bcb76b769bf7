/** Questions over HTTP. An answer is data; everything else is a Trouble with one of five kinds. */
import { Client, fetchExchange, type AnyVariables, type CombinedError, type TypedDocumentNode } from "@urql/core";
import { speech } from "./speech.svelte";

export type TroubleKind = "offline" | "signed-out" | "forbidden" | "limited" | "fault";

export class Trouble extends Error {
  readonly kind: TroubleKind;
  readonly requestId: string | null;

  constructor(kind: TroubleKind, message: string, requestId: string | null = null) {
    super(message);
    this.kind = kind;
    this.requestId = requestId;
  }
}

const ANSWER_WITHIN_MS = 15_000;

/** The document cache is left out on purpose: views hold what they read, and the timeline says when it is old. */
const client = new Client({
  url: "/graphql",
  exchanges: [fetchExchange],
  preferGetMethod: false,
  fetchOptions: () => ({
    credentials: "same-origin",
    headers: { "accept-language": speech.tongue },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }),
});

export async function ask<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const operation = kindOf(document);
  const result = await client[operation](document, variables, { requestPolicy: "network-only" }).toPromise();
  if (result.error) throw troubleOf(result.error);
  if (!result.data) throw new Trouble("fault", "The answer was empty.");
  return result.data;
}

function kindOf(document: TypedDocumentNode<unknown, never>): "query" | "mutation" {
  return document.definitions.some((part) => "operation" in part && part.operation === "mutation")
    ? "mutation"
    : "query";
}

export function troubleOf(error: CombinedError): Trouble {
  const first = error.graphQLErrors[0];
  const code = first?.extensions?.["code"];
  const status = (error.response as Response | undefined)?.status;
  if (code === "UNAUTHENTICATED" || status === 401) return new Trouble("signed-out", error.message);
  if (code === "FORBIDDEN") return new Trouble("forbidden", error.message);
  if (code === "RATE_LIMITED" || status === 429) return new Trouble("limited", error.message);
  if (first || status) {
    const id = first?.extensions?.["requestId"];
    return new Trouble("fault", error.message, typeof id === "string" ? id : null);
  }
  return new Trouble("offline", error.message);
}

/** Where an answer is a union: its problem, or null when it went well. */
export function problemOf(outcome: { __typename: string; message?: string }): string | null {
  return outcome.__typename.endsWith("Problem") ? (outcome.message ?? "") : null;
}
