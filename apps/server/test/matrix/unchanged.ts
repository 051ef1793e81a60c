import type postgres from "postgres";

/** What the database was at some moment. */
export interface Mark {
  readonly transactions: string;
  readonly contents: string;
}

/**
 * Looks past the code under test whether anything was written: first at the counter of writing transactions, which only
 * goes up, and where it went up (a row lock counts too) at the contents of every table of ours.
 */
export function looking(sql: postgres.Sql) {
  let known: Mark | null = null;
  const now = async (): Promise<string> => {
    const [row] = await sql`select pg_snapshot_xmax(pg_current_snapshot())::text as xmax`;
    return String(row?.xmax);
  };
  return {
    mark: async (): Promise<Mark> => {
      const transactions = await now();
      if (known?.transactions !== transactions) known = { transactions, contents: await contentsOf(sql) };
      return known;
    },
    hasChanged: async ({ transactions, contents }: Mark): Promise<boolean> => {
      const later = await now();
      if (later === transactions) return false;
      const after = await contentsOf(sql);
      known = { transactions: later, contents: after };
      return after !== contents;
    },
  };
}

/** That the root token was used is written down once a minute, whatever it was used for. */
const BUT_THE_ROOT_TOKENS = "where kind <> 'root-token.used'";

let statement: string | null = null;

async function contentsOf(sql: postgres.Sql): Promise<string> {
  if (statement === null) {
    // Written in the background, whoever asks: seals of the audit, and each minute which keys a process has.
    const tables = await sql`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname = 'turnbolt' and tablename not in ('audit_seals', 'key_holders') order by 1`;
    const parts = tables.map(
      ({
        name,
      }) => `(select coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from ${name} t
        ${name === "turnbolt.audit" ? BUT_THE_ROOT_TOKENS : ""})`,
    );
    statement = `select concat_ws(' ', ${parts.join(", ")}) as contents`;
  }
  const [row] = await sql.unsafe(statement);
  return String(row?.contents);
}
