/** The feed as one person reads it: it stays while they look into a post and come back. */
import { stringifyDocument } from "@urql/core";
import { ask, Trouble } from "../../lib/ask";
import { follow } from "../../lib/live";
import { member } from "../../lib/member.svelte";
import { FeedChangedDocument, FeedDocument, OnePostDocument, PAGE_LENGTH } from "./documents";
import type { FeedChange, Post, Topic } from "./documents";
import { inPlace, moved, returned, type Shown } from "./moving";

const AWAY_MS = 1_000; // From a post to the feed takes less, and so nothing is missed.
const NOTHING: Shown = { posts: [], gone: new Set(), fresh: [] };

class Feed {
  shown = $state.raw<Shown>(NOTHING);
  topics = $state.raw<readonly Topic[]>([]);
  topic = $state<string | null>(null);
  search = $state("");
  trouble = $state.raw<Trouble | null>(null);
  busy = $state(false);
  read = $state(false);
  end = $state.raw<{ more: boolean; cursor: string | null }>({ more: false, cursor: null });
  #whose = "";
  #attempt = 0;
  #followers = 0;
  #leftAt = 0;

  /** Reads the feed where it was not read yet, or by somebody else; and again where nobody followed it for a while. */
  open(): void {
    const whose = member.me?.id ?? "";
    if (this.read && whose === this.#whose) {
      if (this.#followers === 0 && Date.now() - this.#leftAt > AWAY_MS) void this.again();
      return;
    }
    this.#whose = whose;
    this.topic = null;
    this.search = "";
    void this.again();
  }

  /** Somebody looks who hears of each change, until the returned function is called. */
  followed(): () => void {
    this.#followers += 1;
    return () => {
      this.#followers -= 1;
      this.#leftAt = Date.now();
    };
  }

  choose(topic: string | null): void {
    this.topic = topic;
    void this.again();
  }

  async again(): Promise<void> {
    const page = await this.#page(null);
    if (!page) return;
    this.shown = { posts: page.posts, gone: new Set(), fresh: [] };
    this.read = true;
  }

  async more(): Promise<void> {
    const page = await this.#page(this.end.cursor);
    if (!page) return;
    const known = new Set(this.shown.posts.map((post) => post.id));
    this.shown = { ...this.shown, posts: [...this.shown.posts, ...page.posts.filter((post) => !known.has(post.id))] };
  }

  /** A post as it is now, in its place; a new one of one's own comes first. */
  put(post: Post): void {
    const known = this.shown.posts.some((one) => one.id === post.id);
    const fits = post.state === "PUBLISHED" && !this.search && (!this.topic || this.topic === post.topic.code);
    if (known) {
      this.shown = { ...this.shown, posts: this.shown.posts.map((one) => (one.id === post.id ? post : one)) };
    } else if (fits) {
      this.shown = { ...this.shown, posts: [post, ...this.shown.posts] };
    }
  }

  drop(id: string): void {
    this.shown = { ...this.shown, posts: this.shown.posts.filter((post) => post.id !== id) };
  }

  take(change: FeedChange): void {
    if (!this.read) return;
    const found = new Set(this.shown.posts.map((post) => post.id));
    const back = returned(this.shown, change, this.topic, !this.end.more).filter((id) => !this.search || found.has(id));
    const next = moved(this.shown, change, this.topic);
    this.shown = this.search ? { ...next, fresh: [] } : next;
    for (const id of back) void this.#bring(id);
  }

  /** Reads a post that came back, and puts it where it stood. */
  async #bring(id: string): Promise<void> {
    const attempt = this.#attempt;
    const { node } = await ask(OnePostDocument, { id }).catch(() => ({ node: null })); // The next change asks again.
    if (node?.__typename !== "Post" || attempt !== this.#attempt) return;
    this.shown = { ...this.shown, posts: inPlace(this.shown.posts, node) };
  }

  async #page(after: string | null): Promise<{ posts: Post[] } | null> {
    const attempt = ++this.#attempt;
    this.busy = true;
    try {
      const search = this.search.trim() || null;
      const answer = await ask(FeedDocument, { first: PAGE_LENGTH, after, topic: this.topic, search });
      if (attempt !== this.#attempt) return null;
      this.trouble = null;
      this.topics = answer.programme.topics;
      this.end = { more: answer.feed.pageInfo.hasNextPage, cursor: answer.feed.pageInfo.endCursor };
      return { posts: answer.feed.edges.map((edge) => edge.node) };
    } catch (error) {
      const trouble = error instanceof Trouble ? error : new Trouble("fault", String(error));
      if (attempt === this.#attempt) this.trouble = trouble;
      return null;
    } finally {
      if (attempt === this.#attempt) this.busy = false;
    }
  }
}

export const feed = new Feed();

/** Hears of each change until the component ends. `missed`: a break was mended, and what moved in it was not told. */
export function followFeed(take: (change: FeedChange) => void, missed: () => void): void {
  $effect(() => {
    let broken = false;
    const leave = feed.followed();
    const stop = follow<FeedChange>(member.socket, {
      query: stringifyDocument(FeedChangedDocument),
      variables: () => ({}),
      take,
      stands: (connection) => {
        if (connection === "live" && broken) missed();
        broken = connection === "offline";
      },
      refused: () => {},
    });
    return () => {
      stop();
      leave();
    };
  });
}
