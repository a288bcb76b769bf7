/** An attempt's own name: the same while it is sent again over a bad network, a new one once it was answered. */
export class Attempt {
  #key = "";

  get key(): string {
    this.#key ||= `page-${[...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("")}`;
    return this.#key;
  }

  answered(): void {
    this.#key = "";
  }
}
