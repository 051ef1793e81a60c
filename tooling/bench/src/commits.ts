import postgres from "postgres";

/** The least that anything durable costs: one row, one commit. */
export interface Commits {
  /** So many transactions of one update each. */
  work(commits: number): Promise<number>;
  close(): Promise<void>;
}

const ROWS = 1_000;

export async function oneRowCommits(url: string, connections: number): Promise<Commits> {
  const sql = postgres(url, { max: connections, onnotice: () => {} });
  await sql`create table if not exists one_row (id int primary key, n int not null) with (fillfactor = 50)`;
  await sql`insert into one_row select id, 0 from generate_series(0, ${ROWS - 1}) id on conflict do nothing`;
  return {
    work: async (commits) => {
      let left = commits;
      const one = async () => {
        while (left-- > 0) await sql`update one_row set n = n + 1 where id = ${left % ROWS}`;
      };
      await Promise.all(Array.from({ length: connections }, one));
      return commits;
    },
    close: () => sql.end(),
  };
}
