import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { chunks, LEAST } from "./scripts/chunks";
import { icons } from "./scripts/icons";
import { letters } from "./scripts/letters";
import { preloads } from "./scripts/preloads";

const api = process.env["SPEECHAI_URL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [icons(), letters(), react(), preloads()],
  resolve: { alias: { "~": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: ["chrome123", "firefox121", "safari17.5"],
    outDir: process.env["DASHBOARD_OUT"] ?? "dist",
    emptyOutDir: true,
    manifest: true, // for scripts/pack.mjs
    assetsInlineLimit: 0, // the Content-Security-Policy knows files alone
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        manualChunks: chunks(),
        experimentalMinChunkSize: LEAST,
      },
    },
  },
  // The API's own checks stay on: the browser sees one origin.
  server: { proxy: { "/api": { target: api, changeOrigin: false } } },
  // a machine that is busy with other work is slow, not wrong
  test: { include: ["src/**/*.test.ts"], environment: "node", testTimeout: 60_000, hookTimeout: 60_000 },
});
