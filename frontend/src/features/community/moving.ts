/** What a change of the feed does to what is shown: numbers move where they stand, and nothing changes its place. */
import type { FeedChange, Post } from "./documents";

export interface Shown {
  posts: readonly Post[];
  /** Posts that went away while they were looked at: their places stay. */
  gone: ReadonlySet<string>;
  /** Newer posts that are not shown yet. */
  fresh: readonly string[];
}

export function moved(shown: Shown, change: FeedChange, topic: string | null): Shown {
  const lines = new Map(change.newest.map((line) => [line.postId, line]));
  const known = new Set(shown.posts.map((post) => post.id));
  const counts = (id: string) => lines.get(id) ?? (change.changed?.postId === id ? change.changed : undefined);
  const newest = shown.posts.find((post) => !shown.gone.has(post.id))?.publishedAt ?? "";
  const gone = new Set(shown.gone);
  if (change.changed) gone.delete(change.postId);
  else if (known.has(change.postId)) gone.add(change.postId);
  return {
    posts: shown.posts.map((post) => {
      const now = counts(post.id);
      return now ? { ...post, likeCount: now.likeCount, commentCount: now.commentCount } : post;
    }),
    gone,
    fresh: change.newest
      .filter((line) => !known.has(line.postId) && (!topic || line.topic === topic) && line.publishedAt > newest)
      .map((line) => line.postId),
  };
}
