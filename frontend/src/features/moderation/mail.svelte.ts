import { ask } from "../../lib/ask";
import { UnreadDocument } from "./documents";

/** How many letters wait to be opened, and until when the member is silenced. Read by whoever shows it. */
class Mail {
  unread = $state(0);
  silencedUntil = $state<string | null>(null);

  async read(): Promise<void> {
    const answer = await ask(UnreadDocument, {});
    this.unread = answer.noticesUnread;
    this.silencedUntil = answer.mySilence?.until ?? null;
  }

  forget(): void {
    this.unread = 0;
    this.silencedUntil = null;
  }
}

export const mail = new Mail();
