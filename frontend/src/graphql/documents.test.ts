import { readFileSync } from "node:fs";
import { buildSchema, Kind, validate, type DocumentNode } from "graphql";
import { expect, test } from "vitest";

const schema = buildSchema(readFileSync("../schema/schema.graphql", "utf8"));

const modules = import.meta.glob<Record<string, unknown>>("../features/**/documents.ts", { eager: true });
const documents = Object.values(modules)
  .flatMap((module) => Object.entries(module))
  .filter((entry): entry is [string, DocumentNode] => (entry[1] as DocumentNode | null)?.kind === Kind.DOCUMENT)
  // A fragment that features share is no document of its own: it is checked within those that spread it.
  .filter(([, document]) => document.definitions.some((one) => one.kind === Kind.OPERATION_DEFINITION));

test("there are documents to check", () => {
  expect(documents.length).toBeGreaterThan(15);
});

test.each(documents)("%s is understood by the server's schema", (_name, document) => {
  expect(validate(schema, document).map((error) => error.message)).toEqual([]);
});
