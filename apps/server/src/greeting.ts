import type { Server } from "./create-server.ts";
import { version } from "./version.ts";

type Ready = Pick<Server, "url" | "hasDashboard" | "rootToken" | "database" | "keyMadeAt" | "settings">;

/** What a start says when it is ready, a line each: where everything is. */
export function greeting({ url, hasDashboard, rootToken, database, keyMadeAt, settings }: Ready): string[] {
  const address = url === null ? null : (settings.publicUrl ?? url);
  return [
    "",
    `Turnbolt ${version} is ready.`,
    ...(address === null ? [] : placesAt(address, hasDashboard)),
    `  Root token  ${rootToken.file ?? "as set in TURNBOLT_ROOT_TOKEN"}`,
    `  Database    ${database === "embedded" ? `embedded, in ${settings.dataDirectory}` : "yours, by TURNBOLT_DATABASE_URL"}`,
    ...(keyMadeAt === null
      ? []
      : [`  Key         ${keyMadeAt} (new: keep a copy elsewhere, nothing can be read without it)`]),
  ];
}

const placesAt = (address: string, hasDashboard: boolean): string[] =>
  hasDashboard
    ? [`  Dashboard   ${address}`, `  API         ${address}/docs`]
    : [`  API         ${address}`, "  Dashboard   not built: npm run build makes it"];
