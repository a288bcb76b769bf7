/** Who is here, and their story as it stands: read once, then moved by each event as it comes. */
import { stringifyDocument } from "@urql/core";
import type { MemberEvent } from "../graphql/fragments";
import {
  HomeDocument,
  MemberEventsDocument,
  ProgrammeDocument,
  type Me,
  type Programme,
} from "../features/home/documents";
import { ask, Trouble } from "./ask";
import { celebrate } from "./celebrate";
import { joy } from "./joy.svelte";
import { follow, type Connection } from "./live";
import { settled } from "./reading.svelte";
import { openSocket } from "./socket";
import { speech } from "./speech.svelte";
import { caughtUp, EVENTS_KEPT, inOrder, told, type Story } from "./story";

const BACK_SHOWN_MS = 4_000;
const READ_AGAIN_AFTER_MS = 600;
const REPLAY_KEPT = 200;

type Phase = "opening" | "stranger" | "member" | "trouble";

class MemberStore {
  phase = $state<Phase>("opening");
  me = $state.raw<Me | null>(null);
  story = $state.raw<Story | null>(null);
  programme = $state.raw<Programme | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  /** True where a member was here and the server no longer knows them. */
  endedByServer = $state(false);
  connection = $state<Connection>("connecting");
  /** A break was mended a moment ago. */
  justBack = $state(false);
  /** When what is seen was last known to be true. */
  knownAt = $state.raw(new Date());

  readonly socket = openSocket(() => speech.tongue);
  #stop: (() => void) | null = null;
  #brought: MemberEvent[] = [];
  /** The last position that was told to the person. */
  #announced = 0;
  #listeners = new Set<(event: MemberEvent) => void>();
  #readSoon = settled(READ_AGAIN_AFTER_MS, () => void this.#readQuietly());
  #visit = 0;

  /** Reads who is here. Called at the start, after signing in, and where a timeline was reset. */
  async open(): Promise<void> {
    const visit = ++this.#visit;
    if (this.phase === "trouble") this.phase = "opening";
    try {
      const [{ me }] = await Promise.all([ask(HomeDocument, { recent: EVENTS_KEPT }), this.#readProgramme()]);
      if (visit !== this.#visit) return;
      if (!me) return this.#becomeStranger();
      if (speechOf(me) !== speech.tongue) {
        speech.choose(speechOf(me)); // The member's language is known only now: read its words.
        return await this.open();
      }
      this.#settle(me);
      this.#announced = me.timelinePosition;
      this.phase = "member";
      this.endedByServer = false;
      this.#listen();
    } catch (error) {
      if (visit !== this.#visit) return;
      this.trouble = error instanceof Trouble ? error : new Trouble("fault", String(error));
      if (this.trouble.kind === "signed-out") return this.ended();
      if (!this.me) this.phase = "trouble";
    }
  }

  /** The session has ended, here or elsewhere. */
  ended(how: "by-server" | "by-member" = "by-server"): void {
    this.#visit += 1;
    const wasHere = this.me !== null;
    this.#becomeStranger();
    this.endedByServer = wasHere && how === "by-server";
  }

  /** What the member changed about themselves. */
  changed(part: Partial<Me>): void {
    if (this.me) this.me = { ...this.me, ...part };
  }

  async changeLanguage(tongue: "sv" | "en"): Promise<void> {
    speech.choose(tongue);
    if (this.phase === "member") await Promise.all([this.#readProgramme(), this.#readQuietly()]);
    else await this.#readProgramme().catch(() => {});
  }

  /** Tells each event as it is taken; returns how to stop. */
  heard(listener: (event: MemberEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads the home again beside the running page, after the member changed something themselves. */
  read(): Promise<void> {
    return this.#readQuietly();
  }

  get firstName(): string {
    return this.me?.displayName.split(" ")[0] ?? "";
  }

  /** The purse: what one can spend. */
  get balance() {
    const redeemable = this.story?.balances.find((balance) => balance.currency.redeemable);
    const currency = redeemable?.currency ?? this.programme?.currencies.find((one) => one.redeemable);
    return {
      points: redeemable?.points ?? 0,
      held: redeemable?.held ?? 0,
      waiting: redeemable?.waiting ?? 0,
      code: currency?.code ?? "",
      decimals: currency?.decimals ?? 0,
    };
  }

  /** Whatever else one has, where a programme has several currencies. */
  get otherBalances() {
    const tiers = this.programme?.tiers.length ?? 0; // What only counts is told by the levels, where there are any.
    return (this.story?.balances ?? []).filter(
      ({ currency, points }) =>
        points !== 0 && currency.code !== this.balance.code && (currency.redeemable || tiers === 0),
    );
  }

  /** Whether there is anything to save for: what is only given costs nothing. */
  get hasPrices(): boolean {
    return this.programme?.rewards.some((one) => one.points > 0) ?? false;
  }

  /** Whether a number alone does not say of what it is. */
  get hasSeveralCurrencies(): boolean {
    return (this.programme?.currencies.filter((one) => one.redeemable).length ?? 0) > 1;
  }

  async #readProgramme(): Promise<void> {
    const { programme } = await ask(ProgrammeDocument, {});
    speech.knows(programme.currencies);
    this.programme = programme;
  }

  /** A fresh reading beside the running page: nobody is told, nothing is emptied. */
  async #readQuietly(): Promise<void> {
    const visit = this.#visit;
    try {
      const { me } = await ask(HomeDocument, { recent: EVENTS_KEPT });
      if (visit !== this.#visit) return;
      if (!me) return this.ended();
      this.#settle(me);
    } catch (error) {
      if (error instanceof Trouble && error.kind === "signed-out") this.ended();
    }
  }

  #settle(me: Me): void {
    this.me = me;
    speech.zone = me.timezone;
    this.story = caughtUp(storyOf(me), this.#brought, this.programme?.tiers ?? []);
    this.knownAt = new Date();
    this.trouble = null;
  }

  #listen(): void {
    this.#stop?.();
    this.#stop = follow<MemberEvent>(this.socket, {
      query: stringifyDocument(MemberEventsDocument),
      variables: () => ({ after: this.#announced }),
      take: (event) => this.#take(event),
      stands: (connection) => this.#stands(connection),
      refused: () => this.ended(),
    });
  }

  #take(event: MemberEvent): void {
    this.knownAt = new Date();
    if (event.__typename === "TimelineReset") {
      for (const listener of this.#listeners) listener(event); // Whatever they read is read afresh, as all is.
      return void this.#startOver();
    }
    if (!this.story || event.position <= this.#announced) return;

    // A reading beside may have told the story already; the joy is still to come, once.
    this.#announced = event.position;
    this.#brought = [...this.#brought, event].slice(-REPLAY_KEPT);
    this.story = told(this.story, event, this.programme?.tiers ?? []);
    celebrate(event);
    for (const listener of this.#listeners) listener(event);
    this.#readSoon();
  }

  async #startOver(): Promise<void> {
    this.#stop?.();
    this.#brought = [];
    this.story = null;
    await this.open();
  }

  #stands(connection: Connection): void {
    if (connection === "offline" && this.connection === "live") this.knownAt = new Date();
    if (connection === "live" && this.connection === "offline") {
      this.justBack = true;
      setTimeout(() => (this.justBack = false), BACK_SHOWN_MS);
    }
    this.connection = connection;
  }

  #becomeStranger(): void {
    this.#stop?.();
    this.#stop = null;
    this.#brought = [];
    this.me = null;
    this.story = null;
    this.connection = "connecting";
    this.justBack = false;
    this.phase = "stranger";
    joy.clear();
  }
}

export function storyOf(me: Me): Story {
  return {
    position: me.timelinePosition,
    balances: me.balances,
    goal: me.goal,
    tier: me.tier,
    tierProgress: me.tierProgress,
    challenges: inOrder(me.challenges.edges.map((edge) => edge.node)),
    badges: me.badges.edges.map((edge) => edge.node),
    events: me.recentEvents,
  };
}

function speechOf(me: Me): "sv" | "en" {
  return me.language === "EN" ? "en" : "sv";
}

export const member = new MemberStore();
