import { problemOf, Trouble } from "../../lib/ask";
import { speech } from "../../lib/speech.svelte";

export const PASSWORD_LENGTH = 10;

interface Outcome {
  __typename: string;
  message?: string;
  field?: string;
  retryAfter?: number;
}

/** A form on its way: what is wrong with which field, what is wrong with the whole, and whether it is being sent. */
export class Form {
  errors = $state<Record<string, string>>({});
  problem = $state("");
  busy = $state(false);

  /** Sends unless a field is wrong. True when it went well; else the form says what to do. */
  async send(checks: Record<string, string | undefined>, send: () => Promise<Outcome>): Promise<boolean> {
    this.problem = "";
    this.errors = Object.fromEntries(
      Object.entries(checks).filter((check): check is [string, string] => !!check[1]),
    );
    const first = Object.keys(this.errors)[0];
    if (first) {
      document.getElementById(first)?.focus();
      return false;
    }
    this.busy = true;
    try {
      return this.#read(await send());
    } catch (error) {
      this.problem = wordsFor(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  #read(outcome: Outcome): boolean {
    const message = problemOf(outcome);
    if (message === null) return true;
    if (outcome.field && document.getElementById(outcome.field)) {
      this.errors = { [outcome.field]: message };
      document.getElementById(outcome.field)?.focus();
    } else {
      this.problem = outcome.retryAfter
        ? `${message} ${speech.t.signIn.wait(speech.number(outcome.retryAfter))}`
        : message;
    }
    return false;
  }
}

export function wordsFor(error: unknown): string {
  const { trouble } = speech.t;
  if (!(error instanceof Trouble)) return trouble.fault;
  if (error.kind === "offline") return trouble.offline;
  if (error.kind === "forbidden") return trouble.forbidden;
  return error.kind === "limited" ? trouble.limited : trouble.fault;
}

export function checkEmail(email: string): string | undefined {
  const { missing } = speech.t.form;
  if (!email.trim()) return missing.email;
  return /^\S+@\S+$/.test(email.trim()) ? undefined : missing.emailShape;
}

export function checkNewPassword(password: string): string | undefined {
  const { missing } = speech.t.form;
  if (!password) return missing.password;
  return password.length >= PASSWORD_LENGTH ? undefined : missing.passwordShort;
}
