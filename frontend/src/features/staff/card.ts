/** A card's number as the till reads it: sixteen digits, the first a 9, the last one checking the others (Damm). */
const DIGITS = 16;
const TABLE = [
  "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
  "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
];

export function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}

/** “whole”: it can be asked for; “short”: go on; “wrong”: a digit is not right. */
export function readCard(text: string): "short" | "whole" | "wrong" {
  const digits = digitsOf(text);
  if (digits.length < DIGITS) return digits && digits[0] !== "9" ? "wrong" : "short";
  return digits.length === DIGITS && digits[0] === "9" && checksum(digits) === 0 ? "whole" : "wrong";
}

export function grouped(text: string): string {
  return digitsOf(text).replace(/(\d{4})(?=\d)/g, "$1 ");
}

function checksum(digits: string): number {
  let interim = 0;
  for (const digit of digits) interim = Number(TABLE[interim]?.[Number(digit)]);
  return interim;
}
