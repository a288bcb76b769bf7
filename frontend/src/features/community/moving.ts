/** What a change of the feed does to what is shown: numbers move where they stand, and nothing changes its place. */
import { PAGE_LENGTH, type FeedChange, type Post } from "./documents";

export interface Shown {
  posts: readonly Post[];
  /** Posts that went away while they were looked at: their places stay. */
  gone: ReadonlySet<string>;
  /** Newer posts that are not shown yet. */
  fresh: readonly string[];
}

export function moved(shown: Shown, change: FeedChange, topic: string | null): Shown {
  const lines = linesOf(change);
  const known = new Set(shown.posts.map((post) => post.id));
  const newest = newestOf(shown);
  const left = new Set([...change.gone, ...fallenOut(shown, change)]);
  const gone = new Set([...shown.gone].filter((id) => !lines.has(id)));
  for (const id of left) if (known.has(id)) gone.add(id);
  return {
    posts: shown.posts.map((post) => {
      const now = lines.get(post.id);
      return now ? { ...post, likeCount: now.likeCount, commentCount: now.commentCount } : post;
    }),
    gone,
    fresh: change.newest
      .filter((line) => !known.has(line.postId) && (!topic || line.topic === topic) && line.publishedAt > newest)
      .map((line) => line.postId),
  };
}

/** Posts that came back among those that are shown, or that say something else now: their words are to be read, and
    put in their places. `whole`: everything that there is, is shown; else what is older than the last one comes with
    its page. */
export function returned(shown: Shown, change: FeedChange, topic: string | null, whole: boolean): string[] {
  const known = new Map(shown.posts.map((post) => [post.id, post]));
  const newest = newestOf(shown);
  const last = whole ? "" : (shown.posts.at(-1)?.publishedAt ?? "");
  const among = (at: string) => at <= newest && at > last;
  return [...linesOf(change).values()]
    .filter((line) => !topic || line.topic === topic)
    .filter((line) => {
      const post = known.get(line.postId);
      return post ? shown.gone.has(post.id) || saysElse(post, line) : among(line.publishedAt);
    })
    .map((line) => line.postId);
}

/** The posts with one more, where its day puts it. */
export function inPlace(posts: readonly Post[], post: Post): Post[] {
  const rest = posts.filter((one) => one.id !== post.id);
  const at = rest.findIndex((one) => (one.publishedAt ?? "") < (post.publishedAt ?? ""));
  return at < 0 ? [...rest, post] : [...rest.slice(0, at), post, ...rest.slice(at)];
}

function saysElse(post: Post, line: FeedChange["newest"][number]): boolean {
  return post.editedAt !== line.editedAt || (post.idea?.state ?? null) !== line.ideaState;
}

function linesOf(change: FeedChange): Map<string, FeedChange["newest"][number]> {
  return new Map([...change.newest, ...change.changed].map((line) => [line.postId, line]));
}

function newestOf(shown: Shown): string {
  return shown.posts.find((post) => !shown.gone.has(post.id))?.publishedAt ?? "";
}

/** What is as new as the newest ones and not among them went away, also where nobody told of it. */
function fallenOut(shown: Shown, change: FeedChange): string[] {
  const among = new Set(change.newest.map((line) => line.postId));
  const oldest = change.newest.length < PAGE_LENGTH ? "" : (change.newest.at(-1)?.publishedAt ?? "");
  const judged = (at: string) => at > oldest && at < change.changedAt; // What came after the reading is told by itself.
  return shown.posts.filter((post) => judged(post.publishedAt ?? "") && !among.has(post.id)).map((post) => post.id);
}
