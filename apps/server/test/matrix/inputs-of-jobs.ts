import { setTimeout as pause } from "node:timers/promises";
import { keyFromEnvironment } from "@turnbolt/store";
import { aRotation } from "./clones.ts";
import type { Make } from "./inputs.ts";
import { NEW_KEY, type World } from "./world.ts";

/** What is done in the background is done before anybody looks who changed what. */
async function allEnded({ sql }: World): Promise<void> {
  const until = Date.now() + 20_000;
  const open = () => sql`
    select from turnbolt.bulk_jobs where dealt_at is null
    union all select from turnbolt.key_rewraps where ended_at is null`;
  while ((await open()).length > 0) {
    if (Date.now() > until) throw new Error("a job does not end");
    await pause(5);
  }
}

const manyRotations = async (world: World) => {
  await allEnded(world);
  return { action: "pause", rotationIds: [await aRotation(world)] };
};

const aBulkJob = async (world: World) => {
  const jobId = await world.root("bulk.start", await manyRotations(world), "bulkJob.id");
  await allEnded(world);
  return { jobId };
};

/** Inputs of what goes on after its answer. */
export const inputsOfJobs: Readonly<Record<string, Make>> = {
  "bulk.start": manyRotations,
  "bulk.list": () => ({}),
  "bulk.get": aBulkJob,
  "bulk.items": aBulkJob,
  "bulk.live": aBulkJob,
  "bulk.cancel": aBulkJob,

  "keys.status": () => ({}),
  "keys.rewrap": async (world) => {
    await allEnded(world);
    return { keyId: keyFromEnvironment(NEW_KEY).id };
  },
};
