import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compressed } from "./build/compressed.ts";
import { firstLoad } from "./build/first-load.ts";

/** What stands in the page where the server puts the nonce of each answer; `apps/server/src/http/dashboard.ts` has it too. */
const NONCE = "__TURNBOLT_NONCE__";

const server = "http://127.0.0.1:4400";

export default defineConfig({
  plugins: [react(), firstLoad({ mostKilobytes: 250 }), compressed()],
  html: { cspNonce: NONCE },
  resolve: { alias: { "@rjsf/validator-ajv8": join(import.meta.dirname, "build/no-ajv.ts") } },
  build: {
    target: "es2023",
    // Pictures in a style sheet stay files: nothing is inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: { "/api": server, "/trpc": server, "/docs": server, "/openapi.json": server, "/healthz": server },
  },
});
