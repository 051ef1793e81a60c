import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import type { ChildCode } from "../child-code.ts";
import { type ExternalServer, startExternal } from "../databases.ts";
import { type ServerProcess, startServer } from "../server-process.ts";
import { type Plant, type Setup, shortLimits } from "../setup.ts";
import { type FleetTarget, startFleetTarget } from "./target.ts";

/** Three servers on one PostgreSQL, and many rotations on one target. */
export interface Fleet {
  readonly servers: ServerProcess[];
  readonly target: FleetTarget;
  readonly database: postgres.Sql;
  readonly rotations: readonly { readonly id: string; readonly account: string }[];
  /** Starts those again that are gone. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const PLACES = [0, 1, 2] as const;
/** Requests at once while the rotations are made. */
const AT_ONCE = 12;
/** A connection has room for a few at once: over several, every process has work at every moment. */
const CONNECTIONS = 10;
/** Longer than for one rotation alone: a batch waits in line for its connection. */
const limits = { ...shortLimits, callMs: 2_000, leaseMs: 4_000 };

export async function openFleet(options: {
  readonly size: number;
  readonly code: ChildCode;
  readonly plant?: Plant | undefined;
}): Promise<Fleet> {
  const external = await startExternal();
  const target = await startFleetTarget();
  const folder = await mkdtemp(join(tmpdir(), "turnbolt-fleet-"));
  const setups = await setupsOf(external, folder, options.plant);
  const launch = (setup: Setup) => startServer(setup, { code: options.code });
  // The first one makes the tables.
  const servers: ServerProcess[] = [];
  for (const setup of setups) servers.push(await launch(setup));
  const database = postgres(setups[0]?.databaseUrl ?? "", { max: 2, onnotice: () => {} });
  return {
    servers,
    target,
    database,
    rotations: await createAll(servers, target, options.size),
    restart: async () => {
      for (const [place, setup] of setups.entries()) {
        if (servers[place]?.isGone) servers[place] = await launch(setup);
      }
    },
    stop: async () => {
      await Promise.all(servers.map((server) => server.kill()));
      await database.end({ timeout: 1 });
      await target.stop();
      await external.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function setupsOf(
  external: ExternalServer,
  folder: string,
  plant: Plant | undefined,
): Promise<readonly Setup[]> {
  const databaseUrl = await external.database("fleet");
  const key = randomBytes(32).toString("base64");
  const rootToken = randomBytes(32).toString("base64url");
  return PLACES.map((place) => ({
    provider: "fleet",
    dataDirectory: join(folder, String(place)),
    ...{ databaseUrl, key, rootToken, limits },
    stops: false,
    plant,
  }));
}

async function createAll(
  servers: readonly ServerProcess[],
  target: FleetTarget,
  size: number,
): Promise<Fleet["rotations"]> {
  const [first] = servers;
  if (!first) throw new Error("a fleet has servers");
  const connections: string[] = [];
  for (let number = 1; number <= CONNECTIONS; number += 1)
    connections.push(await connect(first, target, `fleet-${number}`));
  const { id: projectId } = await first.api.projects.bySlug.query({ slug: "default" });
  const accounts = Array.from(
    { length: size },
    (_, index) => `account-${String(index + 1).padStart(4, "0")}`,
  );
  const made: { id: string; account: string }[] = [];
  const queue = [...accounts];
  const worker = async (_: unknown, index: number) => {
    for (let account = queue.shift(); account; account = queue.shift()) {
      const server = servers[index % servers.length] ?? first;
      const connectionId = connections[made.length % connections.length] ?? "";
      made.push({ account, id: await createOne(server, { connectionId, projectId }, account) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return made;
}

async function connect({ api }: ServerProcess, target: FleetTarget, name: string): Promise<string> {
  const asked = { app: "fleet", name, credentials: target.connection };
  // The client's types know the official plugins alone.
  const { create } = api.connections;
  const { appConnection } = await create.mutate(asked as unknown as Parameters<typeof create.mutate>[0]);
  return appConnection.id;
}

async function createOne(
  { api }: ServerProcess,
  at: { readonly connectionId: string; readonly projectId: string },
  account: string,
): Promise<string> {
  const name = account.replaceAll("-", "_");
  const asked = {
    name: account,
    type: "fleet-token",
    ...at,
    environment: "dev",
    parameters: { account },
    secretsMapping: { account: `A_${name}`, value: `V_${name}` },
    rotationInterval: 7,
    rotateAtUtc: { hours: 3, minutes: 0 },
    wait: false,
  };
  const { create } = api.rotations;
  const { secretRotation } = await create.mutate(asked as unknown as Parameters<typeof create.mutate>[0]);
  return secretRotation.id;
}
