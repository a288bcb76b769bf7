import { en } from "./texts/en";
import { sv, type Texts } from "./texts/sv";
import * as format from "./format";

const REMEMBERED = "language";
const CATALOGUES: Record<format.Tongue, Texts> = { sv, en };

/** The language and the time zone in which the page speaks, and the ways of saying things in them. */
class Speech {
  tongue = $state<format.Tongue>(preferred());
  zone = $state(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
  /** Follows the wall clock by the minute, so that "i dag" does not grow old on an open page. */
  now = $state(new Date());

  /** The programme's own, in the language that is spoken: set whenever the programme is read. */
  #units = $state.raw<ReadonlyMap<string, format.Unit>>(new Map());

  constructor() {
    setInterval(() => (this.now = new Date()), 60_000);
  }

  get #points(): format.Unit {
    return { one: this.t.pointsWord(1), many: this.t.pointsWord(2) };
  }

  get t(): Texts {
    return CATALOGUES[this.tongue];
  }

  choose(tongue: format.Tongue): void {
    this.tongue = tongue;
    document.documentElement.lang = tongue;
    try {
      localStorage.setItem(REMEMBERED, tongue);
    } catch {
      // A browser that stores nothing still speaks.
    }
  }

  number = (value: number, decimals = 0) => format.number(value, this.tongue, decimals);
  points = (minor: number, currency: { decimals: number } = WHOLE) =>
    format.points(minor, currency.decimals, this.tongue);
  change = (minor: number, currency: { decimals: number } = WHOLE) =>
    format.change(minor, currency.decimals, this.tongue);
  /** The word after a number of a currency; what the programme no longer knows are points. */
  unit = (minor: number, currency: { code?: string; decimals: number }) =>
    format.unit(minor, currency.decimals, this.#units.get(currency.code ?? "") ?? this.#points);
  /** With its unit: "1 380 poäng", "2,50 kronor". */
  amount = (minor: number, currency: { code?: string; decimals: number } = WHOLE) =>
    `${this.points(minor, currency)}\u00a0${this.unit(minor, currency)}`;
  /** "a, b och c" */
  list = (parts: readonly string[]) => format.list(parts, this.tongue);
  knows = (units: readonly ({ code: string } & format.Unit)[]) => {
    this.#units = new Map(units.map((one) => [one.code, one]));
  };
  decimal = (text: string) => format.decimal(text, this.tongue);
  /** In the programme's money. */
  money = (text: string, currency: string | undefined) =>
    currency ? format.money(text, currency, this.tongue) : this.decimal(text);
  clock = (instant: string | Date) => format.clock(new Date(instant), this.tongue, this.zone);
  moment = (instant: string | Date) => format.moment(new Date(instant), this.now, this.tongue, this.zone);
  day = (instant: string | Date) => format.day(new Date(instant), this.now, this.tongue, this.zone);
  date = (instant: string | Date) => format.date(new Date(instant), this.now, this.tongue, this.zone);
  month = (instant: string | Date) => format.month(new Date(instant), this.now, this.tongue, this.zone);
  daysUntil = (instant: string | Date) => format.daysUntil(new Date(instant), this.now, this.zone);
  /** The last moment of a half-open period: what ends on Monday 00:00 lasts through Sunday. */
  lastDay = (end: string) => format.day(new Date(Date.parse(end) - 1), this.now, this.tongue, this.zone);
}

const WHOLE = { decimals: 0 };

function preferred(): format.Tongue {
  try {
    const chosen = localStorage.getItem(REMEMBERED);
    if (chosen === "sv" || chosen === "en") return chosen;
  } catch {
    // As above.
  }
  return /^(sv|nb|nn|no|da)\b/i.test(navigator.language) ? "sv" : "en";
}

export const speech = new Speech();
