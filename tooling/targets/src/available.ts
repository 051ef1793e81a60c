import { debianPostgres } from "./debian-postgres.ts";
import { mustHaveEveryTarget } from "./env.ts";
import { findMariadb } from "./mariadb-target.ts";
import { findOpenldap } from "./openldap-target.ts";
import { findRedis } from "./redis-target.ts";
import { findSamba } from "./samba-target.ts";

/** The servers that only some machines have. */
export type TargetName = keyof typeof TARGETS;

const TARGETS = {
  "debian-postgres": { find: debianPostgres, install: "apt-get install --no-install-recommends postgresql" },
  mariadb: { find: findMariadb, install: "apt-get install --no-install-recommends mariadb-server" },
  openldap: { find: findOpenldap, install: "apt-get install --no-install-recommends slapd ldap-utils" },
  samba: {
    find: findSamba,
    install:
      "as root: apt-get install --no-install-recommends samba samba-ad-dc samba-ad-provision samba-dsdb-modules " +
      "samba-vfs-modules winbind python3-samba ldb-tools eatmydata",
  },
  redis: { find: findRedis, install: "apt-get install --no-install-recommends redis-server" },
};

/** Whether this machine has the server. */
export function available(name: TargetName): boolean {
  return TARGETS[name].find() !== undefined;
}

/**
 * Whether the suite against that server can run. A missing one is said aloud, and is an error where CI is "true".
 *
 * @example
 * describe.skipIf(!requireTarget("debian-postgres"))("against Debian's PostgreSQL", () => { … });
 */
export function requireTarget(
  name: TargetName,
  must = mustHaveEveryTarget,
  found = available(name),
): boolean {
  if (found) return true;
  const message = `no ${name} on this machine (${TARGETS[name].install})`;
  if (must) throw new Error(`${message}, and every target is required where CI is set`);
  console.warn(`skipped: ${message}`);
  return false;
}
