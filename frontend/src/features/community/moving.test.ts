import { expect, test } from "vitest";
import type { FeedChange, Post } from "./documents";
import { inPlace, moved, returned, type Shown } from "./moving";

const post = (id: string, publishedAt: string) =>
  ({ id, publishedAt, editedAt: null, idea: null, likeCount: 0, commentCount: 0 }) as unknown as Post;
const line = (id: string, publishedAt: string, likeCount = 0, topic = "tips") => ({
  postId: id,
  topic,
  publishedAt,
  editedAt: null as string | null,
  ideaState: null as FeedChange["newest"][number]["ideaState"],
  likeCount,
  commentCount: 0,
});
const shown: Shown = { posts: [post("b", "2026-02"), post("a", "2026-01")], gone: new Set(), fresh: [] };
const change = (more: Partial<FeedChange>): FeedChange => ({
  changedAt: "2026-09",
  newest: [line("b", "2026-02"), line("a", "2026-01")],
  changed: [],
  gone: [],
  ...more,
});

test("numbers move where they stand", () => {
  const after = moved(shown, change({ changed: [line("a", "2026-01", 5)] }), null);

  expect(after.posts.map((one) => [one.id, one.likeCount])).toEqual([
    ["b", 0],
    ["a", 5],
  ]);
});

test("what is newer waits above, and only that", () => {
  const newest = [line("d", "2026-04"), line("c", "2026-03", 0, "laga"), line("b", "2026-02"), line("old", "2026-00")];

  expect(moved(shown, change({ newest }), null).fresh).toEqual(["d", "c"]);
  expect(moved(shown, change({ newest }), "tips").fresh).toEqual(["d"]);
});

test("what goes away keeps its place, and comes back into it", () => {
  const newest = [line("a", "2026-01")];
  const without = moved(shown, change({ newest, gone: ["b"] }), null);
  const back = moved(without, change({ changed: [line("b", "2026-02")] }), null);

  expect(without.posts.length).toBe(2);
  expect([...without.gone]).toEqual(["b"]);
  expect([...back.gone]).toEqual([]);
  expect(returned(without, change({ changed: [line("b", "2026-02")] }), null, true)).toEqual(["b"]);
});

test("what fell out of the newest is gone, though the message that told of it was lost", () => {
  const newest = [line("a", "2026-01")];

  expect([...moved(shown, change({ newest }), null).gone]).toEqual(["b"]);
  expect([...moved(shown, change({ newest, changedAt: "2026-01" }), null).gone]).toEqual([]);
});

test("what was never shown is not missed", () => {
  expect([...moved(shown, change({ gone: ["x"] }), null).gone]).toEqual([]);
});

test("what came back is read where it belongs among what is shown, and nowhere else", () => {
  const changed = [line("between", "2026-01-15"), line("older", "2025-12"), line("newer", "2026-03")];

  expect(returned(shown, change({ changed }), null, false)).toEqual(["between"]);
  expect(returned(shown, change({ changed }), null, true)).toEqual(["between", "older"]);
  expect(returned(shown, change({ changed }), "laga", true)).toEqual([]);
});

test("what says something else now is read again, and nothing that does not", () => {
  const a = line("a", "2026-01");

  expect(returned(shown, change({ changed: [a] }), null, true)).toEqual([]);
  expect(returned(shown, change({ changed: [{ ...a, editedAt: "2026-08" }] }), null, true)).toEqual(["a"]);
  expect(returned(shown, change({ changed: [{ ...a, ideaState: "PLANNED" }] }), null, true)).toEqual(["a"]);
});

test("a post stands where its day puts it, once", () => {
  const ids = (posts: readonly Post[]) => posts.map((one) => one.id);

  expect(ids(inPlace(shown.posts, post("c", "2026-01-15")))).toEqual(["b", "c", "a"]);
  expect(ids(inPlace(shown.posts, post("z", "2025")))).toEqual(["b", "a", "z"]);
  expect(ids(inPlace(shown.posts, post("a", "2026-01")))).toEqual(["b", "a"]);
});
