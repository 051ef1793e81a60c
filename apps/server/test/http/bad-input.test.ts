import { randomUUID } from "node:crypto";
import { faultProxy } from "@turnbolt/targets";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arrangeTarget, firstPassword } from "../support/pair.ts";
import { clientOf, startTurnbolt, TOKEN, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let target: Awaited<ReturnType<typeof arrangeTarget>>;
let count = 0;

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  target = await arrangeTarget(turnbolt.postgres);
}, 60_000);
afterAll(() => turnbolt.stop());

type Credentials = Partial<Awaited<ReturnType<typeof arrangeTarget>>["credentials"]>;

async function connect(over: Credentials = {}): Promise<string> {
  const { appConnection: connection } = await turnbolt.client.connections.create.mutate({
    name: `connection-${++count}`,
    app: "postgres",
    credentials: { ...target.credentials, ...over },
  });
  return connection.id;
}

const cron = (expression: string) => ({
  rotationInterval: undefined,
  schedule: { kind: "cron" as const, expression },
});

/** A request that is right but for what a test makes wrong. */
async function asked(connectionId: string, over: object = {}) {
  const number = ++count;
  return {
    type: "postgres-credentials" as const,
    name: `rotation-${number}`,
    projectId: turnbolt.projectId,
    environment: "dev",
    connectionId,
    rotationInterval: 7 as number | undefined,
    parameters: await target.pair(),
    secretsMapping: { username: `USER_${number}`, password: `PASSWORD_${number}` },
    ...over,
  };
}

const create = (input: Awaited<ReturnType<typeof asked>>) => turnbolt.client.rotations.create.mutate(input);

async function nothingSaved(name: string): Promise<void> {
  const { secretRotations } = await turnbolt.client.rotations.list.query();
  expect(secretRotations.filter((rotation) => rotation.name === name)).toEqual([]);
}

describe("a connection", () => {
  it("to a target that cannot be reached is refused with the cause, and not saved", async () => {
    await expect(connect({ port: 1 })).rejects.toMatchObject({
      message: expect.stringContaining("ECONNREFUSED"),
      data: { code: "BAD_REQUEST", rotationCode: "unavailable" },
    });
    const { appConnections } = await turnbolt.client.connections.list.query();
    expect(appConnections.map(({ name }) => name)).not.toContain(`connection-${count}`);
  });

  it("with a wrong password is refused as unauthorized, and the password is told nowhere", async () => {
    const password = `wrong-${randomUUID()}`;
    const refusal = await connect({ password }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ data: { code: "BAD_REQUEST", rotationCode: "unauthorized" } });
    expect(JSON.stringify(refusal) + turnbolt.lines.join("")).not.toContain(password);
  });

  it("never shows its password again", async () => {
    const id = await connect();
    const shown = await turnbolt.client.connections.get.query({ connectionId: id });
    expect(shown.appConnection.credentials).not.toHaveProperty("password");
    expect(JSON.stringify(shown)).not.toContain(target.credentials.password);
  });

  it("to our own database is refused", async () => {
    const own = new URL(await ownUrl());
    const refusal = connect({ host: own.hostname, port: Number(own.port) });
    await expect(refusal).rejects.toMatchObject({ message: expect.stringContaining("of this installation") });
  });

  it("is not deleted while a rotation uses it", async () => {
    const id = await connect();
    const input = await asked(id);
    await create(input);
    await expect(turnbolt.client.connections.delete.mutate({ connectionId: id })).rejects.toMatchObject({
      message: expect.stringContaining(input.name),
    });
  });
});

describe("a rotation is refused, and nothing is saved,", () => {
  it("when the target cannot be reached", async () => {
    const proxy = await faultProxy({ to: turnbolt.postgres.admin });
    try {
      const input = await asked(await connect({ host: proxy.host, port: proxy.port }));
      proxy.refuse(true);
      await expect(create(input)).rejects.toMatchObject({
        data: { code: "BAD_REQUEST", rotationCode: "unavailable" },
        message: expect.stringContaining(`${proxy.host}:${proxy.port}`),
      });
      await nothingSaved(input.name);
    } finally {
      await proxy.stop();
    }
  });

  it("when an account does not exist, before anything is changed", async () => {
    const { username1 } = await target.pair();
    const input = await asked(await connect(), { parameters: { username1, username2: "nobody" } });
    await expect(create(input)).rejects.toMatchObject({
      message: expect.stringContaining("nobody"),
      data: { rotationCode: "not-found" },
    });
    await nothingSaved(input.name);
    expect(
      await turnbolt.postgres.canLogin({ username: username1, password: firstPassword(username1) }),
    ).toBe(true);
  });

  it("when the connection lacks a right, which is named", async () => {
    const input = await asked(await connect());
    await target.sql(`revoke ${input.parameters.username2} from ${target.rotator}`);
    await expect(create(input)).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", missing: [`ADMIN OPTION ON "${input.parameters.username2}"`] },
    });
    await nothingSaved(input.name);
  });

  it("when an account is rotated already", async () => {
    const id = await connect();
    const first = await asked(id);
    await create(first);
    const second = await asked(id, { parameters: first.parameters });
    await expect(create(second)).rejects.toMatchObject({ message: expect.stringContaining(first.name) });
    await nothingSaved(second.name);
  });

  it("when a name is taken, or used twice", async () => {
    const id = await connect();
    const first = await asked(id);
    await create(first);
    await expect(create(await asked(id, { name: first.name }))).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
      message: expect.stringContaining(first.name),
    });
    await expect(create(await asked(id, { secretsMapping: first.secretsMapping }))).rejects.toMatchObject({
      message: expect.stringContaining(first.secretsMapping.username),
    });
    const twice = { username: "SAME", password: "SAME" };
    await expect(create(await asked(id, { secretsMapping: twice }))).rejects.toMatchObject({
      message: expect.stringContaining("SAME"),
    });
  });

  it.each([
    ["a name that is no slug", { name: "Not A Slug" }, ["name"]],
    ["a missing parameter", { parameters: { username1: "a" } }, ["parameters", "username2"]],
    ["no days", { rotationInterval: 0 }, ["rotationInterval"]],
    ["no schedule at all", { rotationInterval: undefined }, ["rotationInterval"]],
    ["two schedules", { schedule: { kind: "cron", expression: "0 3 * * *" } }, ["schedule"]],
    ["half a time of day", { rotateAtUtc: { hours: 3 } }, ["rotateAtUtc", "minutes"]],
    [
      "a secret name with a space",
      { secretsMapping: { username: "A B", password: "C" } },
      ["secretsMapping", "username"],
    ],
    ["a cron expression that is none", { ...cron("often") }, ["schedule"]],
    ["a date that never comes", { ...cron("0 0 30 2 *") }, ["schedule"]],
    ["an overlap longer than the interval", { overlap: 200 }, ["overlap"]],
    ["a project that is not there", { projectId: "mars" }, ["projectId"]],
    ["an environment that is not there", { environment: "mars" }, ["environment"]],
    ["a folder that is not there", { secretPath: "/mars" }, ["secretPath"]],
  ])("for %s, with the path", async (_, over, path) => {
    const input = await asked(await connect(), over);
    await expect(create(input)).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", issues: [expect.objectContaining({ path })] },
    });
    await nothingSaved(input.name);
  });
});

describe("hostile names", () => {
  it.each(["o'brien", 'quo"te', "semi;colon", "$$dollar$$", "ünïcödé 🔑", "back\\slash", "x".repeat(60)])(
    "work: %s",
    async (name) => {
      const parameters = await target.pair({
        username1: `${name}_1`.slice(-62),
        username2: `${name}_2`.slice(-62),
      });
      const input = await asked(await connect(), { parameters });
      const rotationId = (await create(input)).secretRotation.id;
      await turnbolt.client.rotations.rotate.mutate({ rotationId });
      const { generatedCredentials, activeIndex } =
        await turnbolt.client.rotations.generatedCredentials.query({ rotationId });
      const secret = generatedCredentials[activeIndex] as { username: string; password: string };
      expect(secret.username).toBe(parameters.username2);
      expect(await turnbolt.postgres.canLogin(secret)).toBe(true);
    },
  );

  it.each(['it\'s "quoted"; $$x$$ \\', "pässwörd 🔑", "p".repeat(250)])(
    "and passwords of the connection work: %s",
    async (password) => {
      const own = await arrangeTarget(turnbolt.postgres, password);
      const { secretRotation } = await create(
        await asked(await connect(own.credentials), { parameters: await own.pair() }),
      );
      expect(secretRotation.rotationStatus).toBe("success");
    },
  );

  it("of 250 characters are refused cleanly", async () => {
    const parameters = { username1: "a".repeat(250), username2: "b".repeat(250) };
    await expect(create(await asked(await connect(), { parameters }))).rejects.toMatchObject({
      data: {
        code: "BAD_REQUEST",
        issues: [{ path: ["parameters", "username1"] }, { path: ["parameters", "username2"] }],
      },
    });
  });
});

describe("a connection whose login stops working", () => {
  it("is marked broken and its rotations are held once, with one alert; a mended one frees them", async () => {
    const own = await arrangeTarget(turnbolt.postgres);
    const id = await connect(own.credentials);
    const made = [];
    for (let number = 0; number < 2; number++) {
      made.push((await create(await asked(id, { parameters: await own.pair() }))).secretRotation.id);
    }
    const [first = "", second = ""] = made;
    await target.sql(`alter role ${own.rotator} password 'changed behind our back'`);
    const refused = await turnbolt.client.rotations.rotate.mutate({ rotationId: first }).catch(told);
    expect(refused).toMatchObject({
      message: expect.stringContaining("goes on when the connection is mended"),
      data: { code: "INTERNAL_SERVER_ERROR", runId: expect.any(String) },
    });
    expect(await turnbolt.client.rotations.get.query({ rotationId: second })).toMatchObject({
      secretRotation: { rotationStatus: "attention", isAutoRotationEnabled: true },
    });
    expect(await stateOf(second)).toBe("held");
    await expect(turnbolt.client.rotations.rotate.mutate({ rotationId: second })).rejects.toMatchObject({
      data: { code: "CONFLICT" },
    });
    expect(await refusedLogins(own.rotator)).toBe(1);
    await turnbolt.client.connections.update.mutate({
      connectionId: id,
      credentials: { password: "changed behind our back" },
    });
    const { runId = "" } = (refused as Refused).data;
    await turnbolt.client.runs.retry.mutate({ runId });
    await expect
      .poll(async () => (await turnbolt.client.runs.get.query({ runId })).run.state, { timeout: 10_000 })
      .toBe("done");
    expect(await stateOf(second)).toBe("idle");
  });
});

describe("a request", () => {
  const call = (path: string, authorization?: string, init: RequestInit = {}) =>
    fetch(`${turnbolt.url}${path}`, {
      ...init,
      headers: { ...init.headers, ...(authorization && { authorization }) },
    });

  it("without the token, or with another one, gets nothing but health", async () => {
    expect((await call("/healthz")).status).toBe(200);
    expect((await call("/readyz")).status).toBe(200);
    expect((await call("/trpc/health.ready", "Bearer not-the-token")).status).toBe(200);
    for (const path of ["/trpc/rotations.list", "/trpc/health.ready,rotations.list?batch=1"]) {
      for (const authorization of [undefined, "Bearer not-the-token", TOKEN]) {
        const answer = await call(path, authorization);
        expect(answer.status).toBe(401);
        expect(answer.headers.get("www-authenticate")).toBe("Bearer");
      }
    }
    expect((await call("/trpc/rotations.list", `Bearer ${TOKEN}`)).status).toBe(200);
    await expect(clientOf(turnbolt.url, "wrong").rotations.list.query()).rejects.toThrow("token");
  });

  it("that is too large is refused, and every answer carries an id and says what may be done with it", async () => {
    const body = JSON.stringify({ name: "x".repeat(2_000_000) });
    const answer = await call("/trpc/rotations.create", `Bearer ${TOKEN}`, { method: "POST", body });
    expect(answer.status).toBe(413);
    expect(answer.headers.get("x-request-id")).toMatch(/\S+/);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it.each([
    ["rotations.get", "rotationId"],
    ["connections.get", "connectionId"],
    ["runs.get", "runId"],
  ])("for what is not there is told so: %s", async (path, field) => {
    const input = encodeURIComponent(JSON.stringify({ [field]: randomUUID() }));
    const answer = await call(`/trpc/${path}?input=${input}`, `Bearer ${TOKEN}`);
    expect(answer.status).toBe(404);
  });
});

/** What a client knows of a refusal. */
interface Refused {
  readonly data: { readonly runId?: string };
}

const told = (error: unknown) => error;

const stateOf = async (rotationId: string): Promise<string> =>
  (await turnbolt.client.rotations.state.query({ rotationId })).state;

/** How often the target's own log says that it refused this account. */
async function refusedLogins(account: string): Promise<number> {
  const log = await turnbolt.postgres.log();
  return log.split("\n").filter((line) => line.includes(`authentication failed for user "${account}"`))
    .length;
}

const ownUrl = async (): Promise<string> => turnbolt.server.settings.databaseUrl ?? "";
