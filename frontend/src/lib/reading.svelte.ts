import { Trouble } from "./ask";

/** Something that a view reads: what is known, whether more is on its way, and what went wrong. */
export class Reading<Data> {
  data = $state.raw<Data | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  busy = $state(false);
  readAt = $state.raw<Date | null>(null);
  #read: () => Promise<Data>;
  #attempt = 0;

  constructor(read: () => Promise<Data>) {
    this.#read = read;
  }

  /** Reads; a later call overtakes an earlier one. What was known stays while it is read again. */
  async again(): Promise<void> {
    const attempt = ++this.#attempt;
    this.busy = true;
    try {
      const data = await this.#read();
      if (attempt !== this.#attempt) return;
      this.data = data;
      this.trouble = null;
      this.readAt = new Date();
    } catch (error) {
      if (attempt !== this.#attempt) return;
      this.trouble = error instanceof Trouble ? error : new Trouble("fault", String(error));
    } finally {
      if (attempt === this.#attempt) this.busy = false;
    }
  }
}

/** The last of many calls, once nothing has come for a while. */
export function settled(wait: number, act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
}
