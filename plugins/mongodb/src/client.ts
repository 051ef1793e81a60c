import type { Runtime } from "@turnbolt/core";
import type { Document, MongoClient } from "mongodb";
import { openBridge } from "./bridge.ts";
import { type As, explained } from "./errors.ts";
import type { Connection } from "./schema.ts";

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** One login at the server. */
export interface Session {
  /** Runs a command at a database. */
  run(database: string, command: Document): Promise<Document>;
  end(): Promise<void>;
}

/** After its last byte a lost call can change something only until the server's own time limit has ended it. */
export const LIFE_MS = 30_000;

const WITHIN_MS = 10_000;

/** Logs in over sockets of the host. The driver is loaded here. */
export async function open(
  to: Connection,
  login: Login & { readonly database: string },
  runtime: Runtime,
  as: As,
): Promise<Session> {
  const { MongoClient } = await import("mongodb");
  const bridge = await openBridge(to, runtime);
  const client = new MongoClient(`mongodb://${encodeURIComponent(bridge.path)}/`, optionsOf(to, login));
  const end = async () => {
    await client.close(true).catch(() => {});
    await bridge.end();
  };
  const told = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await Promise.race([work, bridge.broken]);
    } catch (error) {
      throw explained(error, to, as);
    }
  };
  try {
    const entering = entered(client);
    // Ended below when the bridge breaks first; its own failure tells nothing then.
    entering.catch(() => {});
    await told(entering);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    run: (database, command) => {
      const answered = client.db(database).command(command);
      answered.catch(() => {});
      return told(answered);
    },
    end,
  };
}

/** The driver logs in with the first command, whatever it is. */
async function entered(client: MongoClient): Promise<void> {
  await client.db("admin").command({ ping: 1, maxTimeMS: WITHIN_MS });
}

/** Every option that would make the driver look around, wait or try by itself is off. */
const optionsOf = (
  to: Connection,
  { username, password, database }: Login & { readonly database: string },
) => ({
  auth: { username, password },
  authSource: database,
  directConnection: true,
  ...(to.replicaSet === undefined ? {} : { replicaSet: to.replicaSet }),
  // TLS is ours, on the other side of the bridge.
  tls: false,
  maxPoolSize: 1,
  retryWrites: false,
  retryReads: false,
  compressors: "none" as const,
  serverSelectionTimeoutMS: WITHIN_MS,
  connectTimeoutMS: WITHIN_MS,
  socketTimeoutMS: WITHIN_MS,
  serverMonitoringMode: "poll" as const,
  appName: "turnbolt",
});
