import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RotationProvider, sensitiveFields } from "@turnbolt/core";
import type { Bystander } from "@turnbolt/testkit";
import type { ChildCode } from "./child-code.ts";
import type { Known } from "./invariants.ts";
import { pluginNamed } from "./plugins.ts";
import { type Aim, type Meanwhile, ProcessGone, type ServerProcess, startServer } from "./server-process.ts";
import { type Plant, type Setup, shortLimits } from "./setup.ts";
import type { KillSubject, KillTarget } from "./target.ts";

const MOST_TRIES = 5;

export type DatabaseKind = "embedded" | "external";

export interface LaneOptions {
  /** The name of its plugin. */
  readonly provider: string;
  readonly database: DatabaseKind;
  readonly target: KillTarget;
  /** Of the external database. */
  readonly databaseUrl: string | undefined;
  readonly plant: Plant | undefined;
  readonly code: ChildCode;
  /** Only so many processes start at once. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** One installation with one provider: its database, its target, and the process that is killed again and again. */
export interface Lane {
  readonly options: LaneOptions;
  readonly provider: RotationProvider;
  readonly setup: Setup;
  readonly projectId: string;
  readonly connectionId: string;
  readonly strangers: readonly Bystander[];
  server: ServerProcess;
  /** The rotation in hand. */
  known: Known | null;
  /** Those before it: nothing may happen to them any more. */
  readonly before: Known[];
  /** Values that nobody may ever print. */
  readonly values: Set<string>;
  /** What the processes that are gone have printed. */
  readonly printed: string[];
  /** Rotations made so far. */
  made: number;
  /** What the rotation in hand is about. */
  subject: KillSubject | null;
  /** Handles that somebody else put there. */
  foreign: Set<string>;
  /** Runs that were there before the deed in hand. */
  runsBefore: ReadonlySet<string>;
}

export async function openLane(options: LaneOptions): Promise<Lane> {
  const { target } = options;
  const provider = await pluginNamed(options.provider).provider();
  const dataDirectory = await mkdtemp(join(tmpdir(), "turnbolt-kill-"));
  // The embedded database may run as another user, who has to get through.
  await chmod(dataDirectory, 0o711);
  const setup: Setup = {
    provider: options.provider,
    dataDirectory,
    databaseUrl: options.databaseUrl,
    key: randomBytes(32).toString("base64"),
    rootToken: randomBytes(32).toString("base64url"),
    stops: true,
    plant: options.plant,
    limits: shortLimits,
  };
  const secrets = sensitiveFields(provider.connection);
  const values = new Set([setup.key, setup.rootToken]);
  for (const field of secrets) values.add(String(target.connection[field]));
  const server = await launch(options, setup, values, {});
  const connectionId = await connect(server, provider, options);
  return {
    options,
    provider,
    setup,
    projectId: (await server.api.projects.bySlug.query({ slug: "default" })).id,
    connectionId,
    strangers: [await target.bystander(), await target.bystander()],
    server,
    known: null,
    before: [],
    values,
    printed: [],
    made: 0,
    subject: null,
    foreign: new Set(),
    runsBefore: new Set(),
  };
}

/** The first call of a process loads the vendor's client, which takes its time where others are at work: it is tried again. */
async function connect(
  server: ServerProcess,
  { app }: RotationProvider,
  { provider, database, target }: LaneOptions,
): Promise<string> {
  const { method, ...credentials } = target.connection;
  const name = `${provider} ${database}`;
  const asked = { app, name, ...(method === undefined ? {} : { method }), credentials };
  const { create } = server.api.connections;
  for (let tries = 1; ; tries++) {
    try {
      // Its app is one of those in the tree, chosen when this runs.
      return (await create.mutate(asked as Parameters<typeof create.mutate>[0])).appConnection.id;
    } catch (error) {
      if (tries === MOST_TRIES || server.isGone) throw error;
    }
  }
}

/** What happens to a process from its start on. */
interface Course {
  readonly aim?: Aim | undefined;
  readonly meanwhile?: Meanwhile | undefined;
}

/** Starts the lane's server again; `killed` when it was killed as it started. */
export async function restart(lane: Lane, course: Course = {}): Promise<"started" | "killed"> {
  lane.printed.push(lane.server.output());
  try {
    lane.server = await launch(lane.options, lane.setup, lane.values, course);
    return "started";
  } catch (error) {
    if (error instanceof ProcessGone) return "killed";
    throw error;
  }
}

function launch(
  { inTurn, code }: LaneOptions,
  setup: Setup,
  values: Set<string>,
  course: Course,
): Promise<ServerProcess> {
  const onValues = (sent: readonly string[]) => {
    for (const value of sent) values.add(value);
  };
  return inTurn(() => startServer(setup, { code, onValues, ...course }));
}

export async function closeLane(lane: Lane): Promise<void> {
  await lane.server.kill();
  const { dataDirectory } = lane.setup;
  await rm(dataDirectory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
