import { hasEnded } from "@turnbolt/core";
import type { Actor } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import type { TableRow } from "../store.ts";
import { pluginOf } from "./find.ts";
import { projectsOf } from "./list.ts";
import type { TableQuery, TableRowView } from "./schema-table.ts";
import { stateOf } from "./state-view.ts";
import { messageOf, statusOf } from "./view.ts";

/** Rows for a screen: of every rotation that the actor may read, one page. */
export async function rotationsTable(parts: Parts, { projectId, sort, ...query }: TableQuery, actor: Actor) {
  const { items, next } = await parts.store.rotations.table({
    ...query,
    sort: sort === "nextRotationAt" ? "nextAt" : sort,
    projects: await projectsOf(parts, projectId, actor),
  });
  return { rotations: items.map((item) => rowView(parts, item)), nextCursor: next };
}

function rowView(parts: Parts, row: TableRow): TableRowView {
  const { rotation, place, run } = row;
  const plugin = pluginOf(parts, rotation.type);
  const current = run && !hasEnded(run) ? run : null;
  const superseded = row.live.findLast(({ state }) => state === "superseded");
  return {
    id: rotation.id,
    name: rotation.name,
    description: row.description,
    type: rotation.type,
    title: plugin?.title ?? rotation.type,
    projectId: rotation.projectId,
    environment: { slug: place.environment, name: place.environmentName, id: place.environmentId },
    folder: { path: place.path, id: place.folderId },
    connection: row.connection,
    phase: plugin?.phase ?? null,
    state: stateOf(rotation, current !== null),
    rotationStatus: statusOf(row),
    lastRotationMessage: messageOf(row),
    isAutoRotationEnabled: rotation.auto,
    lastRotatedAt: rotation.lastRotatedAt,
    nextRotationAt: rotation.nextAt,
    currentRunId: current?.id ?? null,
    superseded: superseded ? { version: superseded.number, revokeAt: superseded.retireAt } : null,
    outcomes: [...row.outcomes],
  };
}
