import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arrangeTarget, firstPassword } from "../support/pair.ts";
import { clientOf, startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let target: Awaited<ReturnType<typeof arrangeTarget>>;
let connectionId: string;
let count = 0;

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  target = await arrangeTarget(turnbolt.postgres);
  const { connection } = await turnbolt.client.connections.create.mutate({
    name: "target",
    app: "postgres",
    credentials: target.credentials,
  });
  connectionId = connection.id;
}, 60_000);
afterAll(() => turnbolt.stop());

const weekly = { kind: "interval", days: 7, at: { hours: 3, minutes: 0 } } as const;
const canLogin = (login: { username: string; password: string }) => turnbolt.postgres.canLogin(login);

/** What a client sends for a new pair of accounts. */
async function asked(parameters?: { username1: string; username2: string }) {
  const number = ++count;
  return {
    type: "postgres-credentials" as const,
    name: `pair-${number}`,
    environment: "dev",
    connectionId,
    schedule: weekly,
    parameters: parameters ?? (await target.pair()),
    secretsMapping: { username: `USER_${number}`, password: `PASSWORD_${number}` },
  };
}

async function published(input: Awaited<ReturnType<typeof asked>>) {
  const { username, password } = input.secretsMapping;
  const read = async (secretName: string) => {
    const at = { projectSlug: "default", environment: "dev", secretName };
    return (await turnbolt.client.secrets.read.query(at)).secret.secretValue;
  };
  return { username: await read(username), password: await read(password) };
}

describe("creating a rotation", () => {
  it("publishes a credential that logs in, and says when the next run is due", async () => {
    const input = await asked();
    const { rotation, run } = await turnbolt.client.rotations.create.mutate(input);
    expect(run.state).toBe("done");
    expect(run.steps.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      "issue ok",
      "verify ok",
      "promote ok",
    ]);
    expect(rotation.status).toBe("success");
    expect(new Date(rotation.nextRotationAt ?? 0).getUTCHours()).toBe(3);
    expect(await canLogin(await published(input))).toBe(true);
  });

  it("with the credential as it is now changes nothing at the target", async () => {
    const input = await asked();
    const { username1 } = input.parameters;
    const current = { username: username1, password: firstPassword(username1) };
    const { rotation } = await turnbolt.client.rotations.create.mutate({ ...input, current });
    expect(await published(input)).toEqual(current);
    expect(await canLogin(current)).toBe(true);
    const { versions, nextDates } = await turnbolt.client.rotations.get.query({ id: rotation.id });
    expect(versions).toMatchObject([{ number: 1, handle: username1, state: "active" }]);
    expect(nextDates).toHaveLength(5);
  });

  it("with a credential that is not the current one saves nothing", async () => {
    const input = await asked();
    const current = { username: input.parameters.username1, password: "not the password" };
    await expect(turnbolt.client.rotations.create.mutate({ ...input, current })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
      message: expect.stringContaining("refuse"),
    });
    expect(await names()).not.toContain(input.name);
    expect(await canLogin({ username: current.username, password: firstPassword(current.username) })).toBe(
      true,
    );
  });

  it("answers at once when nobody wants to wait, and the run can be watched live", async () => {
    const { run } = await turnbolt.client.rotations.create.mutate({ ...(await asked()), wait: false });
    const states = await new Promise<string[]>((resolve, reject) => {
      const seen: string[] = [];
      turnbolt.client.runs.live.subscribe(
        { id: run.id },
        {
          onData: ({ data }) => {
            seen.push(data.state);
            if (data.ended) resolve(seen);
          },
          onError: reject,
        },
      );
    });
    expect(states.at(-1)).toBe("done");
  });
});

describe("a rotation", () => {
  it("rotates: the first stays until it is retired, then is refused", async () => {
    const input = await asked();
    const { rotation } = await turnbolt.client.rotations.create.mutate(input);
    const first = await published(input);
    const { run } = await turnbolt.client.rotations.rotate.mutate({ id: rotation.id });
    expect(run.state).toBe("done");
    const second = await published(input);
    expect(second.username).not.toBe(first.username);
    expect([await canLogin(first), await canLogin(second)]).toEqual([true, true]);
    await turnbolt.client.rotations.retireNow.mutate({ id: rotation.id });
    await retired(rotation.id);
    expect([await canLogin(first), await canLogin(second)]).toEqual([false, true]);
  });

  it("shows its generated credentials, and the published one is checked by logging in", async () => {
    const input = await asked();
    const { rotation } = await turnbolt.client.rotations.create.mutate(input);
    const id = { id: rotation.id };
    const { credentials, activeIndex } = await turnbolt.client.rotations.generatedCredentials.query(id);
    expect(credentials[activeIndex]?.secret).toEqual(await published(input));
    expect(await turnbolt.client.rotations.check.mutate(id)).toMatchObject({
      handle: input.parameters.username1,
    });
    await target.sql(`alter role "${input.parameters.username1}" password 'somebody else was here'`);
    await expect(turnbolt.client.rotations.check.mutate(id)).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", rotationCode: "refused" },
    });
    const { run } = await turnbolt.client.rotations.reconcile.mutate(id);
    expect(run.state).toBe("done");
    expect(await canLogin(await published(input))).toBe(true);
  });

  it("is paused and resumed, planned, edited, found and listed", async () => {
    const input = await asked();
    const { id } = (await turnbolt.client.rotations.create.mutate(input)).rotation;
    const { rotations } = turnbolt.client;
    expect(await rotations.pause.mutate({ id })).toMatchObject({ auto: false, nextRotationAt: null });
    expect(await rotations.resume.mutate({ id })).toMatchObject({ auto: true });
    expect((await rotations.plan.mutate({ id })).steps.join()).toContain("verify");
    const changed = {
      description: "for the shop",
      overlapHours: 12,
      secretsMapping: { password: "SHOP_PASSWORD" },
    };
    expect(await rotations.update.mutate({ id, ...changed })).toMatchObject({
      description: "for the shop",
      overlapHours: 12,
      secretsMapping: { username: input.secretsMapping.username, password: "SHOP_PASSWORD" },
    });
    const found = await rotations.list.query({ search: "the shop" });
    expect(found.rotations.map(({ name }) => name)).toEqual([input.name]);
    const first = await rotations.list.query({ limit: 1 });
    const second = await rotations.list.query({ limit: 1, cursor: first.next ?? "" });
    expect(second.rotations[0]?.id).not.toBe(first.rotations[0]?.id);
  });

  it("is not rotated twice at once: the second request is told which run is under way", async () => {
    const input = await asked();
    const { rotation } = await turnbolt.client.rotations.create.mutate(input);
    const { id } = rotation;
    const both = await Promise.allSettled([
      turnbolt.client.rotations.rotate.mutate({ id }),
      clientOf(turnbolt.url).rotations.rotate.mutate({ id }),
    ]);
    const refused = both.filter(({ status }) => status === "rejected");
    expect(refused).toMatchObject([{ reason: { data: { code: "CONFLICT", runId: expect.any(String) } } }]);
  });

  it("asked for twice under one key is rotated once", async () => {
    const { rotation } = await turnbolt.client.rotations.create.mutate(await asked());
    const request = { id: rotation.id, requestKey: "from a client that tries again" };
    const first = await turnbolt.client.rotations.rotate.mutate(request);
    const second = await turnbolt.client.rotations.rotate.mutate(request);
    expect(second.run.id).toBe(first.run.id);
    const { runs } = await turnbolt.client.runs.list.query({ rotationId: rotation.id });
    expect(runs.map(({ kind }) => kind)).toEqual(["rotate", "create"]);
  });

  it("refuses what makes no sense now: a release, a retirement, a retry, a cancellation", async () => {
    const { rotation, run } = await turnbolt.client.rotations.create.mutate(await asked());
    const { rotations, runs } = turnbolt.client;
    for (const refused of [
      () => rotations.release.mutate({ id: rotation.id }),
      () => rotations.retireNow.mutate({ id: rotation.id }),
      () => runs.retry.mutate({ id: run.id }),
    ]) {
      await expect(refused()).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
    }
    await expect(runs.cancel.mutate({ id: run.id })).rejects.toMatchObject({
      data: { code: "CONFLICT", runId: run.id },
    });
  });

  it("is let go without touching the target", async () => {
    const input = await asked();
    const { rotation } = await turnbolt.client.rotations.create.mutate(input);
    const last = await published(input);
    await turnbolt.client.rotations.forget.mutate({ id: rotation.id, deleteSecrets: true });
    expect(await canLogin(last)).toBe(true);
    await expect(published(input)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    // Its accounts and names are free again.
    const { rotation: again } = await turnbolt.client.rotations.create.mutate(input);
    expect(again.status).toBe("success");
  });

  it("is deleted with its credentials and secrets", async () => {
    const input = await asked();
    const { rotation } = await turnbolt.client.rotations.create.mutate(input);
    const last = await published(input);
    const { removed } = await turnbolt.client.rotations.delete.mutate({
      id: rotation.id,
      revokeGeneratedCredentials: true,
      deleteSecrets: true,
    });
    expect(removed).toBe(true);
    expect(await canLogin(last)).toBe(false);
    await expect(turnbolt.client.rotations.get.query({ id: rotation.id })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
    await expect(published(input)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
  });

  it("is deleted without its credentials: they go on working and the secrets stay", async () => {
    const input = await asked();
    const { rotation } = await turnbolt.client.rotations.create.mutate(input);
    await turnbolt.client.rotations.delete.mutate({ id: rotation.id });
    expect(await canLogin(await published(input))).toBe(true);
  });
});

async function names(): Promise<string[]> {
  const { rotations } = await turnbolt.client.rotations.list.query({ limit: 200 });
  return rotations.map(({ name }) => name);
}

/** Waits for the small run that ends the overlap. */
async function retired(rotationId: string): Promise<void> {
  await expect
    .poll(async () => (await turnbolt.client.runs.list.query({ rotationId })).runs[0], { timeout: 10_000 })
    .toMatchObject({ kind: "retire", state: "done" });
}
