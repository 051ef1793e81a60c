import { expect, it } from "vitest";
import { aFinding, aVersion } from "../rows.ts";
import { claimOnly, type LedgerWorld, loaded, take } from "./world.ts";

export function saving(world: LedgerWorld): void {
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
