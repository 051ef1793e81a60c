import { type Fields, type NewRotation, newRotation } from "@turnbolt/core";
import type * as z from "zod";
import { newWorker } from "./scheduler.ts";
import { storedConnection } from "./stored-connection.ts";
import type { World } from "./world.ts";

/** Makes a rotation and its `create` run, as a service would after its checks, and gives its id. */
export async function makeRotation(world: World, fields: Partial<NewRotation>): Promise<string> {
  const { provider, target, subject } = world.options;
  // As a service does: what a form leaves out gets its default before anything is stored.
  const given = fieldsOf(provider.connection, subject.connection ?? target.connection);
  const rows = await newRotation(world.engine(newWorker("service")), provider, given, {
    projectId: "project",
    type: provider.type,
    name: "kit",
    connectionId: "connection",
    parameters: fieldsOf(provider.parameters, subject.parameters),
    schedule: { kind: "interval", days: 1, at: { hours: 0, minutes: 0 }, timeZone: "UTC" },
    auto: true,
    overlapMs: null,
    strangers: "keep",
    verifyTimeoutMs: null,
    loginProves: true,
    requestedBy: null,
    ...fields,
  });
  const connection = await storedConnection(provider, given);
  world.ledger.insert(rows.rotation, connection, rows.run, rows.versions);
  return rows.rotation.id;
}

// Both kinds of schemas are of objects.
const fieldsOf = (schema: z.ZodType, given: Record<string, unknown>): Fields => schema.parse(given) as Fields;
