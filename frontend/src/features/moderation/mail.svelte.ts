import { ask } from "../../lib/ask";
import { UnreadDocument, type Silence } from "./documents";

/** How many letters wait to be opened, and what silences the member. Read by whoever shows it. */
class Mail {
  unread = $state(0);
  silence = $state.raw<Silence | null>(null);

  get silencedUntil(): string | null {
    return this.silence?.until ?? null;
  }

  async read(): Promise<void> {
    const answer = await ask(UnreadDocument, {});
    this.unread = answer.noticesUnread;
    this.silence = answer.mySilence;
  }

  forget(): void {
    this.unread = 0;
    this.silence = null;
  }
}

export const mail = new Mail();
