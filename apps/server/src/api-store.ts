import type { ApiStore } from "@turnbolt/api";
import {
  type AuditSealStore,
  cancelBulkJob,
  closeRemoval,
  createAuditLogStore,
  createBulkJob,
  createConnection,
  createNotificationStore,
  createPeopleStore,
  createRotation,
  type Database,
  type NotificationStore,
  nextBulkItems,
  noteTested,
  type PostgresLedger,
  putOffBulkJob,
  type Queries,
  removeConnection,
  settleBulkItems,
  takeBulkJob,
  updateConnection,
  writeAudit,
} from "@turnbolt/store";
import { machineStore } from "./machine-store.ts";
import { peoplePort } from "./people/people-store.ts";
import { told } from "./told.ts";
import { treeStore } from "./tree-store.ts";

/** The services' store: the queries, the ledger's commands, and refusals in the services' words. */
export function apiStore(
  database: Database,
  queries: Queries,
  ledger: PostgresLedger,
  auditSeals: AuditSealStore,
): ApiStore {
  const { connections, rotations, runs, insights, bulk, installation } = queries;
  return {
    ...treeStore(database, queries),
    people: peoplePort(createPeopleStore(database)),
    runs,
    insights,
    bulk: {
      ...bulk,
      create: (job, author) => createBulkJob(database, job, author),
      cancel: (id, author) => cancelBulkJob(database, id, author),
      take: (id) => takeBulkJob(database, id),
      next: (id, after, limit) => nextBulkItems(database, id, after, limit),
      close: (id, problem) => closeRemoval(database, id, problem),
      putOff: (id) => putOffBulkJob(database, id),
      settle: (id, outcomes) => settleBulkItems(database, id, outcomes),
    },
    ping: installation.ping,
    connections: {
      ...connections,
      create: (row, author) => told(() => createConnection(database, row, author)),
      update: (row, author) => told(() => updateConnection(database, row, author)),
      noteTested: (connection, permissions, author) => noteTested(database, connection, permissions, author),
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
    machines: machineStore(database),
    auditLogs: createAuditLogStore(database),
    auditSeals,
    notifications: notificationPort(createNotificationStore(database)),
    audit: (entry, author) => writeAudit(database, entry, author),
  };
}

const notificationPort = ({ channels, deliveries }: NotificationStore): ApiStore["notifications"] => ({
  channels: {
    ...channels,
    create: (channel, author) => told(() => channels.create(channel, author)),
    update: (channel, fromVersion, author) => told(() => channels.update(channel, fromVersion, author)),
    remove: (id, author) => told(() => channels.remove(id, author)),
  },
  deliveries: {
    ...deliveries,
    test: (channel, owner, author) => told(() => deliveries.test(channel, owner, author)),
  },
});
