import { ApiError, type ApiStore } from "@turnbolt/api";
import {
  createConnection,
  createRotation,
  type Database,
  isStoreError,
  type PostgresLedger,
  type Queries,
  removeConnection,
  type StoreError,
  updateConnection,
  writeAudit,
} from "@turnbolt/store";

/** The services' store: the queries, the ledger's commands, and refusals in the services' words. */
export function apiStore(database: Database, queries: Queries, ledger: PostgresLedger): ApiStore {
  const { connections, rotations, runs, secrets, places, installation } = queries;
  return {
    places,
    runs,
    secrets,
    ping: installation.ping,
    connections: {
      ...connections,
      create: (row, actor) => told(() => createConnection(database, row, actor)),
      update: (row, actor) => told(() => updateConnection(database, row, actor)),
      remove: (id, actor) => told(() => removeConnection(database, id, actor)),
    },
    rotations: {
      ...rotations,
      load: (id) => ledger.load(id),
      create: (rows, actor) => {
        const event = {
          kind: "rotation.created" as const,
          message: "the rotation was made",
          data: { rotationId: rows.rotation.id, name: rows.rotation.name, type: rows.rotation.type },
        };
        return told(() => createRotation(database, { ...rows, events: [event], actor }));
      },
      command: (id, decide, options) => told(() => ledger.command(id, decide, options)),
    },
    audit: (entry, actor) => writeAudit(database, entry, actor),
  };
}

/** What the database refuses for a reason that a person can do something about. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isStoreError(error) ? (refusal(error) ?? error) : error;
  }
}

function refusal({ code, facts, message }: StoreError): ApiError | null {
  if (code === "not-found") return new ApiError("not-found", `${capital(message)}.`);
  if (code !== "taken") return null;
  if (facts.what === "run") return new ApiError("conflict", "A run is under way.");
  const what = facts.what?.replace("-", " ") ?? "name";
  const names = facts.names?.join(", ");
  return new ApiError("invalid", names ? `Taken: ${what} ${names}.` : `This ${what} is taken.`, {
    issues: [{ path: [FIELDS[facts.what ?? ""] ?? "name"], message: "taken" }],
  });
}

const FIELDS: Readonly<Record<string, string>> = { "secret-name": "secretsMapping", subject: "parameters" };

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
