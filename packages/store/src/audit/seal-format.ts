import { createHmac, hash } from "node:crypto";
import { sql } from "drizzle-orm";
import { audit } from "../schema/index.ts";

/** What a seal says: these rows, as they are, come behind the seal before. */
export interface SealContents {
  readonly sequence: number;
  readonly format: number;
  readonly keyId: string;
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly rows: Uint8Array;
  readonly previous: Uint8Array;
  readonly sealedAt: Date;
}

export interface Seal extends SealContents {
  readonly seal: Uint8Array;
}

/** The end of a chain; with its seal noted elsewhere, nobody can cut it off or make another one unseen. */
export interface AuditHead {
  readonly sequence: number;
  /** In hexadecimal. */
  readonly seal: string;
}

/** Where every chain begins. */
export const START: Pick<Seal, "sequence" | "last" | "seal"> = {
  sequence: 0,
  last: 0,
  seal: new Uint8Array(32),
};

/** How rows are written out now. A column that is added is a new format: sealed rows keep theirs. */
export const FORMAT = 1;

/** Every column of a row, in an order and a notation of our own: no setting of the server changes a letter of it. */
export const ROW_TEXT = sql`json_build_array(${sql.join(
  [
    sql`a.id, (extract(epoch from a.at) * 1000)::bigint`,
    ...[
      audit.kind,
      audit.message,
      audit.actor,
      audit.address,
      audit.requestId,
      audit.projectId,
      audit.rotationId,
      audit.connectionId,
      audit.secretId,
      audit.runId,
      audit.data,
    ].map(({ name }) => sql.raw(`a.${name}`)),
  ],
  sql`, `,
)})::text`;

/** What becomes of a row's text in a seal. */
export const digestOf = (text: string): Buffer => hash("sha256", text, "buffer");

/** A row in the list of a seal: its id, and its digest. */
export interface SealedRow {
  readonly id: number;
  readonly digest: Buffer;
}

const ID_BYTES = 8;
const ENTRY_BYTES = ID_BYTES + 32;

export function* sealedRows(rows: Uint8Array): Generator<SealedRow, void> {
  const bytes = Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);
  for (let at = 0; at < bytes.length; at += ENTRY_BYTES) {
    const id = Number(bytes.readBigInt64BE(at));
    yield { id, digest: bytes.subarray(at + ID_BYTES, at + ENTRY_BYTES) };
  }
}

/** The seal itself. It takes the key, which is not in the database. */
export const sealOf = (key: Uint8Array, contents: SealContents): Buffer =>
  sealsAt(key, contents)(contents.sequence);

/** What the same contents would be sealed with at another place. */
export function sealsAt(key: Uint8Array, contents: SealContents): (sequence: number) => Buffer {
  const { format, keyId, first, last, count, rows, previous, sealedAt } = contents;
  const [list, before] = [hash("sha256", rows), Buffer.from(previous).toString("hex")];
  return (sequence) => {
    const said = [format, sequence, keyId, first, last, count, sealedAt.toISOString(), list, before];
    return createHmac("sha256", key)
      .update(JSON.stringify(["turnbolt audit seal", ...said]))
      .digest();
  };
}

export const headOf = ({ sequence, seal }: Pick<Seal, "sequence" | "seal">): AuditHead => ({
  sequence,
  seal: Buffer.from(seal).toString("hex"),
});
