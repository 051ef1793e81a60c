import { type NewRotation, newRotation } from "@turnbolt/core";
import { newWorker } from "./scheduler.ts";
import { sealConnection } from "./seal-connection.ts";
import type { World } from "./world.ts";

/** Makes a rotation and its `create` run, as a service would after its checks, and gives its id. */
export async function makeRotation(world: World, fields: Partial<NewRotation>): Promise<string> {
  const { provider, target, subject } = world.options;
  const given = subject.connection ?? target.connection;
  const rows = await newRotation(world.engine(newWorker("service")), provider, given, {
    projectId: "project",
    type: provider.type,
    name: "kit",
    connectionId: "connection",
    parameters: subject.parameters,
    schedule: { kind: "interval", days: 1, at: { hours: 0, minutes: 0 }, timeZone: "UTC" },
    auto: true,
    overlapMs: null,
    strangers: "keep",
    verifyTimeoutMs: null,
    loginProves: true,
    requestedBy: null,
    ...fields,
  });
  const connection = await sealConnection(provider, given);
  world.ledger.insert(rows.rotation, connection, rows.run, rows.versions);
  return rows.rotation.id;
}
