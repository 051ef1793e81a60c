import { sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { toJson } from "../rows.ts";
import { bulkItems, bulkJobs } from "../schema/index.ts";
import { compile } from "../statement.ts";
import { type Row, transact } from "../transaction.ts";

/** What goes when its rotations have gone. */
export interface Emptied {
  readonly kind: "folder" | "environment" | "project";
  readonly id: string;
  readonly projectId: string;
}

/** One command for many rotations. */
export interface BulkJob {
  readonly id: string;
  readonly action: "rotate" | "pause" | "resume" | "revoke" | "forget";
  readonly force: boolean;
  /** Who asked, from where: the author of every command. */
  readonly author: Author;
  readonly createdAt: Date;
  readonly cancelledAt: Date | null;
  readonly total: number;
  /** What is removed when the last rotation has gone. */
  readonly removes: Emptied | null;
  /** It is removed, or will not be. */
  readonly closedAt: Date | null;
  /** Why it was not. */
  readonly problem: string | null;
}

export interface NewBulkJob extends Pick<BulkJob, "id" | "action" | "force"> {
  readonly removes?: Emptied | undefined;
  readonly requestKey?: string | undefined;
  /** An item that is refused already says why. */
  readonly items: readonly { readonly rotationId: string; readonly refusal: string | null }[];
}

/** What became of an item when its turn came. */
export interface BulkOutcome {
  readonly position: number;
  readonly state: "asked" | "done" | "refused";
  readonly runId: string | null;
  readonly message: string | null;
}

/** Job and items, all or nothing. */
export function createBulkJob(database: Database, job: NewBulkJob, author: Author): Promise<void> {
  const { id, action, force, requestKey = null, items, removes } = job;
  return transact(database, async (tx) => {
    const { id: requestedBy, address, requestId } = author;
    const goes = {
      kind: removes?.kind ?? null,
      goesId: removes?.id ?? null,
      projectId: removes?.projectId ?? null,
    };
    tx.send(insertJob({ id, action, force, requestedBy, address, requestId, requestKey, ...goes }));
    const rows = items.map(({ rotationId, refusal }, position) => ({
      position,
      rotation_id: rotationId,
      state: refusal === null ? "waiting" : "refused",
      message: refusal,
    }));
    tx.send(insertItems({ id, rows: toJson(rows) }));
    tx.send(closeJob({ id }));
    const data = {
      ...{ jobId: id, action, rotations: items.length },
      ...(removes && { removes: removes.kind, removesId: removes.id }),
    };
    tx.send(
      insertAudit(
        auditRows(
          {
            kind: "bulk.started",
            message: `${action} was asked for many`,
            projectId: removes?.projectId,
            data,
          },
          author,
        ),
      ),
    );
  });
}

/** What has not had its turn never gets one. `false`: it was cancelled before. */
export function cancelBulkJob(database: Database, id: string, author: Author): Promise<boolean> {
  return transact(database, async (tx) => {
    const cancelled = await tx.ask(cancelJob({ id }));
    if (cancelled.length === 0) return false;
    tx.send(cancelItems({ id }));
    const told = {
      kind: "bulk.cancelled",
      message: "no further rotation gets the command",
      data: { jobId: id },
    };
    tx.send(insertAudit(auditRows(told, author)));
    return true;
  });
}

/** What was to go has gone, or, with a problem, stays. */
export function closeRemoval(database: Database, id: string, problem: string | null): Promise<void> {
  return transact(database, async (tx) => tx.send(close({ id, problem })));
}

/** A job whose items have to be dealt and that nobody else deals, held for half a minute; `id`: this one and no other. */
export function takeBulkJob(database: Database, id: string | null): Promise<BulkJob | null> {
  return transact(database, async (tx) => {
    const [row] = await tx.ask(take({ id }));
    return row ? toBulkJob(row) : null;
  });
}

/** The next items in line behind this position, and the job held for another half minute. */
export function nextBulkItems(
  database: Database,
  id: string,
  after: number,
  limit: number,
): Promise<readonly { readonly position: number; readonly rotationId: string }[]> {
  return transact(database, async (tx) => {
    tx.send(hold({ id }));
    const rows = await tx.ask(next({ id, after, limit }));
    return rows.map(({ position, rotation_id }) => ({
      position: Number(position),
      rotationId: String(rotation_id),
    }));
  });
}

/** What is left of it is not for now: somebody takes it again in a second. */
export const putOffBulkJob = (database: Database, id: string): Promise<void> =>
  transact(database, async (tx) => tx.send(putOff({ id })));

export function settleBulkItems(
  database: Database,
  id: string,
  outcomes: readonly BulkOutcome[],
): Promise<void> {
  return transact(database, async (tx) => {
    const rows = outcomes.map(({ runId, ...outcome }) => ({ ...outcome, run_id: runId }));
    tx.send(settle({ id, rows: toJson(rows) }));
    tx.send(closeJob({ id }));
  });
}

export const toBulkJob = (row: Row): BulkJob => ({
  id: String(row.id),
  action: row.action as BulkJob["action"], // as the schema's column has it
  force: row.force === true,
  author: {
    id: String(row.requested_by),
    address: row.address === null ? null : String(row.address),
    requestId: row.request_id === null ? null : String(row.request_id),
  },
  createdAt: new Date(String(row.created_at)),
  cancelledAt: row.cancelled_at === null ? null : new Date(String(row.cancelled_at)),
  total: Number(row.total),
  removes: row.removes
    ? {
        kind: row.removes as Emptied["kind"], // as the schema's column has it
        id: String(row.removes_id),
        projectId: String(row.removes_project_id),
      }
    : null,
  closedAt: row.closed_at === null ? null : new Date(String(row.closed_at)),
  problem: row.problem === null ? null : String(row.problem),
});

/** The columns of a job `j` that `toBulkJob` reads. */
export const JOB = sql`j.id, j.action, j.force, j.requested_by, j.address, j.request_id,
  to_json(j.created_at) #>> '{}' as created_at, to_json(j.cancelled_at) #>> '{}' as cancelled_at,
  j.removes, j.removes_id, j.removes_project_id, to_json(j.closed_at) #>> '{}' as closed_at, j.problem,
  (select count(*) from ${bulkItems} i where i.job_id = j.id) as total`;

const id = sql`${sql.placeholder("id")}::uuid`;
const rows = sql`${sql.placeholder("rows")}::jsonb`;
const HELD = sql.raw("now() + interval '30 seconds'");

const insertJob = compile<
  | "id"
  | "action"
  | "force"
  | "requestedBy"
  | "address"
  | "requestId"
  | "requestKey"
  | "kind"
  | "goesId"
  | "projectId"
>(sql`
  insert into ${bulkJobs} (id, action, force, requested_by, address, request_id, request_key, removes, removes_id,
    removes_project_id)
  values (${id}, ${sql.placeholder("action")}, ${sql.placeholder("force")}::boolean, ${sql.placeholder("requestedBy")},
    ${sql.placeholder("address")}, ${sql.placeholder("requestId")}, ${sql.placeholder("requestKey")},
    ${sql.placeholder("kind")}, ${sql.placeholder("goesId")}::uuid, ${sql.placeholder("projectId")}::uuid)`);

const insertItems = compile<"id" | "rows">(sql`
  insert into ${bulkItems} (job_id, position, rotation_id, state, message)
  select ${id}, x.position, x.rotation_id, x.state, x.message
  from jsonb_to_recordset(${rows}) as x (position int, rotation_id uuid, state text, message text)`);

/** Every item has had its turn. */
const closeJob = compile<"id">(sql`
  update ${bulkJobs} set dealt_at = now(), lease_until = null where id = ${id} and dealt_at is null
    and not exists (select from ${bulkItems} i where i.job_id = ${id} and i.state = 'waiting')`);

const cancelJob = compile<"id">(sql`
  update ${bulkJobs} set cancelled_at = now(), dealt_at = coalesce(dealt_at, now()), closed_at = coalesce(closed_at, now())
  where id = ${id} and cancelled_at is null returning id`);

const cancelItems = compile<"id">(sql`
  update ${bulkItems} set state = 'cancelled' where job_id = ${id} and state = 'waiting'`);

const close = compile<"id" | "problem">(sql`
  update ${bulkJobs} set closed_at = now(), problem = ${sql.placeholder("problem")}
  where id = ${id} and closed_at is null`);

const take = compile<"id">(sql`
  with taken as (
    update ${bulkJobs} set lease_until = ${HELD} where id = (
      select id from ${bulkJobs} where dealt_at is null and (lease_until is null or lease_until < now())
        and (${id} is null or id = ${id}) order by created_at limit 1 for update skip locked
    ) returning *
  ) select ${JOB} from taken j`);

const putOff = compile<"id">(sql`
  update ${bulkJobs} set lease_until = now() + interval '1 second' where id = ${id} and dealt_at is null`);

const hold = compile<"id">(
  sql`update ${bulkJobs} set lease_until = ${HELD} where id = ${id} and dealt_at is null`,
);

const next = compile<"id" | "after" | "limit">(sql`
  select position, rotation_id from ${bulkItems} where job_id = ${id} and state = 'waiting'
    and position > ${sql.placeholder("after")}::int
  order by position limit ${sql.placeholder("limit")}::int`);

/** Also of a job that was cancelled meanwhile: the command was given. */
const settle = compile<"id" | "rows">(sql`
  update ${bulkItems} i set state = x.state, run_id = x.run_id, message = x.message
  from jsonb_to_recordset(${rows}) as x (position int, state text, run_id uuid, message text)
  where i.job_id = ${id} and i.position = x.position`);
