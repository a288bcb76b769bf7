/** Lists that are read page by page, and again as far as they are shown when something changed. */
export interface Page<T> {
  edges: readonly { readonly node: T }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
export interface Shown<T> {
  items: T[];
  more: boolean;
}

/** The first pages of a list, so many or as many as there are. */
export async function readPages<T>(
  read: (after: string | null) => Promise<Page<T> | null | undefined>,
  pages: number,
): Promise<Shown<T>> {
  const items: T[] = [];
  let after: string | null = null;
  for (let page = 0; page < pages; page++) {
    const found: Page<T> | null | undefined = await read(after);
    if (!found) break;
    items.push(...found.edges.map((edge) => edge.node));
    after = found.pageInfo.endCursor;
    if (!found.pageInfo.hasNextPage) return { items, more: false };
  }
  return { items, more: after !== null };
}
