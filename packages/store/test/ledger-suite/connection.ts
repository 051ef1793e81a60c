import { expect, it } from "vitest";
import { type LedgerWorld, loaded, take } from "./world.ts";

export function holding(world: LedgerWorld): void {
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
