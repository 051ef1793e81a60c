import type { OptionPage } from "@turnbolt/core";
import { asConnection, type Reach } from "./client.ts";

const PAGE = 50;

/** The accounts that can log in, in the order of their names; the connection's own is named as such. */
export function listAccounts(
  reach: Reach & { readonly search?: string | undefined; readonly cursor?: string | undefined },
): Promise<OptionPage> {
  return asConnection(reach, async (sql) => {
    const { search = "", cursor = "" } = reach;
    const rows = await sql<{ name: string; own: boolean }[]>`
      SELECT rolname AS name, rolname = current_user AS own FROM pg_roles
      WHERE rolcanlogin
        AND strpos(lower(rolname::text), lower(${search}::text)) > 0
        AND (${cursor}::text = '' OR rolname > ${cursor}::name)
      ORDER BY rolname LIMIT ${PAGE + 1}`;
    const page = rows.slice(0, PAGE);
    const next = rows.length > PAGE ? page.at(-1)?.name : undefined;
    const labelOf = ({ name, own }: { name: string; own: boolean }) =>
      own ? `${name} (the connection's own login)` : name;
    return { options: page.map((row) => ({ value: row.name, label: labelOf(row) })), next };
  });
}
