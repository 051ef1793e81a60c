import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Binaries } from "@turnbolt/embedded";

/** The newest PostgreSQL that Debian's packages installed. */
export function debianPostgres(base = "/usr/lib/postgresql"): Binaries | undefined {
  if (!existsSync(base)) return undefined;
  const versions = readdirSync(base)
    .filter((version) => existsSync(join(base, version, "bin", "postgres")))
    .sort((a, b) => Number(b) - Number(a));
  const [version] = versions;
  if (version === undefined) return undefined;
  const root = join(base, version);
  const bin = join(root, "bin");
  return { root, version, initdb: join(bin, "initdb"), postgres: join(bin, "postgres"), complete: true };
}
