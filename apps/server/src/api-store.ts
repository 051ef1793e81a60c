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
      create: (row, author) => told(() => createConnection(database, row, author)),
      update: (row, author) => told(() => updateConnection(database, row, author)),
      remove: (id, author) => told(() => removeConnection(database, id, author)),
    },
    rotations: {
      ...rotations,
      load: (id) => ledger.load(id),
      create: (rows, author) => {
        const event = {
          kind: "rotation.created" as const,
          message: "the rotation was made",
          data: { rotationId: rows.rotation.id, name: rows.rotation.name, type: rows.rotation.type },
        };
        return told(() => createRotation(database, { ...rows, events: [event], author }));
      },
      command: (id, decide, options) => told(() => ledger.command(id, decide, options)),
    },
    audit: (entry, author) => writeAudit(database, entry, author),
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
