import { expect, it } from "vitest";
import { aVersion } from "../rows.ts";
import { claimOnly, LEASE_MS, type LedgerWorld, loaded, PER_CONNECTION, take } from "./world.ts";

export function claiming(world: LedgerWorld): void {
  it("gives back the rows as they were written", async () => {
    const { rotation, run } = await world.seed({
      attention: {
        code: "no-room",
        message: "full",
        handles: ["a"],
        decisions: ["retry"],
        since: new Date(1_700_000_000_123),
      },
      opening: {
        runId: "6b3a1c9e-0000-4000-8000-000000000001",
        baseline: ["x", 'y"{},'],
        openedAt: new Date(1_700_000_000_001),
        landsBy: new Date(1_700_000_000_002),
        emptyLists: 1,
      },
      probes: [new Date(1_700_000_000_003)],
      unsettled: ["one", "two"],
      endedHandles: ['we"ird,{}\\ handle'],
      overlapMs: 9_007_199_254_740_991,
      revokeAsked: { deleteSecrets: true, requestedBy: null },
    });
    const work = await loaded(world.ledger("a"), rotation.id);
    expect(work.rotation).toEqual(rotation);
    expect(work.run).toEqual(run);
  });

  it("hands out the work as it is on disk after the claim", async () => {
    const { rotation, run } = await world.seed();
    const row = aVersion(run.id, 1);
    const { work, lease } = await take(world.ledger("a"), rotation.id, {
      rotation: { lastNumber: 1 },
      run: { state: "issuing" },
      versions: [row],
    });
    expect(lease.fence).toBe(1);
    expect(work.versions).toEqual([row]);
    expect(await loaded(world.ledger("a"), rotation.id)).toEqual(work);
  });

  it("never gives one rotation to two holders", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, async () => (await world.seed()).rotation.id));
    const claims = await Promise.all(
      ["a", "b", "c", "d"].map((owner) => claimOnly(world.ledger(owner), ids)),
    );
    const taken = claims.flatMap(({ claimed }) => claimed.map(({ lease }) => lease.rotationId));
    expect(taken.toSorted()).toEqual(ids.toSorted());
  });

  it("leaves a leased rotation alone until its lease has run out, and then raises the fence", async () => {
    const { rotation } = await world.seed();
    await take(world.ledger("a"), rotation.id);
    expect((await claimOnly(world.ledger("b"), [rotation.id])).claimed).toEqual([]);
    await world.expire(rotation.id);
    const { lease, work } = await take(world.ledger("b"), rotation.id);
    expect(lease.fence).toBe(2);
    expect(work.rotation.fence).toBe(2);
  });

  it("tells prepare that the holder before has vanished", async () => {
    const { rotation } = await world.seed();
    await take(world.ledger("a"), rotation.id);
    await world.expire(rotation.id);
    const seen: (Date | null)[] = [];
    await world.ledger("b").claim({
      limit: 1,
      leaseMs: LEASE_MS,
      perConnection: PER_CONNECTION,
      only: [rotation.id],
      prepare: async ({ rotation: { leaseUntil } }) => {
        seen.push(leaseUntil);
        return null;
      },
    });
    expect(seen).toEqual([expect.any(Date)]);
  });

  it("leaves out what cannot be prepared and takes the others", async () => {
    const [good, bad] = [await world.seed(), await world.seed()];
    const { claimed, unusable } = await world.ledger("a").claim({
      limit: 2,
      leaseMs: LEASE_MS,
      perConnection: PER_CONNECTION,
      only: [good.rotation.id, bad.rotation.id],
      prepare: async ({ rotation: { id } }) => {
        if (id === bad.rotation.id) throw new Error("no such plugin");
        return {};
      },
    });
    expect(claimed.map(({ lease }) => lease.rotationId)).toEqual([good.rotation.id]);
    expect(unusable).toEqual([
      { rotationId: bad.rotation.id, fence: 0, message: expect.stringContaining("no such plugin") },
    ]);
    expect((await loaded(world.ledger("a"), bad.rotation.id)).rotation).toEqual(bad.rotation);
  });

  it("writes a change that releases, and hands nothing out", async () => {
    const { rotation } = await world.seed();
    const nextAt = new Date(4_000_000_000_000);
    const { claimed } = await claimOnly(world.ledger("a"), [rotation.id], {
      rotation: { nextAt },
      release: true,
    });
    expect(claimed).toEqual([]);
    const work = await loaded(world.ledger("a"), rotation.id);
    expect(work.rotation).toMatchObject({ nextAt, leaseUntil: null });
  });

  it("renews a lease that is still its holder's, and no other", async () => {
    const { rotation } = await world.seed();
    const { lease } = await take(world.ledger("a"), rotation.id);
    const renewed = await world.ledger("a").renew(lease, 2 * LEASE_MS);
    expect(renewed?.until.getTime()).toBeGreaterThan(lease.until.getTime());
    expect(renewed?.fence).toBe(lease.fence);
    await world.expire(rotation.id);
    await take(world.ledger("b"), rotation.id);
    expect(await world.ledger("a").renew(lease, LEASE_MS)).toBeNull();
  });
}
