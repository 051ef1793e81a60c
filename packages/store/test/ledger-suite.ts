import type { Change, ClaimResult, Lease, Ledger, Rotation, Run, Version, Work } from "@turnbolt/core";
import { describe, expect, it } from "vitest";
import { aFinding, aRun, aVersion } from "./rows.ts";

/** What the suite needs of a ledger's surroundings. */
export interface LedgerWorld {
  /** A ledger as the process with this data folder sees it. */
  ledger(owner: string): Ledger;
  /** Puts a rotation there that is due, with a queued run; rotations with one `group` share a connection. */
  seed(
    fields?: Partial<Rotation> & { versions?: readonly Version[]; group?: string },
  ): Promise<{ readonly rotation: Rotation; readonly run: Run }>;
  /** Lets the lease run out. */
  expire(rotationId: string): Promise<void>;
}

/** What every ledger must do, told through core's port alone. */
export function ledgerSuite(name: string, world: LedgerWorld): void {
  describe(`${name}: claim`, () => {
    claiming(world);
  });
  describe(`${name}: save`, () => {
    saving(world);
  });
  describe(`${name}: command`, () => {
    commanding(world);
  });
  describe(`${name}: connection`, () => {
    holding(world);
  });
}

const LEASE_MS = 60_000;
const claimOnly = (
  ledger: Ledger,
  ids: readonly string[],
  change: Change | null = {},
): Promise<ClaimResult> =>
  ledger.claim({ limit: ids.length, leaseMs: LEASE_MS, only: ids, prepare: async () => change });

async function take(ledger: Ledger, id: string, change: Change = {}): Promise<{ lease: Lease; work: Work }> {
  const { claimed } = await claimOnly(ledger, [id], change);
  const [first] = claimed;
  if (!first) throw new Error("nothing was claimed");
  return first;
}

async function loaded(ledger: Ledger, id: string): Promise<Work> {
  const work = await ledger.load(id);
  if (!work) throw new Error("the rotation is gone");
  return work;
}

function claiming(world: LedgerWorld): void {
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

function saving(world: LedgerWorld): void {
  it("writes nothing under an old fence", async () => {
    const { rotation } = await world.seed();
    const old = await take(world.ledger("a"), rotation.id);
    await world.expire(rotation.id);
    await take(world.ledger("b"), rotation.id);
    const before = await loaded(world.ledger("a"), rotation.id);
    const outcome = await world.ledger("a").save(old.lease, 0, {
      rotation: { failures: 9 },
      run: { message: "late" },
      release: true,
    });
    expect(outcome).toBe("lost");
    expect(await loaded(world.ledger("a"), rotation.id)).toEqual(before);
  });

  it("writes nothing when a person edited the rotation meanwhile", async () => {
    const { rotation } = await world.seed();
    const { lease } = await take(world.ledger("a"), rotation.id);
    await world.ledger("b").command(rotation.id, () => ({ rotation: { name: `${rotation.name}-new` } }));
    expect(await world.ledger("a").save(lease, 0, { rotation: { failures: 9 } })).toBe("changed");
    const { rotation: now } = await loaded(world.ledger("a"), rotation.id);
    expect(now).toMatchObject({ failures: 0, revision: 1, name: `${rotation.name}-new` });
    expect(await world.ledger("a").save(lease, 1, { rotation: { failures: 9 } })).toBe("saved");
  });

  it("adds steps behind those that are there, and ends the run", async () => {
    const { rotation } = await world.seed();
    const { lease } = await take(world.ledger("a"), rotation.id);
    const at = new Date(1_700_000_000_000);
    const step = { attempt: 1, startedAt: at, endedAt: at, outcome: "ok" as const, message: null };
    const ledger = world.ledger("a");
    expect(await ledger.save(lease, 0, { steps: [{ ...step, name: "issue" }] })).toBe("saved");
    expect(await ledger.save(lease, 0, { steps: [{ ...step, name: "verify" }] })).toBe("saved");
    const { run } = await loaded(ledger, rotation.id);
    expect(run?.steps.map(({ name }) => name)).toEqual(["issue", "verify"]);
    expect(run?.steps[0]?.startedAt).toEqual(at);
    await ledger.save(lease, 0, { run: { state: "done", endedAt: at }, release: true });
    expect((await loaded(ledger, rotation.id)).run).toBeNull();
  });

  it("refuses a second live row on an exclusive handle, whole", async () => {
    const { rotation, run } = await world.seed();
    const row = aVersion(run.id, 1, { handle: "same" });
    const { lease } = await take(world.ledger("a"), rotation.id, { versions: [row] });
    const twin = aVersion(run.id, 2, { handle: "same" });
    const change = { rotation: { failures: 9 }, versions: [{ ...row, state: "active" as const }, twin] };
    await expect(world.ledger("a").save(lease, 0, change)).rejects.toThrow();
    const work = await loaded(world.ledger("a"), rotation.id);
    expect(work.versions).toEqual([row]);
    expect(work.rotation.failures).toBe(0);
  });

  it("lets a handle be taken again in the change that ends its last holder", async () => {
    const { rotation, run } = await world.seed();
    const first = aVersion(run.id, 1, { handle: "same", state: "active" });
    const second = aVersion(run.id, 2, { handle: "same" });
    const { lease } = await take(world.ledger("a"), rotation.id, { versions: [first] });
    const change = {
      versions: [
        { ...second, state: "active" as const },
        { ...first, state: "overwritten" as const, sealed: null },
      ],
    };
    expect(await world.ledger("a").save(lease, 0, change)).toBe("saved");
    expect((await loaded(world.ledger("a"), rotation.id)).versions).toEqual([{ ...second, state: "active" }]);
  });

  it("keeps a late answer until it is used", async () => {
    const { rotation, run } = await world.seed();
    const finding = aFinding(rotation.id, run.id);
    await world.ledger("a").addFinding(finding);
    expect((await loaded(world.ledger("a"), rotation.id)).findings).toEqual([finding]);
    const { lease } = await take(world.ledger("a"), rotation.id);
    await world.ledger("a").save(lease, 0, { usedFindings: [finding.id] });
    expect((await loaded(world.ledger("a"), rotation.id)).findings).toEqual([]);
  });

  it("lets a removed rotation go", async () => {
    const { rotation } = await world.seed();
    const { lease } = await take(world.ledger("a"), rotation.id);
    const change = { remove: { secrets: "delete" as const }, release: true as const };
    expect(await world.ledger("a").save(lease, 0, change)).toBe("saved");
    expect(await world.ledger("a").load(rotation.id)).toBeNull();
    expect((await claimOnly(world.ledger("a"), [rotation.id])).claimed).toEqual([]);
  });
}

function commanding(world: LedgerWorld): void {
  it("shows the row to the person's decision and raises the revision", async () => {
    const { rotation } = await world.seed({ versions: [] });
    const work = await world.ledger("a").command(rotation.id, ({ run }) => ({
      ...(run && { run: { state: "cancelled" as const, endedAt: new Date(1_700_000_000_000) } }),
      rotation: { auto: false },
    }));
    expect(work.rotation).toMatchObject({ auto: false, revision: 1 });
    const again = await world.ledger("a").command(rotation.id, () => ({
      newRun: aRun(rotation.id, { kind: "rotate" }),
    }));
    expect(again.rotation.revision).toBe(2);
    expect(await loaded(world.ledger("a"), rotation.id)).toEqual(again);
  });

  it("writes nothing when the decision refuses", async () => {
    const { rotation } = await world.seed();
    const refusal = new Error("not now");
    const command = world.ledger("a").command(rotation.id, () => {
      throw refusal;
    });
    await expect(command).rejects.toBe(refusal);
    expect((await loaded(world.ledger("a"), rotation.id)).rotation).toEqual(rotation);
  });

  it("does not let two commands overwrite each other", async () => {
    const { rotation } = await world.seed();
    await Promise.all(
      Array.from({ length: 10 }, () =>
        world.ledger("a").command(rotation.id, (work) => ({
          rotation: { failures: work.rotation.failures + 1 },
        })),
      ),
    );
    const work = await loaded(world.ledger("a"), rotation.id);
    expect(work.rotation).toMatchObject({ failures: 10, revision: 10 });
  });
}

function holding(world: LedgerWorld): void {
  it("holds the rotations of a broken connection that nobody works on", async () => {
    const group = "broken";
    const [mine, idle, busy] = [
      await world.seed({ group }),
      await world.seed({ group }),
      await world.seed({ group }),
    ];
    const { lease, work } = await take(world.ledger("a"), mine.rotation.id);
    await take(world.ledger("b"), busy.rotation.id);
    const breakConnection = { version: work.connection.version, message: "refused" };
    await world.ledger("a").save(lease, 0, { breakConnection, release: true });
    const ledger = world.ledger("a");
    expect((await loaded(ledger, mine.rotation.id)).rotation.heldAt).toBeInstanceOf(Date);
    expect((await loaded(ledger, idle.rotation.id)).rotation.heldAt).toBeInstanceOf(Date);
    expect((await loaded(ledger, idle.rotation.id)).connection.brokenAt).toBeInstanceOf(Date);
    expect((await loaded(ledger, busy.rotation.id)).rotation.heldAt).toBeNull();
  });

  it("does not break a newer version of a connection for what an older one was told", async () => {
    const { rotation } = await world.seed({ group: "newer" });
    const { lease, work } = await take(world.ledger("a"), rotation.id);
    const breakConnection = { version: work.connection.version - 1, message: "refused" };
    await world.ledger("a").save(lease, 0, { breakConnection, release: true });
    const after = await loaded(world.ledger("a"), rotation.id);
    expect(after.connection.brokenAt).toBeNull();
    expect(after.rotation.heldAt).toBeNull();
  });
}
