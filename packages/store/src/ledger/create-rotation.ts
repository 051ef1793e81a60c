import { randomUUID } from "node:crypto";
import type { LifecycleEvent, Rotation, Run, Version } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded, isStoreError, StoreError } from "../errors.ts";
import { insertRows, keysOf, toColumns, toJson } from "../rows.ts";
import { rotations, secrets, subjects } from "../schema/index.ts";
import { compile, type Statement } from "../statement.ts";
import { run, transact } from "../transaction.ts";
import { announceDue } from "./statements.ts";
import { writeAll } from "./write.ts";

export interface CreateRotation {
  /** As core's `newRotation` made them. */
  readonly rotation: Rotation;
  readonly run: Run;
  readonly versions: readonly Version[];
  readonly folderId: string;
  readonly description: string | null;
  /** Secret names by field of the provider's secret: reserved from now on, with values from the first promote. */
  readonly mapping: Readonly<Record<string, string>>;
  readonly events: readonly LifecycleEvent[];
  readonly author: Author | null;
  readonly requestKey?: string | undefined;
}

/**
 * Rotation, accounts, reserved names, first run and draft: all or nothing, one round trip. Throws `taken` naming the
 * rotation, the secrets or the accounts in the way.
 */
export async function createRotation(database: Database, asked: CreateRotation): Promise<void> {
  const { rotation, run: newRun, versions, events, author, requestKey } = asked;
  try {
    await transact(database, async (tx) => {
      tx.send(insertRotations({ rows: toJson([rowOf(asked)]) }));
      tx.send(
        insertSubjects({ rows: toJson(rotation.subjects.map((subject) => subjectRow(rotation, subject))) }),
      );
      tx.send(insertSecrets({ rows: toJson(secretRows(asked)) }));
      const change = { newRun, versions, events };
      writeAll(tx, [{ rotationId: rotation.id, change, author, requestKey }]);
      tx.announce(announceDue({ rows: toJson([rotation.id]) }));
    });
  } catch (error) {
    throw await named(database, asked, error);
  }
}

function rowOf({ rotation, folderId, description }: CreateRotation): Record<string, unknown> {
  const dueAt = rotation.wakeAt ?? rotation.createdAt;
  return toColumns(rotations, { ...rotation, folderId, description, dueAt, updatedAt: rotation.createdAt });
}

const subjectRow = ({ id }: Rotation, subject: string) => ({ subject, rotation_id: id });

const secretRows = ({ rotation, folderId, mapping }: CreateRotation) =>
  Object.entries(mapping).map(([field, name]) => ({
    id: randomUUID(),
    folder_id: folderId,
    name,
    rotation_id: rotation.id,
    field,
  }));

/** The constraint says that something is taken; people want to know what. */
async function named(database: Database, asked: CreateRotation, error: unknown): Promise<unknown> {
  if (!isStoreError(error) || error.code !== "taken") return error;
  const { what } = error.facts;
  if (what === "rotation-name") return taken(error, [asked.rotation.name]);
  if (what === "subject") return taken(error, await namesIn(database, takenSubjects(asked)));
  if (what === "secret-name") return taken(error, await namesIn(database, takenSecrets(asked)));
  return error;
}

const taken = ({ facts }: StoreError, names: readonly string[]): StoreError =>
  new StoreError("taken", `this ${facts.what} is taken: ${names.join(", ")}`, { ...facts, names });

function namesIn(database: Database, among: Statement): Promise<readonly string[]> {
  return guarded(async () => (await run(database, among)).map(({ name }) => String(name)));
}

const takenSubjects = ({ rotation }: CreateRotation): Statement =>
  subjectsAmong({ rows: toJson(rotation.subjects) });
const takenSecrets = ({ folderId, mapping }: CreateRotation): Statement =>
  secretsAmong({ folderId, rows: toJson(Object.values(mapping)) });

const subjectsAmong = compile<"rows">(sql`
  select subject as name from ${subjects}
  where subject in (select value from jsonb_array_elements_text(${sql.placeholder("rows")}::jsonb)) order by 1`);

const secretsAmong = compile<"folderId" | "rows">(sql`
  select name from ${secrets} where folder_id = ${sql.placeholder("folderId")}::uuid
    and name in (select value from jsonb_array_elements_text(${sql.placeholder("rows")}::jsonb)) order by 1`);

const insertRotations = compile<"rows">(insertRows(rotations, keysOf(rotations)));
const insertSubjects = compile<"rows">(insertRows(subjects, keysOf(subjects)));
const insertSecrets = compile<"rows">(insertRows(secrets, ["id", "folderId", "name", "rotationId", "field"]));
