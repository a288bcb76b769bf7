import { member } from "../../lib/member.svelte";
import { speech } from "../../lib/speech.svelte";
import { yearsSince } from "./ages";

/** What a programme asks of who wants to join, beside a name and an address: nothing, unless it says so. */
export class Asks {
  birthday = $state("");
  country = $state("");
  guardianAgrees = $state(false);

  get age(): number | null {
    return member.programme?.eligibility.age ?? null;
  }

  /** The age from which a guardian's word will do; null: it never does. */
  get younger(): number | null {
    return member.programme?.eligibility.withGuardian ?? null;
  }

  get countries(): readonly string[] {
    return member.programme?.eligibility.countries ?? [];
  }

  /** Whether a guardian's word would let them in: old enough for that, and not for less. */
  get guardian(): boolean {
    const years = yearsSince(this.birthday);
    if (this.younger === null || this.age === null || years === null) return false;
    return years >= this.younger && years < this.age;
  }

  get checks(): Record<string, string | undefined> {
    const { missing } = speech.t.form;
    return {
      birthday: this.age !== null && !this.birthday ? missing.birthday : undefined,
      guardian: this.guardian && !this.guardianAgrees ? missing.guardian : undefined,
      country: this.countries.length > 0 && !this.country ? missing.country : undefined,
    };
  }

  /** As the form sends it: what was not asked for is not told. */
  get input() {
    return {
      birthday: this.age !== null ? this.birthday || null : null,
      country: this.countries.length > 0 ? this.country || null : null,
      guardianAgrees: this.guardian && this.guardianAgrees,
    };
  }
}
