/** What the page says once and lets go: a line at the bottom, or a small celebration. */
import type { Badge, Tier } from "../graphql/fragments";

export interface Toast {
  id: number;
  text: string;
  tone: "gain" | "plain" | "sorry";
  /** The ledger entry whose "why?" a tap opens. */
  entryId?: string;
}

export interface Celebration {
  id: number;
  badge: Badge | null;
  tier: Tier | null;
  title: string;
  text: string;
}

const TOAST_MS = 6_000;
const TOASTS_SHOWN = 3;

class Joy {
  toasts = $state.raw<readonly Toast[]>([]);
  celebrations = $state.raw<readonly Celebration[]>([]);
  /** For a screen reader: sentences, said politely in the order they came. */
  spoken = $state.raw<readonly { id: number; text: string }[]>([]);
  #last = 0;
  #praise = new Map<string, string>();

  toast(toast: Omit<Toast, "id">): void {
    const id = ++this.#last;
    const others = this.toasts.filter((one) => one.entryId !== undefined || one.text !== toast.text);
    this.toasts = [...others.slice(1 - TOASTS_SHOWN), { ...toast, id }];
    setTimeout(() => this.dismiss(id), TOAST_MS);
  }

  celebrate(celebration: Omit<Celebration, "id">): void {
    const text = (celebration.badge && this.#praise.get(celebration.badge.code)) ?? celebration.text;
    const twin = this.celebrations.find((one) => isTwin(one, celebration));
    if (!twin) {
      this.celebrations = [...this.celebrations, { ...celebration, text, id: ++this.#last }];
      return;
    }
    const whole = {
      ...twin,
      badge: twin.badge ?? celebration.badge,
      tier: twin.tier ?? celebration.tier,
      text: twin.tier ? twin.text : text,
    };
    this.celebrations = this.celebrations.map((one) => (one === twin ? whole : one));
  }

  /** What a challenge says when it is done belongs with the badge it gives, whichever is told first. */
  praise(badge: string, text: string): void {
    this.#praise.set(badge, text);
    this.celebrations = this.celebrations.map((one) => (one.badge?.code === badge ? { ...one, text } : one));
  }

  say(text: string): void {
    const id = ++this.#last;
    this.spoken = [...this.spoken, { id, text }];
    setTimeout(() => (this.spoken = this.spoken.filter((line) => line.id !== id)), TOAST_MS);
  }

  dismiss(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
    this.celebrations = this.celebrations.filter((celebration) => celebration.id !== id);
  }

  clear(): void {
    this.toasts = [];
    this.celebrations = [];
    this.spoken = [];
  }
}

/** A level and the badge that it gives are one joy. */
function isTwin(one: Omit<Celebration, "id">, other: Omit<Celebration, "id">): boolean {
  return one.title === other.title && (one.tier === null) !== (other.tier === null);
}

export const joy = new Joy();
