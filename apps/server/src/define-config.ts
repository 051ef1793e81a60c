import type { Plugins } from "@turnbolt/api";
import type { ServerOptions } from "./create-server.ts";

/**
 * Says what a server is made of and keeps the plugins' types, so that a client's types can be taken from it.
 *
 * @example
 * export const config = defineConfig({ plugins: [...plugins, mine] });
 * export type MyRouter = AppRouter<typeof config.plugins>;
 */
export const defineConfig = <const Ps extends Plugins>(options: ServerOptions<Ps>): ServerOptions<Ps> =>
  options;
