import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Keys, startKeys } from "../support/keys.ts";

let keys: Keys;
beforeAll(async () => {
  keys = await startKeys();
}, 60_000);
afterAll(() => keys.stop());

const accepted = (credentials: readonly Readonly<Record<string, unknown>>[]) =>
  credentials.map((credential) => keys.target.accepts(credential));

describe("the generated credentials of a dual-phase rotation", () => {
  it("alternate between two slots, and the one that goes is two generations old", async () => {
    const { id, activeIndex } = await keys.create("alternate");
    const one = await keys.generated(id);
    expect([one.generatedCredentials.length, one.activeIndex, activeIndex]).toEqual([1, 0, 0]);
    const [c0] = one.generatedCredentials;

    expect((await keys.rotate(id)).activeIndex).toBe(1);
    const two = await keys.generated(id);
    const [, c1] = two.generatedCredentials;
    expect(two).toMatchObject({ generatedCredentials: [c0, c1], activeIndex: 1, rotationId: id });
    expect(accepted(two.generatedCredentials)).toEqual([true, true]);

    expect((await keys.rotate(id)).activeIndex).toBe(0);
    const three = await keys.generated(id);
    const [c2] = three.generatedCredentials;
    expect(three).toMatchObject({ generatedCredentials: [c2, c1], activeIndex: 0 });
    expect(c2).not.toEqual(c0);
    await expect.poll(() => accepted([c0 ?? {}, c1 ?? {}, c2 ?? {}])).toEqual([false, true, true]);

    expect((await keys.rotate(id)).activeIndex).toBe(1);
    const four = await keys.generated(id);
    expect(four).toMatchObject({ generatedCredentials: [c2, expect.anything()], activeIndex: 1 });
    expect(await keys.read("KEY_ALTERNATE")).toBe(four.generatedCredentials[1]?.key);
  });

  it("are one without a gap when the superseded one was let go", async () => {
    const { id } = await keys.create("let-go");
    await keys.rotate(id);
    const [c0, c1] = (await keys.generated(id)).generatedCredentials;
    await keys.client.rotations.retire.mutate({ rotationId: id });
    await expect.poll(() => accepted([c0 ?? {}])).toEqual([false]);
    expect(await keys.generated(id)).toMatchObject({ generatedCredentials: [c1], activeIndex: 0 });
    expect((await keys.get(id)).activeIndex).toBe(0);
    // The next one takes the slot that is free, before the one that stays.
    expect((await keys.rotate(id)).activeIndex).toBe(0);
    expect((await keys.generated(id)).generatedCredentials[1]).toEqual(c1);
  });

  it("keep their slots when a run between them fails", async () => {
    const { id } = await keys.create("in-between");
    keys.target.refuse("verify");
    await expect(keys.rotate(id)).rejects.toThrow("the old credential still works");
    keys.target.refuse(null);
    const [c0] = (await keys.generated(id)).generatedCredentials;
    expect((await keys.rotate(id)).activeIndex).toBe(1);
    expect((await keys.generated(id)).generatedCredentials[0]).toEqual(c0);
    const { credentials } = await keys.client.rotations.state.query({ rotationId: id });
    const told = credentials.map(({ version, slot, state }) => `${version} ${slot} ${state}`);
    expect(told).toEqual(["3 1 active", expect.stringMatching(/^2 null /), "1 0 superseded"]);
  });

  it("are not there before the first is published: 404, and the creation counts as the last rotation", async () => {
    const open = keys.target.hold();
    const { secretRotation } = await keys.client.rotations.create.mutate(
      keys.input("unpublished", { wait: false }),
    );
    await expect(keys.generated(secretRotation.id)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    const { lastRotatedAt, createdAt, isLastRotationManual, rotationStatus } = secretRotation;
    expect([lastRotatedAt, isLastRotationManual, rotationStatus]).toEqual([createdAt, true, "rotating"]);
    open();
    await expect.poll(async () => (await keys.get(secretRotation.id)).rotationStatus).toBe("success");
  });
});
