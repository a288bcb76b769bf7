import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const STATIC = join(import.meta.dirname, "../static");
const SERVER = process.env["HEMMAPLAN_URL"] ?? "http://127.0.0.1:8000";

/** Icons and manifest are made by hand in static/; the built page carries them along, so that one folder is served. */
function handmade(): Plugin {
  const files = ["manifest.webmanifest", ...readdirSync(join(STATIC, "icons")).map((name) => `icons/${name}`)];
  return {
    name: "handmade",
    generateBundle() {
      for (const fileName of files) {
        this.emitFile({ type: "asset", fileName, source: readFileSync(join(STATIC, fileName)) });
      }
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const name = relative("/", new URL(request.url ?? "/", "http://page").pathname);
        if (!files.includes(name)) return next();
        response.setHeader("content-type", name.endsWith(".svg") ? "image/svg+xml" : "application/manifest+json");
        response.end(readFileSync(join(STATIC, name)));
      });
    },
  };
}

export default defineConfig({
  base: "/",
  plugins: [svelte(), handmade()],
  server: {
    proxy: { "/graphql": { target: SERVER, ws: true, changeOrigin: true } },
  },
  build: {
    outDir: "../static/app",
    emptyOutDir: true,
    assetsInlineLimit: 0, // Nothing inline: the policy allows only our own files.
    modulePreload: { polyfill: false },
    target: "es2022",
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
