import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Keys, startKeys } from "../support/keys.ts";

let keys: Keys;
beforeAll(async () => {
  keys = await startKeys();
}, 60_000);
afterAll(() => keys.stop());

const update = async (rotationId: string, change: object) =>
  (await keys.client.rotations.update.mutate({ rotationId, ...change })).secretRotation;

const refusal = (path: string) => ({ data: { code: "BAD_REQUEST", issues: [{ path: [path] }] } });

describe("an update", () => {
  it.each([
    ["connectionId", randomUUID()],
    ["projectId", randomUUID()],
    ["environment", "prod"],
    ["secretPath", "/elsewhere"],
    ["type", "another-type"],
  ])("that would change %s is refused and says so; what it is now is taken", async (field, value) => {
    const made = await keys.create(`fixed-${field.toLowerCase()}`);
    const { id, environment, folder } = made;
    const description = `told about ${field}`;
    await expect(update(id, { description, [field]: value })).rejects.toMatchObject(refusal(field));
    expect((await keys.get(id)).description).toBeNull();
    const now = { ...made, environment: environment.slug, secretPath: folder.path };
    const same = now[field as keyof typeof now];
    expect((await update(id, { description, [field]: same })).description).toBe(description);
  });

  it("replaces parameters whole, and refuses those that name another account", async () => {
    const { id } = await keys.create("whole");
    const noted = { account: "whole", note: "for the night shift" };
    expect((await update(id, { parameters: noted })).parameters).toEqual(noted);
    expect((await update(id, { parameters: { account: "whole" } })).parameters).toEqual({ account: "whole" });
    await expect(update(id, { parameters: { account: "other" } })).rejects.toMatchObject(
      refusal("parameters"),
    );
    await expect(update(id, { parameters: { note: "no account" } })).rejects.toMatchObject({
      data: { issues: [{ path: ["parameters", "account"] }] },
    });
  });

  it("of a mapping renames the secret, with its value; a name that is taken is refused", async () => {
    const { id } = await keys.create("renamed");
    const value = await keys.read("PASSWORD_RENAMED");
    const { secretsMapping } = await update(id, { secretsMapping: { password: "NEW_NAME" } });
    expect(secretsMapping).toEqual({ key: "KEY_RENAMED", password: "NEW_NAME" });
    expect(await keys.read("NEW_NAME")).toBe(value);
    await expect(keys.read("PASSWORD_RENAMED")).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    await keys.rotate(id);
    expect(await keys.read("NEW_NAME")).not.toBe(value);
    for (const name of ["KEY_WHOLE", "KEY_RENAMED"]) {
      await expect(update(id, { secretsMapping: { password: name } })).rejects.toMatchObject(
        refusal("secretsMapping"),
      );
    }
  });

  it("while a run is under way: what it works with is refused with the run, the rest is done", async () => {
    const { id } = await keys.create("busy");
    const open = keys.target.hold();
    const { runId } = await keys.client.rotations.rotate.mutate({ rotationId: id, wait: false });
    for (const change of [
      { parameters: { account: "busy", note: "x" } },
      { secretsMapping: { password: "BUSY" } },
      { strangers: "replace" },
      { verifyTimeoutSeconds: 60 },
    ]) {
      await expect(update(id, change)).rejects.toMatchObject({ data: { code: "CONFLICT", runId } });
    }
    const done = { name: "busy-no-more", description: "d", rotationInterval: 9, overlap: 2 };
    expect(await update(id, { ...done, isAutoRotationEnabled: false })).toMatchObject({
      name: "busy-no-more",
      description: "d",
      rotationInterval: 9,
      isAutoRotationEnabled: false,
      rotationStatus: "rotating",
    });
    open();
    await expect.poll(async () => (await keys.get(id)).rotationStatus).toBe("success");
    expect((await update(id, { verifyTimeoutSeconds: 60 })).id).toBe(id);
  });

  it("of a name that another one in the folder has is refused", async () => {
    const { id } = await keys.create("name-one");
    await keys.create("name-two");
    await expect(update(id, { name: "name-two" })).rejects.toMatchObject(refusal("name"));
  });
});

describe("the schedule in its short form", () => {
  const shortly = async (rotationId: string) => {
    const { rotationInterval, rotateAtUtc } = await keys.get(rotationId);
    return { rotationInterval, ...rotateAtUtc };
  };

  it("is what was sent, and is changed part by part", async () => {
    const { id, rotateAtUtc } = await keys.create("short", { rotationInterval: 3 });
    expect(rotateAtUtc).toEqual({ hours: 0, minutes: 0 });
    await update(id, { rotateAtUtc: { hours: 5, minutes: 30 } });
    expect(await shortly(id)).toEqual({ rotationInterval: 3, hours: 5, minutes: 30 });
    await update(id, { rotationInterval: 10 });
    expect(await shortly(id)).toEqual({ rotationInterval: 10, hours: 5, minutes: 30 });
    const { schedule } = await keys.client.rotations.state.query({ rotationId: id });
    expect(schedule).toEqual({
      kind: "interval",
      days: 10,
      at: { hours: 5, minutes: 30 },
      timeZone: "UTC",
    });
  });

  it("is the gap of the next two dates under a cron expression, at least one day, and their time in UTC", async () => {
    const { id } = await keys.create("cron");
    const cron = (expression: string, timeZone = "UTC") =>
      update(id, { schedule: { kind: "cron", expression, timeZone } });
    await cron("30 4 * * 1");
    expect(await shortly(id)).toEqual({ rotationInterval: 7, hours: 4, minutes: 30 });
    await cron("0 */6 * * *");
    expect((await shortly(id)).rotationInterval).toBe(1);
    await cron("0 12 * * *", "Asia/Kolkata");
    expect(await shortly(id)).toEqual({ rotationInterval: 1, hours: 6, minutes: 30 });
    await expect(update(id, { rotateAtUtc: { hours: 1, minutes: 0 } })).rejects.toMatchObject(
      refusal("rotateAtUtc"),
    );
    await update(id, { rotationInterval: 2 });
    expect(await shortly(id)).toEqual({ rotationInterval: 2, hours: 0, minutes: 0 });
  });

  it("goes on one day later when the last rotation was by hand and after the time of day", async () => {
    const { id } = await keys.create("one-more", { rotationInterval: 5 });
    const next = async (lastRotatedAt: Date, lastManual: boolean) => {
      await keys.sql`update turnbolt.rotations set last_rotated_at = ${lastRotatedAt}, last_manual = ${lastManual}
        where id = ${id}`;
      const changed = await update(id, { rotateAtUtc: { hours: 12, minutes: 0 } });
      const days =
        Date.parse(changed.nextRotationAt ?? "") - new Date(lastRotatedAt).setUTCHours(12, 0, 0, 0);
      return days / 86_400_000;
    };
    const today = (hours: number, minutes = 0, ms = 0) =>
      new Date(new Date().setUTCHours(hours, minutes, 0, ms));
    expect(await next(today(11, 59, 999), true)).toBe(5);
    expect(await next(today(12), true)).toBe(6);
    expect(await next(today(23), true)).toBe(6);
    expect(await next(today(23), false)).toBe(5);
  });
});
