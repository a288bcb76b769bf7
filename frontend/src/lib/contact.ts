const CONTACT = /(\+?\d[\d\s\u00a0-]{6,}\d)|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g;

export interface Piece {
  text: string;
  href?: string;
}

/** A sentence with its telephone numbers and addresses ready to tap. */
export function pieces(sentence: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of sentence.matchAll(CONTACT)) {
    if (match.index > from) found.push({ text: sentence.slice(from, match.index) });
    const [text, telephone] = match;
    found.push({ text, href: telephone ? `tel:${text.replace(/[^\d+]/g, "")}` : `mailto:${text}` });
    from = match.index + text.length;
  }
  if (from < sentence.length) found.push({ text: sentence.slice(from) });
  return found;
}
