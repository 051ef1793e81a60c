import { createCipher, type StoreCipher, sealAudit, verifyAudit } from "../../src/index.ts";
import { aKey, type Store, startStore } from "../support.ts";

/** A store with a cipher, and the audit's chain looked at past the code under test. */
export interface Chain extends Store {
  readonly cipher: StoreCipher;
  /** Audit rows, each in a transaction of its own. */
  write(...messages: readonly string[]): Promise<void>;
  seal(): ReturnType<typeof sealAudit>;
  verify(...noted: readonly { sequence: number; seal: string }[]): ReturnType<typeof verifyAudit>;
  /** The ids of the sealed rows, seal by seal, as the bytes of the table have them. */
  sealed(): Promise<readonly (readonly number[])[]>;
  /** The ids of the rows that there are. */
  ids(): Promise<readonly number[]>;
  /** What a superuser can do: triggers do not fire. */
  tamper(statement: string): Promise<void>;
}

export async function startChain(): Promise<Chain> {
  const store = await startStore();
  const { database, sql } = store;
  const cipher = await createCipher({ database, keyring: [aKey(1)] });
  return {
    ...store,
    cipher,
    write: async (...messages) => {
      for (const message of messages)
        await sql`insert into turnbolt.audit (kind, message, data) values ('test.written', ${message}, '{}')`;
    },
    seal: () => sealAudit(database, cipher),
    verify: (...noted) => verifyAudit(database, cipher, { noted }),
    sealed: async () => {
      const seals = await sql<{ rows: Buffer }[]>`select rows from turnbolt.audit_seals order by sequence`;
      return seals.map(({ rows }) =>
        Array.from({ length: rows.length / 40 }, (_, index) => Number(rows.readBigInt64BE(index * 40))),
      );
    },
    ids: async () =>
      (await sql<{ id: string }[]>`select id from turnbolt.audit order by id`).map(({ id }) => Number(id)),
    tamper: async (statement) => {
      await sql.begin(async (tx) => {
        await tx`set local session_replication_role = replica`;
        await tx.unsafe(statement);
      });
    },
  };
}
