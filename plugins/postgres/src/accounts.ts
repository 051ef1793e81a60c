import type { OptionPage } from "@turnbolt/core";
import { asConnection, type Reach } from "./client.ts";

const PAGE = 50;

/** The accounts that can log in, in the order of their names, without the connection's own. */
export function listAccounts(
  reach: Reach & { readonly search?: string | undefined; readonly cursor?: string | undefined },
): Promise<OptionPage> {
  return asConnection(reach, async (sql) => {
    const { search = "", cursor = "" } = reach;
    const rows = await sql<{ name: string }[]>`
      SELECT rolname AS name FROM pg_roles
      WHERE rolcanlogin AND rolname <> current_user
        AND strpos(lower(rolname::text), lower(${search}::text)) > 0
        AND (${cursor}::text = '' OR rolname > ${cursor}::name)
      ORDER BY rolname LIMIT ${PAGE + 1}`;
    const names = rows.slice(0, PAGE).map(({ name }) => name);
    const next = rows.length > PAGE ? names.at(-1) : undefined;
    return { options: names.map((name) => ({ value: name, label: name })), next };
  });
}
