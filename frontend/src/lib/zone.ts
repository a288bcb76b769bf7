/** The programme's own clock: its days begin and its versions hold by it, wherever its managers are. */
import * as format from "./format";
import { member } from "./member.svelte";
import { speech } from "./speech.svelte";

export const programmeZone = () => member.programme?.timezone ?? speech.zone;

/** "1 december kl. 00.00", by the programme's clock. */
export const programmeMoment = (instant: string | Date) =>
  format.moment(new Date(instant), speech.now, speech.tongue, programmeZone());

export const programmeDate = (instant: string | Date) =>
  format.date(new Date(instant), speech.now, speech.tongue, programmeZone());
