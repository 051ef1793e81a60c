import { randomUUID } from "node:crypto";
import type { Rotation } from "@turnbolt/core";
import { expect, it } from "vitest";
import { claimOnly, type LedgerWorld, loaded, PER_CONNECTION, take } from "./world.ts";

const LATER = new Date(4_000_000_000_000);
const attention = {
  code: "no-room" as const,
  message: "full",
  handles: [],
  decisions: [],
  since: new Date(1_700_000_000_000),
};

/** How many leases a connection may have, and who has it to himself. */
export function makingRoom(world: LedgerWorld): void {
  const a = () => world.ledger("a");
  const b = () => world.ledger("b");
  const several = async (count: number, group = randomUUID()) =>
    await Promise.all(Array.from({ length: count }, async () => (await world.seed({ group })).rotation.id));
  const claimed = async (ids: readonly string[], by = a()) =>
    (await claimOnly(by, ids)).claimed.map(({ lease }) => lease.rotationId);
  /** One of a connection's own login, and two others of that connection. */
  const own = async (fields: Partial<Rotation> = {}) => {
    const group = randomUUID();
    const { rotation } = await world.seed({ group, ownAccount: true, ...fields });
    const [one = "", two = ""] = await several(2, group);
    return { own: rotation.id, one, two };
  };

  it("leases no more rotations of a connection than it may, whoever asks", async () => {
    const ids = await several(PER_CONNECTION + 2);
    const [elsewhere = ""] = await several(1);
    const first = await claimed([...ids, elsewhere]);
    expect(first).toContain(elsewhere);
    expect(first).toHaveLength(PER_CONNECTION + 1);
    expect(await claimed(ids, b())).toEqual([]);
  });

  it("never fills the same room twice, however many ask at once", async () => {
    const ids = await several(3 * PER_CONNECTION);
    const taken = await Promise.all(["a", "b", "c", "d"].map((owner) => claimed(ids, world.ledger(owner))));
    expect(taken.flat()).toHaveLength(PER_CONNECTION);
  });

  it("has room for another one as soon as one is let go, or its lease has run out", async () => {
    const ids = await several(PER_CONNECTION + 2);
    const first = await claimOnly(a(), ids);
    const [done, vanished] = first.claimed;
    if (!done || !vanished) throw new Error("nothing was claimed");
    await a().save(done.lease, 0, { rotation: { wakeAt: LATER }, release: true });
    const waiting = ids.filter((id) => !first.claimed.some(({ lease }) => lease.rotationId === id));
    expect(await claimed(waiting, b())).toHaveLength(1);
    await world.expire(vanished.lease.rotationId);
    expect(await claimed([vanished.lease.rotationId], b())).toHaveLength(1);
  });

  it("leases the rotation of a connection's own login alone", async () => {
    const { own: id, one, two } = await own();
    expect(await claimed([one, id, two])).toEqual([id]);
    expect(await claimed([one, two], b())).toEqual([]);
  });

  it("leases it when nobody else of the connection is leased, and begins no other meanwhile", async () => {
    const { own: id, one, two } = await own({ wakeAt: LATER });
    const other = await take(a(), one);
    await b().command(id, (_, now) => ({ rotation: { wakeAt: now } }));
    expect(await claimed([id], b())).toEqual([]);
    expect(await claimed([two], b())).toEqual([]);
    await a().save(other.lease, 0, { rotation: { wakeAt: LATER }, release: true });
    expect(await claimed([two, id], b())).toEqual([id]);
  });

  it("keeps the connection for it until its run has ended, between its steps too", async () => {
    const { own: id, one } = await own();
    const { lease } = await take(a(), id, { run: { state: "issuing" } });
    await a().save(lease, 0, { rotation: { wakeAt: LATER }, release: true });
    expect(await claimed([one], b())).toEqual([]);
    await a().command(id, (_, now) => ({ rotation: { wakeAt: now } }));
    const again = await take(b(), id);
    const ended = { run: { state: "done" as const, endedAt: LATER }, rotation: { wakeAt: null } };
    await b().save(again.lease, 1, { ...ended, release: true });
    expect(await claimed([one])).toEqual([one]);
  });

  it("keeps it for one whose holder has vanished", async () => {
    const { own: id, one } = await own();
    await take(a(), id, { run: { state: "issuing" } });
    await world.expire(id);
    expect(await claimed([one], b())).toEqual([]);
    expect(await claimed([id], b())).toEqual([id]);
  });

  it("lets others go on while it waits for a person or for its time", async () => {
    const waiting = await own({ attention });
    expect(await claimed([waiting.one])).toEqual([waiting.one]);
    const held = await own({ heldAt: new Date(1_700_000_000_000) });
    expect(await claimed([held.one])).toEqual([held.one]);
    const queued = await own({ wakeAt: LATER });
    expect(await claimed([queued.one, queued.two])).toHaveLength(2);
  });

  it("waits for them when it goes on after a person's decision", async () => {
    const { own: id, one, two } = await own();
    const { lease } = await take(a(), id, { run: { state: "issuing" } });
    await a().save(lease, 0, { rotation: { attention }, release: true });
    const other = await take(b(), one);
    await a().command(id, (_, now) => ({ rotation: { attention: null, wakeAt: now } }));
    expect(await claimed([id, two])).toEqual([]);
    await b().save(other.lease, 0, { rotation: { wakeAt: LATER }, release: true });
    expect(await claimed([two, id])).toEqual([id]);
  });

  it("is not held for what another one was refused while it waited: only it can end that", async () => {
    const { own: id, one } = await own();
    const { lease } = await take(a(), id, { run: { state: "issuing" } });
    await a().save(lease, 0, { rotation: { attention }, release: true });
    const other = await take(b(), one);
    const { version } = other.work.connection;
    await b().save(other.lease, 0, { breakConnection: { version, message: "refused" }, release: true });
    expect((await loaded(a(), one)).rotation.heldAt).toBeInstanceOf(Date);
    const { rotation, connection } = await loaded(a(), id);
    expect([rotation.heldAt, connection.brokenAt]).toEqual([null, expect.any(Date)]);
  });
}
