/** A stage's changes as they are read: section by section, and how many of them are stricter. */
export interface PlannedChange {
  section: string;
  sectionName: string;
  sentence: string;
  stricter: boolean;
  concerns: string | null;
}

export interface Section<Change> {
  name: string;
  changes: Change[];
}

/** In the order in which each section is first named: every section once. */
export function sectionsOf<Change extends Pick<PlannedChange, "section" | "sectionName">>(
  changes: readonly Change[],
): Section<Change>[] {
  const found = new Map<string, Section<Change>>();
  for (const change of changes) {
    const section = found.get(change.section) ?? { name: change.sectionName, changes: [] };
    section.changes.push(change);
    found.set(change.section, section);
  }
  return [...found.values()];
}

export const strictIn = (changes: readonly Pick<PlannedChange, "stricter">[]): number =>
  changes.filter((change) => change.stricter).length;
