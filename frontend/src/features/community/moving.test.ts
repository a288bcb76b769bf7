import { expect, test } from "vitest";
import type { FeedChange, Post } from "./documents";
import { moved, type Shown } from "./moving";

const post = (id: string, publishedAt: string) => ({ id, publishedAt, likeCount: 0, commentCount: 0 }) as Post;
const line = (id: string, publishedAt: string, likeCount = 0, topic = "tips") => ({
  postId: id,
  topic,
  publishedAt,
  likeCount,
  commentCount: 0,
});
const shown: Shown = { posts: [post("b", "2026-02"), post("a", "2026-01")], gone: new Set(), fresh: [] };
const change = (more: Partial<FeedChange>): FeedChange => ({
  changedAt: "",
  postId: "a",
  newest: [],
  changed: null,
  ...more,
});

test("numbers move where they stand", () => {
  const after = moved(shown, change({ changed: { postId: "a", likeCount: 5, commentCount: 1 } }), null);

  expect(after.posts.map((one) => [one.id, one.likeCount])).toEqual([
    ["b", 0],
    ["a", 5],
  ]);
});

test("what is newer waits above, and only that", () => {
  const newest = [line("d", "2026-04"), line("c", "2026-03", 0, "laga"), line("b", "2026-02"), line("old", "2026-00")];

  expect(moved(shown, change({ newest, changed: null }), null).fresh).toEqual(["d", "c"]);
  expect(moved(shown, change({ newest }), "tips").fresh).toEqual(["d"]);
});

test("what goes away keeps its place, and comes back into it", () => {
  const without = moved(shown, change({ postId: "b" }), null);
  const back = moved(without, change({ postId: "b", changed: { postId: "b", likeCount: 0, commentCount: 0 } }), null);

  expect(without.posts.length).toBe(2);
  expect([...without.gone]).toEqual(["b"]);
  expect([...back.gone]).toEqual([]);
});

test("what was never shown is not missed", () => {
  expect([...moved(shown, change({ postId: "x" }), null).gone]).toEqual([]);
});
