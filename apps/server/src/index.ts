import type { AppRouter as Router } from "@turnbolt/api";
import type { plugins } from "./plugins.ts";

export { createServer, type Server, type ServerOptions } from "./create-server.ts";
export { defineConfig } from "./define-config.ts";
export type { Settings } from "./env.ts";
export { plugins } from "./plugins.ts";

/** The router of a server with the official plugins. */
export type AppRouter = Router<typeof plugins>;
