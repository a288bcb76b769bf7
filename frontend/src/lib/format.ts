/** Figures and times as a person writes them. Pure: the language and the time zone are always told. */
export type Tongue = "sv" | "en";

const LOCALE: Record<Tongue, string> = { sv: "sv-SE", en: "en-GB" };
const DAY = 86_400_000;

const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** 1380 → "1 380" with a hard space in Swedish, "1,380" in English. */
export function number(value: number, tongue: Tongue, decimals = 0): string {
  const key = `${tongue}/${decimals}`;
  let format = numberFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(LOCALE[tongue], {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    numberFormats.set(key, format);
  }
  return format.format(value);
}

/** Minor units as people see them: 1380 with no decimals is "1 380", 450 with two is "4,50". */
export function points(minor: number, decimals: number, tongue: Tongue): string {
  return number(minor / 10 ** decimals, tongue, decimals);
}

/** The words that go with a currency's numbers: "1 stjärna", "2 stjärnor". */
export interface Unit {
  readonly one: string;
  readonly many: string;
}

/** The word after a number of minor units: a whole one of them, or any other number. */
export function unit(minor: number, decimals: number, words: Unit): string {
  return Math.abs(minor) === 10 ** decimals ? words.one : words.many;
}

/** With its sign, also where something is given: "+120", "−40". */
export function change(minor: number, decimals: number, tongue: Tongue): string {
  return minor > 0 ? `+${points(minor, decimals, tongue)}` : points(minor, decimals, tongue);
}

/** A plain decimal as text ("4.50") without the zeros that say nothing: "4,5". */
export function decimal(text: string, tongue: Tongue): string {
  const digits = (text.split(".")[1] ?? "").replace(/0+$/, "").length;
  return number(Number(text), tongue, Math.min(digits, 3));
}

/** An amount of money as text ("10.00") in its currency (ISO 4217): "10 kr", in English "SEK 10"; öre only where there
    are any. */
export function money(text: string, currency: string, tongue: Tongue): string {
  const whole = /^-?\d+(?:\.0*)?$/.test(text);
  return new Intl.NumberFormat(LOCALE[tongue], {
    style: "currency",
    currency,
    ...(whole ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {}),
  }).format(Number(text));
}

/** "a, b och c"; in English "a, b and c". */
export function list(parts: readonly string[], tongue: Tongue): string {
  return new Intl.ListFormat(LOCALE[tongue], { type: "conjunction" }).format(parts);
}

/** "kl. 18", "kl. 12.04"; in English "18:00", "12:04". */
export function clock(instant: Date, tongue: Tongue, zone: string): string {
  const { hour, minute } = parts(instant, zone);
  const minutes = String(minute).padStart(2, "0");
  const hours = String(hour).padStart(2, "0");
  if (tongue === "en") return `${hours}:${minutes}`;
  return minute === 0 && hour > 0 ? `kl.\u00a0${hour}` : `kl.\u00a0${hours}.${minutes}`;
}

/** The day as one says it: "i dag", "i går", "i morgon", a weekday within six days, else the date. */
export function day(instant: Date, now: Date, tongue: Tongue, zone: string): string {
  const apart = dayNumber(instant, zone) - dayNumber(now, zone);
  const near = NEAR[tongue].get(apart);
  if (near) return near;
  if (Math.abs(apart) <= 6) return intl(tongue, zone, { weekday: "long" }).format(instant);
  return date(instant, now, tongue, zone);
}

/** "3 augusti", and the year where it is another than now's. */
export function date(instant: Date, now: Date, tongue: Tongue, zone: string): string {
  const sameYear = parts(instant, zone).year === parts(now, zone).year;
  return intl(tongue, zone, { day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) }).format(
    instant,
  );
}

/** "november", and the year where it is another than now's. */
export function month(instant: Date, now: Date, tongue: Tongue, zone: string): string {
  const sameYear = parts(instant, zone).year === parts(now, zone).year;
  return intl(tongue, zone, { month: "long", ...(sameYear ? {} : { year: "numeric" }) }).format(instant);
}

/** "i dag kl. 12.04", "tisdag kl. 18". */
export function moment(instant: Date, now: Date, tongue: Tongue, zone: string): string {
  const joint = tongue === "en" ? " at " : " ";
  return `${day(instant, now, tongue, zone)}${joint}${clock(instant, tongue, zone)}`;
}

/** Whole days left, counted as a calendar does: ends tonight → 0. */
export function daysUntil(instant: Date, now: Date, zone: string): number {
  return dayNumber(instant, zone) - dayNumber(now, zone);
}

function dayNumber(instant: Date, zone: string): number {
  const { year, month, day } = parts(instant, zone);
  return Date.UTC(year, month - 1, day) / DAY;
}

/** "A" large, the rest as it is. */
export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

const NEAR: Record<Tongue, Map<number, string>> = {
  sv: new Map([
    [-1, "i går"],
    [0, "i dag"],
    [1, "i morgon"],
  ]),
  en: new Map([
    [-1, "yesterday"],
    [0, "today"],
    [1, "tomorrow"],
  ]),
};

function parts(instant: Date, zone: string) {
  const told = intl("en", zone, {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    hourCycle: "h23",
  }).formatToParts(instant);
  const read = (type: string) => Number(told.find((part) => part.type === type)?.value);
  return { year: read("year"), month: read("month"), day: read("day"), hour: read("hour"), minute: read("minute") };
}

function intl(tongue: Tongue, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${tongue}/${zone}/${JSON.stringify(options)}`;
  let format = dateFormats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(LOCALE[tongue], { ...options, timeZone: zone });
    dateFormats.set(key, format);
  }
  return format;
}
