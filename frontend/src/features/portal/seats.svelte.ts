import { ask } from "../../lib/ask";
import { router } from "../../lib/router.svelte";
import { SeatsDocument, type Seat } from "./documents";

const REMEMBERED = "partner";

/** The partners where the member has a seat: nearly nobody has one, so they are asked for beside the home. */
class Seats {
  list = $state.raw<readonly Seat[] | null>(null);
  #chosen = $state(remembered());

  /** The partner whose portal is shown. */
  get here(): Seat | null {
    return this.list?.find((seat) => seat.partner.code === this.#chosen) ?? this.list?.[0] ?? null;
  }

  async read(): Promise<void> {
    this.list = (await ask(SeatsDocument, {})).portals;
  }

  /** Another person may sign in next. */
  forget(): void {
    this.list = null;
  }

  choose(code: string): void {
    this.#chosen = code;
    try {
      sessionStorage.setItem(REMEMBERED, code);
    } catch {
      // Then the first one is shown the next time.
    }
    router.go("/partner");
  }
}

function remembered(): string {
  try {
    return sessionStorage.getItem(REMEMBERED) ?? "";
  } catch {
    return "";
  }
}

export const seats = new Seats();
