import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { forget, keep, keptOf } from "./kept";

const words = { revision: 3, base: "a", name: "Sommaren", text: "b", at: "2026-06-01T10:00:00Z" };
let stored: Map<string, string>;

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
    removeItem: (name: string) => void stored.delete(name),
  });
});
afterEach(() => vi.unstubAllGlobals());

it("what is kept comes back to the same person and draft alone, until it is forgotten", () => {
  expect(keep("karin", "d1", words)).toBe(true);

  expect(keptOf("karin", "d1")).toEqual(words);
  expect(keptOf("henrik", "d1")).toBeNull();
  expect(keptOf("karin", "d2")).toBeNull();
  forget("karin", "d1");
  expect(keptOf("karin", "d1")).toBeNull();
});

it("what is no draft's words is nothing", () => {
  stored.set("draft karin d1", '{"revision": "3"}');
  stored.set("draft karin d2", "{");

  expect(keptOf("karin", "d1")).toBeNull();
  expect(keptOf("karin", "d2")).toBeNull();
});

it("says so where the browser keeps nothing", () => {
  vi.stubGlobal("localStorage", {
    setItem: () => {
      throw new Error("full");
    },
  });

  expect(keep("karin", "d1", words)).toBe(false);
});
