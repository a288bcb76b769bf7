/** English figures with their nouns: "1 point", "+1 point", "1,380 points". The figure is told as it is shown. */
export const counted = (shown: string, one: string, many: string): string =>
  `${shown}\u00a0${/^[+\u2212-]?1$/.test(shown) ? one : many}`;

export const points = (shown: string): string => counted(shown, "point", "points");
