import { expect, test } from "vitest";
import { readPages, type Page } from "./pages";

const LIST = ["a", "b", "c", "d", "e"];

function paged(list: string[], size: number) {
  const asked: (string | null)[] = [];
  const read = async (after: string | null): Promise<Page<string>> => {
    asked.push(after);
    const start = after === null ? 0 : list.indexOf(after) + 1;
    const nodes = list.slice(start, start + size);
    return {
      edges: nodes.map((node) => ({ node })),
      pageInfo: { hasNextPage: start + size < list.length, endCursor: nodes.at(-1) ?? null },
    };
  };
  return { read, asked };
}

test("as many pages are read as are shown, each after the one before it", async () => {
  const { read, asked } = paged(LIST, 2);

  expect(await readPages(read, 2)).toEqual({ items: ["a", "b", "c", "d"], more: true });
  expect(asked).toEqual([null, "b"]);
});

test("the last page says that there is no more, and nothing is asked after it", async () => {
  const { read, asked } = paged(LIST, 2);

  expect(await readPages(read, 9)).toEqual({ items: LIST, more: false });
  expect(asked).toEqual([null, "b", "d"]);
});

test("of nothing there is no more", async () => {
  expect(await readPages(paged([], 2).read, 1)).toEqual({ items: [], more: false });
  expect(await readPages(async () => null, 1)).toEqual({ items: [], more: false });
});
