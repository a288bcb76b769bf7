/** One thing that somebody wants to send: the same again has the same key, so that a bad network sends it once. */
export class Attempt {
  #said = "";
  #key = "";

  key(...said: unknown[]): string {
    const now = JSON.stringify(said);
    if (now !== this.#said) {
      this.#said = now;
      this.#key = newKey();
    }
    return this.#key;
  }

  /** It went well: whatever comes next is another thing. */
  done(): void {
    this.#said = "";
  }
}

/** Made without randomUUID, which a phone on the home network's http does not have. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
