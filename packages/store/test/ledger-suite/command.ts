import { expect, it } from "vitest";
import { aRun } from "../rows.ts";
import { type LedgerWorld, loaded } from "./world.ts";

export function commanding(world: LedgerWorld): void {
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
