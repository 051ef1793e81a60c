import { invalid } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { type AuditCursor, cursorOf, readCursor } from "./cursor.ts";
import { csv, type Format, jsonLines } from "./formats.ts";
import type { AuditLog, AuditQuery, ListAudit } from "./schema.ts";
import type { AuditPosition, AuditReading, StoredAuditLog } from "./store.ts";

export type AuditService = ReturnType<typeof auditService>;

const FORMATS = { csv, jsonl: jsonLines } satisfies Record<string, Format>;

/** So many rows of an export are in memory at once. */
const PORTION = 1_000;

/** The audit, whose readers are told of there: one row for a list, however many pages, and one for an export. */
export const auditService = ({ store: { auditLogs } }: Parts) => ({
  async list({ limit, cursor, ...filter }: ListAudit, actor: Actor) {
    assertMay(actor, "read", "audit-logs", filter.projectId ?? null);
    const reading = readingOf("audit.read", "the audit was read", filter);
    const from =
      cursor === undefined
        ? beginning(await auditLogs.begin(reading, actor))
        : await goOn(cursor, (id) => auditLogs.begun(id, reading, actor));
    const { items, next } = await auditLogs.before(from.position, filter, limit);
    const nextCursor = next && cursorOf({ position: next, reading: from.reading });
    return { auditLogs: items.map(auditLogOf), nextCursor };
  },
  /** Refuses before it gives anything; then the rows come piece by piece. */
  async export(
    format: keyof typeof FORMATS,
    filter: AuditQuery,
    actor: Actor,
  ): Promise<AsyncIterable<string>> {
    assertMay(actor, "read", "audit-logs", filter.projectId ?? null);
    const reading = readingOf("audit.exported", `the audit was exported as ${format}`, filter);
    const begun = await auditLogs.begin(reading, actor);
    return written(FORMATS[format], begun, (position) => auditLogs.before(position, filter, PORTION));
  },
});

async function* written(
  format: Format,
  begun: AuditPosition,
  read: (position: AuditPosition) => Promise<{
    readonly items: readonly StoredAuditLog[];
    readonly next: AuditPosition | null;
  }>,
): AsyncGenerator<string, void> {
  yield format.head;
  for (let at: AuditPosition | null = begun; at; ) {
    const { items, next } = await read(at);
    if (items.length > 0) yield format.rows(items.map(auditLogOf));
    at = next;
  }
}

const readingOf = (kind: AuditReading["kind"], message: string, filter: AuditQuery): AuditReading => ({
  kind,
  message,
  projectId: filter.projectId ?? null,
  data: Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value instanceof Date ? value.toISOString() : value]],
    ),
  ),
});

const beginning = (position: AuditPosition): AuditCursor => ({ position, reading: position.id });

/** A page that goes on must belong to a reading that was written down, and never lead to what came after that. */
async function goOn(
  cursor: string,
  find: (reading: number) => Promise<AuditPosition | null>,
): Promise<AuditCursor> {
  const wanted = readCursor(cursor);
  const begun = wanted && (await find(wanted.reading));
  if (wanted && begun && !isAfter(wanted.position, begun)) return wanted;
  throw invalid(
    "This cursor does not belong to this list: ask without it, or with the same filter.",
    "cursor",
  );
}

const isAfter = (one: AuditPosition, other: AuditPosition): boolean =>
  one.at > other.at || (one.at.getTime() === other.at.getTime() && one.id > other.id);

const auditLogOf = ({ at, ...log }: StoredAuditLog): AuditLog => ({ ...log, createdAt: at });
