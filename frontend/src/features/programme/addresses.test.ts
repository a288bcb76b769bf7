import { expect, test } from "vitest";
import { DESK, draftAt, EXPLAIN, placeOf, simulationAt } from "./addresses";

const ID = "UHJvZ3JhbW1lRHJhZnQ6Nzc3/+w==";

test.each([
  [DESK, { part: "desk", id: "" }],
  [EXPLAIN, { part: "what", id: "" }],
  [draftAt(ID), { part: "draft", id: ID }],
  [simulationAt(ID), { part: "trial", id: ID }],
  [`${DESK}/draft/`, { part: "desk", id: "" }],
  [`${DESK}/else`, { part: "desk", id: "" }],
])("%s", (path, place) => {
  expect(placeOf(path)).toEqual(place);
});
