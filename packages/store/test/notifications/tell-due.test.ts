import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createLedger,
  createNotificationStore,
  type NotificationStore,
  type PostgresLedger,
} from "../../src/index.ts";
import { type Store, seed, startStore } from "../support.ts";

let store: Store;
let notifications: NotificationStore;
let ledger: PostgresLedger;

beforeAll(async () => {
  store = await startStore();
  notifications = createNotificationStore(store.database);
  ledger = createLedger({ database: store.database, owner: "folder-1" });
}, 60_000);
afterAll(() => store.stop());
beforeEach(async () => {
  await store.sql`delete from turnbolt.outbox`;
  await store.sql`update turnbolt.rotations set next_at = null`;
});

const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Math.floor(Date.now() + hours * HOUR));
const aRotationDue = (hours: number, lastRotated = -30 * 24) =>
  seed(store, { nextAt: inHours(hours), lastRotatedAt: inHours(lastRotated) });
const events = async () => {
  await notifications.outbox.tellDue(100);
  return await store.sql`select kind, rotation_id, project_id, data, message from turnbolt.outbox order by id`;
};

describe("a rotation whose next run is late", () => {
  it("is told of once, an hour after its date", async () => {
    const { rotation } = await aRotationDue(-1.1);
    await aRotationDue(-0.9);
    const due = rotation.nextAt?.toISOString();
    expect(await events()).toEqual([
      {
        kind: "rotation.overdue",
        rotation_id: rotation.id,
        project_id: store.place.projectId,
        data: { dueAt: due },
        message: `it was to be rotated at ${due}`,
      },
    ]);
    expect(await events()).toHaveLength(1);
  });

  it("is told of again for its next date", async () => {
    const { rotation } = await aRotationDue(-2);
    await events();
    await ledger.command(rotation.id, () => ({ rotation: { nextAt: inHours(-1.5) } }));
    expect(await events()).toHaveLength(2);
  });

  it("is not told of once it is gone or paused", async () => {
    const [gone, paused] = [await aRotationDue(-2), await aRotationDue(-2)];
    await ledger.command(gone.rotation.id, () => ({ remove: { secrets: "delete" } }));
    await ledger.command(paused.rotation.id, () => ({ rotation: { auto: false, nextAt: null } }));
    expect(await events()).toEqual([]);
  });

  it("waits while somebody has it locked, and is told of then", async () => {
    const { rotation } = await aRotationDue(-2);
    await store.sql.begin(async (sql) => {
      await sql`select from turnbolt.rotations where id = ${rotation.id} for update`;
      expect(await events()).toEqual([]);
    });
    expect(await events()).toHaveLength(1);
  });
});

describe("a rotation whose next run comes soon", () => {
  it("is told of once, a day before", async () => {
    const { rotation } = await aRotationDue(23);
    await aRotationDue(25);
    const told = await events();
    expect(told.map(({ kind, rotation_id }) => [kind, rotation_id])).toEqual([
      ["rotation.due-soon", rotation.id],
    ]);
    expect(await events()).toHaveLength(1);
  });

  it("is not told of when it rotates every day, or tries again after a failure", async () => {
    await aRotationDue(23, -1);
    const { rotation } = await aRotationDue(0.5);
    await ledger.command(rotation.id, () => ({ rotation: { failures: 1 } }));
    expect(await events()).toEqual([]);
  });
});

describe("a look at nothing new", () => {
  it("reads no row, however many rotations were told of", async () => {
    for (let n = 0; n < 3; n++) await aRotationDue(-2);
    await notifications.outbox.tellDue(100);
    expect(await notifications.outbox.tellDue(100)).toBe(0);
    const [plan] = await store.sql.unsafe(`explain (format json) select id from turnbolt.rotations
      where next_at <= now() - interval '1 hour' and overdue_told is distinct from next_at and deleted_at is null
      order by next_at limit 100`);
    expect(JSON.stringify(plan)).toContain("rotations_overdue");
  });
});
