import type { Lane } from "./lane.ts";
import { awaitRest } from "./person.ts";
import type { ServerProcess } from "./server-process.ts";

/** Something that a person asks for, and that is killed on its way. */
export interface Deed {
  /** Makes sure that it can be asked for. */
  prepare(lane: Lane): Promise<void>;
  /** Asks for it; answers when it is accepted, not when it is done. */
  ask(lane: Lane): Promise<void>;
  /** Whether a server that was killed meanwhile knows of it: what it does not know is asked for again. */
  isKnown(lane: Lane): Promise<boolean>;
}

export type DeedName = keyof typeof deeds;

const SCHEDULE = { rotationInterval: 7, rotateAtUtc: { hours: 3, minutes: 0 } };

const create: Deed = {
  prepare: async (lane) => {
    if (lane.known) lane.before.push(lane.known);
    lane.known = null;
    lane.made += 1;
    lane.foreign = new Set();
    lane.subject = await lane.options.target.subject();
  },
  ask: async (lane) => {
    const { provider, made } = lane;
    const mapping = Object.keys(provider.secret.shape).map((field) => [field, `V${made}_${field}`]);
    const asked = {
      name: nameOf(lane),
      type: provider.type,
      projectId: lane.projectId,
      environment: "dev",
      connectionId: lane.connectionId,
      parameters: lane.subject?.parameters,
      secretsMapping: Object.fromEntries(mapping),
      ...SCHEDULE,
      wait: false,
    };
    const { create } = lane.server.api.rotations;
    // Its type is one of those in the tree, chosen when this runs.
    const { secretRotation } = await create.mutate(asked as Parameters<typeof create.mutate>[0]);
    adopt(lane, secretRotation.id);
  },
  isKnown: async (lane) => {
    const { secretRotations } = await lane.server.api.rotations.list.query();
    const found = secretRotations.find(({ name }) => name === nameOf(lane));
    if (found) adopt(lane, found.id);
    return found !== undefined;
  },
};

const rotate: Deed = {
  prepare: async (lane) => {
    if (!lane.known) await doneUnharmed(lane, create);
    lane.runsBefore = await runsOf(lane);
  },
  ask: async (lane) => {
    await lane.server.api.rotations.rotate.mutate({ rotationId: idOf(lane), force: true, wait: false });
  },
  isKnown: async (lane) => (await newRuns(lane, "rotate")).length > 0,
};

const retire: Deed = {
  prepare: async (lane) => {
    if (!lane.known) await doneUnharmed(lane, create);
    if (!(await hasSuperseded(lane))) await doneUnharmed(lane, rotate);
    lane.runsBefore = await runsOf(lane);
  },
  ask: async (lane) => {
    await lane.server.api.rotations.retire.mutate({ rotationId: idOf(lane) });
  },
  isKnown: async (lane) => !(await hasSuperseded(lane)),
};

export const deeds = { create, rotate, retire } satisfies Record<string, Deed>;

/** Does it without a kill, to the end. */
export async function doneUnharmed(lane: Lane, deed: Deed): Promise<void> {
  lane.server.aim(null);
  await deed.prepare(lane);
  await deed.ask(lane);
  await rest(lane);
}

/** The deed's rotation at rest. */
export async function rest(lane: Lane, server: ServerProcess = lane.server) {
  const { known } = lane;
  if (!known) throw new Error("there is no rotation to wait for");
  return await awaitRest(server, known);
}

/** Ids of the runs that were not there when the deed was prepared. */
export async function newRuns(lane: Lane, kind: string) {
  const { runs } = await lane.server.api.runs.list.query({ rotationId: idOf(lane) });
  return runs.filter((run) => run.kind === kind && !lane.runsBefore.has(run.id));
}

async function runsOf(lane: Lane): Promise<ReadonlySet<string>> {
  const { runs } = await lane.server.api.runs.list.query({ rotationId: idOf(lane) });
  return new Set(runs.map(({ id }) => id));
}

async function hasSuperseded(lane: Lane): Promise<boolean> {
  const look = await lane.server.look(idOf(lane));
  return look?.versions.some(({ state }) => state === "superseded") ?? false;
}

function adopt(lane: Lane, rotationId: string): void {
  if (lane.known?.rotationId === rotationId) return;
  const { provider, strangers, subject, foreign } = lane;
  if (!subject) throw new Error("there is nothing to rotate");
  lane.runsBefore = new Set();
  lane.known = { provider, rotationId, subject, strangers, foreign, seen: new Map() };
}

const idOf = ({ known }: Lane): string => {
  if (!known) throw new Error("there is no rotation");
  return known.rotationId;
};

const nameOf = ({ made }: Lane): string => `r${String(made).padStart(4, "0")}`;
