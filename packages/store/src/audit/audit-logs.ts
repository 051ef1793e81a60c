import { type SQL, sql } from "drizzle-orm";
import { type Author, authorColumns } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { fromJsonRow, toJson } from "../rows.ts";
import { audit } from "../schema/index.ts";
import { compile } from "../statement.ts";
import { run } from "../transaction.ts";

/** A row of the audit. */
export interface AuditLog extends AuditPosition {
  readonly kind: string;
  readonly message: string;
  readonly actor: string | null;
  readonly address: string | null;
  readonly requestId: string | null;
  readonly projectId: string | null;
  readonly rotationId: string | null;
  readonly connectionId: string | null;
  readonly secretId: string | null;
  readonly runId: string | null;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** The place of a row in the order of the audit. */
export interface AuditPosition {
  readonly at: Date;
  readonly id: number;
}

/** Which rows; what is not named does not matter. */
export interface AuditFilter {
  readonly projectId?: string | undefined;
  readonly rotationId?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly secretId?: string | undefined;
  readonly actor?: string | undefined;
  /** A kind, or the noun that kinds begin with. */
  readonly kind?: string | undefined;
  readonly from?: Date | undefined;
  /** Not itself. */
  readonly until?: Date | undefined;
}

export type AuditLogStore = ReturnType<typeof createAuditLogStore>;

/** Reads the audit, which is itself told there: a reader has a row of its own before it gets the first one. */
export const createAuditLogStore = (database: Database) => ({
  /** Writes down, durably, that somebody reads; what was there before that is theirs to read. */
  begin: (reading: AuditReading, author: Author): Promise<AuditPosition> =>
    guarded(async () => {
      const [row] = await run(database, note({ rows: noteOf(reading, author) }));
      return { at: new Date(String(row?.at)), id: Number(row?.id) };
    }),
  /** Where a reading began; `null`: nobody began it, or somebody else, or of other rows. */
  begun: (id: number, reading: AuditReading, author: Pick<Author, "id">): Promise<AuditPosition | null> =>
    guarded(async () => {
      const [row] = await run(
        database,
        find({ id, kind: reading.kind, actor: author.id, data: toJson(reading.data) }),
      );
      return row ? { at: new Date(String(row.at)), id: Number(row.id) } : null;
    }),
  /**
   * The rows before a position, the newest first. Looks at `SCANNED` rows at the most: where the filter leaves few of
   * them, there may be fewer than `limit`, or none, and more behind `next`.
   */
  before: (
    position: AuditPosition,
    filter: AuditFilter,
    limit: number,
  ): Promise<{ readonly items: readonly AuditLog[]; readonly next: AuditPosition | null }> =>
    guarded(async () => {
      const { range, rest } = conditionsOf(position, filter);
      const rows = await database.drizzle.execute<Looked>(sql`
        select to_json(a) as row, a.fits, a.number::int from (
          select a.*, row_number() over (order by a.at desc, a.id desc) as number, ${sql.join(rest, sql` and `)} as fits
          from (${range} limit ${SCANNED}) a
        ) a where a.fits or a.number = ${sql.raw(String(SCANNED))}
        order by a.at desc, a.id desc limit ${limit + 1}::int`);
      const found = rows.filter(({ fits }) => fits).map(({ row }) => fromJsonRow(audit, row));
      const items = found.slice(0, limit);
      if (found.length > limit) return { items, next: positionOf(items.at(-1)) };
      const last = rows.at(-1);
      return { items, next: last?.number === SCANNED ? positionOf(fromJsonRow(audit, last.row)) : null };
    }),
});

/** A row that fits, or the last one that is looked at. */
interface Looked extends Record<string, unknown> {
  readonly row: unknown;
  readonly fits: boolean;
  readonly number: number;
}

/** That somebody reads, and which rows. */
export interface AuditReading {
  readonly kind: "audit.read" | "audit.exported";
  readonly message: string;
  readonly projectId: string | null;
  /** The filter, as it was asked for. */
  readonly data: Readonly<Record<string, string>>;
}

/** So many rows of an index are read for one page, and no more, however few of them are wanted. */
export const SCANNED = 20_000;

const positionOf = (row: AuditPosition | undefined): AuditPosition | null =>
  row ? { at: row.at, id: row.id } : null;

/** One condition finds the rows by an index, in order; the others are looked at row by row. */
function conditionsOf(
  { at, id }: AuditPosition,
  filter: AuditFilter,
): { readonly range: SQL; readonly rest: SQL[] } {
  const [lead] = LEADS.filter((name) => filter[name] !== undefined);
  const others = LEADS.filter((name) => name !== lead && filter[name] !== undefined);
  const conditions = [sql`(at, id) < (${at.toISOString()}::timestamptz, ${id}::bigint)`];
  if (lead) conditions.push(equals(lead, filter[lead]));
  if (filter.until) conditions.push(sql`at < ${filter.until.toISOString()}::timestamptz`);
  if (filter.from) conditions.push(sql`at >= ${filter.from.toISOString()}::timestamptz`);
  const range = sql`select * from ${audit} where ${sql.join(conditions, sql` and `)} order by at desc, id desc`;
  const rest = [sql`true`, ...others.map((name) => equals(name, filter[name]))];
  if (filter.kind !== undefined)
    rest.push(sql`(kind = ${filter.kind}::text or kind ^@ (${filter.kind}::text || '.'))`);
  return { range, rest };
}

/** Those that leave the fewest rows come first. */
const LEADS = ["rotationId", "secretId", "connectionId", "actor", "projectId"] as const;

function equals(name: (typeof LEADS)[number], value: string | undefined): SQL {
  const column = sql.raw(audit[name].name);
  return name === "actor" ? sql`${column} = ${value}::text` : sql`${column} = ${value}::uuid`;
}

const noteOf = ({ kind, message, projectId, data }: AuditReading, author: Author): string =>
  toJson([{ kind, message, project_id: projectId, data, ...authorColumns(author) }]);

const note = compile<"rows">(sql`
  insert into ${audit} (kind, message, project_id, data, actor, address, request_id)
  select kind, message, project_id, data, actor, address, request_id
  from jsonb_populate_recordset(null::${audit}, ${sql.placeholder("rows")}::jsonb) returning at, id`);

const find = compile<"id" | "kind" | "actor" | "data">(sql`
  select at, id from ${audit} where id = ${sql.placeholder("id")}::bigint and kind = ${sql.placeholder("kind")}
    and actor = ${sql.placeholder("actor")} and data = ${sql.placeholder("data")}::jsonb`);
