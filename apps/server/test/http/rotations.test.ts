import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Pairs, pairsOf } from "../support/rotations.ts";
import { clientOf, startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let pairs: Pairs;

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  pairs = await pairsOf(turnbolt);
}, 60_000);
afterAll(() => turnbolt.stop());

const rotations = () => turnbolt.client.rotations;

describe("a rotation", () => {
  it("rotates: the first stays until it is retired, then is refused", async () => {
    const input = await pairs.asked();
    const { id: rotationId } = await pairs.create(input);
    const first = await pairs.published(input);
    const { secretRotation } = await rotations().rotate.mutate({ rotationId });
    expect(secretRotation).toMatchObject({ rotationStatus: "success", activeIndex: 1 });
    const second = await pairs.published(input);
    expect(second.username).not.toBe(first.username);
    expect([await pairs.canLogin(first), await pairs.canLogin(second)]).toEqual([true, true]);
    await rotations().retire.mutate({ rotationId });
    await retired(rotationId);
    expect([await pairs.canLogin(first), await pairs.canLogin(second)]).toEqual([false, true]);
  });

  it("shows its generated credentials, and the published one is checked by logging in", async () => {
    const input = await pairs.asked();
    const { id: rotationId } = await pairs.create(input);
    const { generatedCredentials, ...more } = await rotations().generatedCredentials.query({ rotationId });
    expect(generatedCredentials).toEqual([await pairs.published(input)]);
    expect(more).toEqual({ activeIndex: 0, rotationId, type: "postgres-credentials" });
    expect(await rotations().check.mutate({ rotationId })).toBeUndefined();
    await pairs.target.sql(`alter role "${input.parameters.username1}" password 'somebody else was here'`);
    await expect(rotations().check.mutate({ rotationId })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", rotationCode: "refused" },
    });
    await rotations().reconcile.mutate({ rotationId });
    expect(await pairs.canLogin(await pairs.published(input))).toBe(true);
  });

  it("is paused and resumed, planned, edited, found and listed", async () => {
    const input = await pairs.asked();
    const { id: rotationId } = await pairs.create(input);
    expect((await rotations().pause.mutate({ rotationId })).secretRotation).toMatchObject({
      isAutoRotationEnabled: false,
      nextRotationAt: null,
    });
    const { secretRotation: resumed } = await rotations().resume.mutate({ rotationId });
    expect(resumed.isAutoRotationEnabled).toBe(true);
    expect((await rotations().plan.mutate({ rotationId })).steps.join()).toContain("verify");
    const changed = {
      description: "for the shop",
      overlap: 12,
      secretsMapping: { password: "SHOP_PASSWORD" },
    };
    const { secretRotation } = await rotations().update.mutate({ rotationId, ...changed });
    expect(secretRotation).toMatchObject({
      description: "for the shop",
      secretsMapping: { username: input.secretsMapping.username, password: "SHOP_PASSWORD" },
    });
    expect(await rotations().state.query({ rotationId })).toMatchObject({ overlap: 12 });
    const at = { projectId: turnbolt.projectId, environment: "dev", secretPath: "/" };
    const named = await rotations().byName.query({ rotationName: input.name, ...at });
    expect(named.secretRotation).toEqual(secretRotation);
    const first = await rotations().list.query({ limit: 1 });
    const second = await rotations().list.query({ limit: 1, cursor: first.nextCursor ?? "" });
    expect(second.secretRotations[0]?.id).not.toBe(first.secretRotations[0]?.id);
  });

  it("is not rotated twice at once: the second request is told which run is under way", async () => {
    const { id: rotationId } = await pairs.create(await pairs.asked());
    const both = await Promise.allSettled([
      rotations().rotate.mutate({ rotationId }),
      clientOf(turnbolt.url).rotations.rotate.mutate({ rotationId }),
    ]);
    const refused = both.filter(({ status }) => status === "rejected");
    expect(refused).toMatchObject([{ reason: { data: { code: "CONFLICT", runId: expect.any(String) } } }]);
  });

  it("asked for twice under one key is rotated once", async () => {
    const { id: rotationId } = await pairs.create(await pairs.asked());
    const request = { rotationId, requestKey: "from a client that tries again" };
    const first = await rotations().rotate.mutate(request);
    const second = await rotations().rotate.mutate(request);
    expect(second).toEqual(first);
    const { runs } = await turnbolt.client.runs.list.query({ rotationId });
    expect(runs.map(({ kind }) => kind)).toEqual(["rotate", "create"]);
  });

  it("refuses what makes no sense now: a release, a retirement, a retry, a cancellation", async () => {
    const { secretRotation, runId } = await rotations().create.mutate(await pairs.asked());
    const { id: rotationId } = secretRotation;
    const { runs } = turnbolt.client;
    for (const refused of [
      () => rotations().release.mutate({ rotationId }),
      () => rotations().retire.mutate({ rotationId }),
      () => runs.retry.mutate({ runId }),
    ]) {
      await expect(refused()).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
    }
    await expect(runs.cancel.mutate({ runId })).rejects.toMatchObject({ data: { code: "CONFLICT", runId } });
  });

  it("is let go without touching the target", async () => {
    const input = await pairs.asked();
    const { id: rotationId } = await pairs.create(input);
    const last = await pairs.published(input);
    await rotations().forget.mutate({ rotationId, deleteSecrets: true });
    expect(await pairs.canLogin(last)).toBe(true);
    await expect(pairs.published(input)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    // Its accounts and names are free again.
    expect((await pairs.create(input)).rotationStatus).toBe("success");
  });

  it("is deleted with its credentials and secrets", async () => {
    const input = await pairs.asked();
    const created = await pairs.create(input);
    const { id: rotationId } = created;
    const last = await pairs.published(input);
    const { secretRotation } = await rotations().delete.mutate({
      rotationId,
      revokeGeneratedCredentials: true,
      deleteSecrets: true,
    });
    expect(secretRotation).toEqual(created);
    expect(await pairs.canLogin(last)).toBe(false);
    await expect(rotations().get.query({ rotationId })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
    await expect(pairs.published(input)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
  });

  it("is deleted without its credentials: they go on working and the secrets stay", async () => {
    const input = await pairs.asked();
    const { id: rotationId } = await pairs.create(input);
    await rotations().delete.mutate({ rotationId });
    expect(await pairs.canLogin(await pairs.published(input))).toBe(true);
  });
});

/** Waits for the small run that ends the overlap. */
async function retired(rotationId: string): Promise<void> {
  const last = async () => (await turnbolt.client.runs.list.query({ rotationId })).runs[0];
  await expect.poll(last, { timeout: 10_000 }).toMatchObject({ kind: "retire", state: "done" });
}
