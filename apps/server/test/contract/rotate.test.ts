import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Keys, startKeys } from "../support/keys.ts";
import { clientOf } from "../support/turnbolt.ts";

let keys: Keys;
beforeAll(async () => {
  keys = await startKeys({ httpWaitSeconds: 1 });
}, 60_000);
afterAll(() => keys.stop());
afterEach(() => keys.target.refuse(null));

const runsOf = async (rotationId: string) => (await keys.client.runs.list.query({ rotationId })).runs;

describe("rotating", () => {
  it("that fails is told with its cause and how the target stands, and nothing looks rotated", async () => {
    const { id: rotationId, lastRotatedAt } = await keys.create("fails");
    const before = await keys.read("PASSWORD_FAILS");
    keys.target.refuse("issue");
    const refused: unknown = await keys.rotate(rotationId).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      message: expect.stringMatching(/the account is locked by its owner; the old credential still works/),
      data: { code: "INTERNAL_SERVER_ERROR", runId: (await runsOf(rotationId))[0]?.id },
    });
    const after = await keys.get(rotationId);
    expect(after).toMatchObject({
      rotationStatus: "failed",
      lastRotationMessage: expect.stringContaining("locked by its owner"),
      lastRotatedAt,
    });
    expect(after.lastRotationAttemptedAt > lastRotatedAt).toBe(true);
    expect(await keys.read("PASSWORD_FAILS")).toBe(before);
    keys.target.refuse(null);
    expect(await keys.rotate(rotationId)).toMatchObject({
      rotationStatus: "success",
      lastRotationMessage: null,
    });
  });

  it("that takes too long is named after the wait, goes on, and is in the way of a second one", async () => {
    const { id: rotationId } = await keys.create("slow");
    const before = await keys.read("PASSWORD_SLOW");
    const open = keys.target.hold();
    const refused: unknown = await keys.rotate(rotationId).catch((error: unknown) => error);
    const [run] = await runsOf(rotationId);
    expect(refused).toMatchObject({
      message: expect.stringContaining(`Run ${run?.id} is still under way`),
      data: { code: "GATEWAY_TIMEOUT", httpStatus: 504, runId: run?.id },
    });
    expect((await keys.get(rotationId)).rotationStatus).toBe("rotating");
    expect(await keys.read("PASSWORD_SLOW")).toBe(before);
    await expect(keys.rotate(rotationId)).rejects.toMatchObject({
      data: { code: "CONFLICT", runId: run?.id },
    });
    open();
    await expect.poll(async () => (await runsOf(rotationId))[0]?.state, { timeout: 10_000 }).toBe("done");
    expect(await keys.read("PASSWORD_SLOW")).not.toBe(before);
  });

  it("asked for twice at once under one key is one run, and the key serves one kind of request", async () => {
    const { id: rotationId } = await keys.create("twice", { requestKey: "a creation's" });
    const request = { rotationId, requestKey: "one" };
    const url = keys.server.url ?? "";
    const answers = await Promise.all(
      [clientOf(url), clientOf(url)].map((client) => client.rotations.rotate.mutate(request)),
    );
    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1);
    expect((await runsOf(rotationId)).filter(({ kind }) => kind === "rotate")).toHaveLength(1);
    await expect(
      keys.client.rotations.rotate.mutate({ rotationId, requestKey: "a creation's" }),
    ).rejects.toMatchObject({ data: { code: "BAD_REQUEST", issues: [{ path: ["requestKey"] }] } });
  });

  it("under a key whose run failed is refused again, and nothing runs", async () => {
    const { id: rotationId } = await keys.create("failed-key");
    keys.target.refuse("issue");
    const request = { rotationId, requestKey: "k" };
    const first: unknown = await keys.client.rotations.rotate
      .mutate(request)
      .catch((error: unknown) => error);
    keys.target.refuse(null);
    const second: unknown = await keys.client.rotations.rotate
      .mutate(request)
      .catch((error: unknown) => error);
    expect(String(second)).toBe(String(first));
    expect(await runsOf(rotationId)).toHaveLength(2);
  });
});

describe("deleting with revocation", () => {
  it("keeps the rotation when the target refuses, and says why; it goes when the target gives in", async () => {
    const { id: rotationId } = await keys.create("kept");
    const [credential] = (await keys.generated(rotationId)).generatedCredentials;
    keys.target.refuse("revoke");
    await expect(
      keys.client.rotations.delete.mutate({ rotationId, revokeGeneratedCredentials: true }),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/kept until its credentials are revoked.*nobody may remove a key/),
      data: { code: "INTERNAL_SERVER_ERROR" },
    });
    expect(keys.target.accepts(credential ?? {})).toBe(true);
    expect((await keys.get(rotationId)).id).toBe(rotationId);
    keys.target.refuse(null);
    await keys.client.rotations.release.mutate({ rotationId, decision: "retry" });
    await expect
      .poll(() => keys.get(rotationId).catch((error) => error.data.code), { timeout: 10_000 })
      .toBe("NOT_FOUND");
    expect(keys.target.accepts(credential ?? {})).toBe(false);
  });

  it("is done when the target has lost the credentials already", async () => {
    const { id: rotationId } = await keys.create("lost");
    await keys.rotate(rotationId);
    for (const credential of (await keys.generated(rotationId)).generatedCredentials)
      keys.target.lose(credential);
    const asked = { rotationId, revokeGeneratedCredentials: true, deleteSecrets: true };
    expect((await keys.client.rotations.delete.mutate(asked)).secretRotation.id).toBe(rotationId);
    await expect(keys.read("KEY_LOST")).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
  });

  it("answers without waiting when that is wanted, with the run that revokes", async () => {
    const { id: rotationId } = await keys.create("not-waited");
    const { secretRotation, runId } = await keys.client.rotations.delete.mutate({
      rotationId,
      revokeGeneratedCredentials: true,
      wait: false,
    });
    expect(secretRotation.id).toBe(rotationId);
    const run = async () => (await keys.client.runs.get.query({ runId: runId ?? "" })).run;
    await expect.poll(run, { timeout: 10_000 }).toMatchObject({ kind: "revoke", state: "done", rotationId });
  });
});
