import { isRotationError, type RotationErrorCode } from "@turnbolt/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "./emulator/server.ts";
import { provider } from "./provider.ts";
import { recordingRuntime } from "./runtime.ts";
import { closedPort, logsIn, startAws } from "./target.ts";

const parameters = { userName: "exporter" };

let now: number;
let emulator: Emulator;
let connection: Awaited<ReturnType<typeof startAws>>["connection"];

beforeEach(async () => {
  now = Date.parse("2026-03-01T12:00:00Z");
  ({ emulator, connection } = await startAws({ now: () => now }));
  emulator.account.addUser("exporter", { path: "/rotated/" });
});
afterEach(() => emulator.stop());

async function callOn(given: Parameters<typeof provider.connect>[0] = connection, host = recordingRuntime()) {
  const client = await provider.connect(given, host.runtime);
  const run = { id: "run", label: "turnbolt-run" };
  return { host, call: { client, connection: given, parameters, runtime: host.runtime, run, current: null } };
}

const neededUntil = new Date(0);
const keys = () => emulator.account.liveKeys(emulator.account.user("exporter"));
const plant = () => emulator.account.createKey(emulator.account.user("exporter"));
const secretOf = ({ id, secret }: { id: string; secret: string }) => ({
  accessKeyId: id,
  secretAccessKey: secret,
});
const trial = ({ id, secret }: { id: string; secret: string }) => ({
  handle: id,
  secret: { accessKeyId: id, secretAccessKey: secret },
});

/** A policy for one path denies what it cannot find there: only one for every user shows that there is none. */
const allowEverything = () =>
  emulator.account.user("turnbolt").policies.push({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
  });

const codeOf = (work: Promise<unknown>): Promise<RotationErrorCode | "done" | "another error"> =>
  work.then(
    () => "done",
    (error: unknown) => (isRotationError(error) ? error.code : "another error"),
  );

describe("issue", () => {
  it("makes one key in one request, whose kept answer holds it", async () => {
    const { call, host } = await callOn();
    await provider.issue({ ...call, neededUntil });
    expect(host.requests).toHaveLength(1);
    expect(emulator.requests.map(({ action }) => action)).toEqual(["CreateAccessKey"]);
    const { handle, secret } = provider.read(
      { status: 200, body: host.bodies[0] ?? "", complete: true },
      parameters,
    );
    expect([handle]).toEqual(keys().map(({ id }) => id));
    expect(await logsIn(emulator.baseUrl, emulator.account, "exporter", secret)).toBe(true);
  });

  it("asks once, whatever the answer", async () => {
    const { call } = await callOn();
    const failures = [
      { status: 503, code: "ServiceUnavailable", message: "Service is unavailable" },
      { status: 500, code: "ServiceFailure", message: "Internal failure" },
      { status: 400, code: "Throttling", message: "Rate exceeded" },
    ];
    for (const what of failures) {
      emulator.fail("CreateAccessKey", { when: "before", what });
      emulator.requests.length = 0;
      await codeOf(provider.issue({ ...call, neededUntil }));
      expect(emulator.requests, what.code).toHaveLength(1);
    }
  });

  it("says full when the user has two keys, and leaves both", async () => {
    const strangers = [plant(), plant()];
    const { call } = await callOn();
    expect(await codeOf(provider.issue({ ...call, neededUntil }))).toBe("full");
    expect(keys()).toEqual(strangers);
  });

  it("does not know the outcome when the answer is lost", async () => {
    const { call } = await callOn();
    for (const what of ["drop the connection", "cut the answer short"] as const) {
      emulator.fail("CreateAccessKey", { when: "after", what });
      expect(await codeOf(provider.issue({ ...call, neededUntil }))).toBe("unavailable");
    }
    expect(keys()).toHaveLength(2);
  });
});

describe("verify", () => {
  it("takes the right secret, and refuses a wrong one, an inactive key and none at all", async () => {
    const key = plant();
    const { call } = await callOn();
    const verify = (secret: { accessKeyId: string; secretAccessKey: string }) =>
      codeOf(provider.verify({ ...call, credential: { handle: key.id, secret } }));
    expect(await verify(secretOf(key))).toBe("done");
    expect(await verify({ ...secretOf(key), secretAccessKey: "nonsense" })).toBe("refused");
    expect(await verify({ ...secretOf(key), accessKeyId: "AKIAIOSFODNN7EXAMPLE" })).toBe("refused");
    key.status = "Inactive";
    expect(await verify(secretOf(key))).toBe("refused");
  });

  it("signs as the credential and never as the connection", async () => {
    const key = plant();
    const { call } = await callOn();
    emulator.requests.length = 0;
    await provider.verify({ ...call, credential: trial(key) });
    expect(emulator.requests).toMatchObject([
      { action: "GetCallerIdentity", arn: emulator.account.user("exporter").arn },
    ]);
  });

  it("needs no login of the connection's", async () => {
    const key = plant();
    const { call } = await callOn();
    const broken = { ...connection, secretAccessKey: "nonsense" };
    await provider.verify({ ...call, connection: broken, credential: trial(key) });
  });

  it("refuses a new key until it has spread, and takes it then", async () => {
    emulator.account.user("exporter").lag = { loginMs: 9_000, listMs: 0 };
    const credential = trial(plant());
    const { call } = await callOn();
    expect(await codeOf(provider.verify({ ...call, credential }))).toBe("refused");
    now += 9_000;
    expect(await codeOf(provider.verify({ ...call, credential }))).toBe("done");
  });

  it("could not ask where AWS says nothing about the secret", async () => {
    const credential = trial(plant());
    const { call } = await callOn();
    const verify = () => codeOf(provider.verify({ ...call, credential }));
    emulator.tune.skewMs = 20 * 60_000;
    expect(await verify()).toBe("unavailable");
    emulator.tune.skewMs = 0;
    const answers = [
      [{ status: 400, code: "Throttling", message: "Rate exceeded" }, "rate-limited"],
      [{ status: 429, code: "SlowDown", message: "-" }, "rate-limited"],
      [{ status: 503, code: "ServiceUnavailable", message: "-" }, "unavailable"],
      [{ status: 403, code: "SomethingNew", message: "-" }, "unavailable"],
    ] as const;
    for (const [what, expected] of answers) {
      emulator.fail("GetCallerIdentity", { when: "before", what });
      expect(await verify(), what.code).toBe(expected);
    }
    emulator.fail("GetCallerIdentity", { when: "after", what: "drop the connection" });
    expect(await verify()).toBe("unavailable");
    const closed = { ...connection, baseUrl: `http://127.0.0.1:${await closedPort()}` };
    expect(await codeOf(provider.verify({ ...call, connection: closed, credential }))).toBe("unavailable");
  });

  it("counts a denial by policy as a login", async () => {
    const { call } = await callOn();
    const what = {
      status: 403,
      code: "AccessDenied",
      message: "not authorized to perform: sts:GetCallerIdentity",
    };
    emulator.fail("GetCallerIdentity", { when: "before", what });
    expect(await codeOf(provider.verify({ ...call, credential: trial(plant()) }))).toBe("done");
  });

  it("does not take another user's key for this user's", async () => {
    const other = emulator.account.createKey(emulator.account.addUser("other-exporter"));
    const { call } = await callOn();
    expect(await codeOf(provider.verify({ ...call, credential: trial(other) }))).toBe("invalid");
  });

  it("asks the STS of the region it is told, with a signature for it", async () => {
    const key = plant();
    const { call, host } = await callOn();
    await provider.verify({
      ...call,
      parameters: { ...parameters, region: "eu-central-1" },
      credential: trial(key),
    });
    expect(key.lastUsed?.region).toBe("eu-central-1");
    expect(host.requests).toHaveLength(1);
  });
});

describe("revoke", () => {
  it("notes the last use, switches off, deletes", async () => {
    const [kept, key] = [plant(), plant()];
    await logsIn(emulator.baseUrl, emulator.account, "exporter", secretOf(key));
    const { call, host } = await callOn();
    emulator.requests.length = 0;
    await provider.revoke({ ...call, handle: key.id });
    expect(emulator.requests.map(({ action }) => action)).toEqual([
      "GetAccessKeyLastUsed",
      "UpdateAccessKey",
      "DeleteAccessKey",
    ]);
    expect(key.status).toBe("Inactive");
    expect(keys()).toEqual([kept]);
    expect(host.logged).toEqual([`${key.id} was last used at 2026-03-01T12:00:00.000Z (sts, us-east-1)`]);
  });

  it("is done when the key, or its user, is gone", async () => {
    const key = plant();
    const { call } = await callOn();
    await provider.revoke({ ...call, handle: key.id });
    await provider.revoke({ ...call, handle: key.id });
    emulator.account.users.delete("exporter");
    allowEverything();
    await provider.revoke({ ...call, handle: key.id });
  });

  it("can be done again after it broke at any step", async () => {
    for (const action of ["UpdateAccessKey", "DeleteAccessKey"]) {
      for (const when of ["before", "after"] as const) {
        const key = plant();
        const { call } = await callOn();
        emulator.fail(action, { when, what: "drop the connection" });
        expect(await codeOf(provider.revoke({ ...call, handle: key.id }))).toBe("unavailable");
        expect(await codeOf(provider.revoke({ ...call, handle: key.id }))).toBe("done");
        expect(keys()).toEqual([]);
      }
    }
  });

  it("goes on when the last use is not to be known", async () => {
    const key = plant();
    const { call, host } = await callOn();
    const what = { status: 403, code: "AccessDenied", message: "vendor text" };
    emulator.fail("GetAccessKeyLastUsed", { when: "before", what });
    await provider.revoke({ ...call, handle: key.id });
    expect(keys()).toEqual([]);
    expect(host.logged.join()).toContain("not known");
  });
});

describe("list", () => {
  it("names every key with its dates, through all pages", async () => {
    const first = plant();
    now += 60_000;
    const second = plant();
    await logsIn(emulator.baseUrl, emulator.account, "exporter", secretOf(first));
    emulator.tune.pageSize = 1;
    const { call } = await callOn();
    expect(await provider.list(call)).toEqual([
      {
        handle: first.id,
        issuedAt: new Date("2026-03-01T12:00:00Z"),
        lastUsedAt: new Date("2026-03-01T12:01:00Z"),
      },
      { handle: second.id, issuedAt: new Date("2026-03-01T12:01:00Z"), lastUsedAt: undefined },
    ]);
  });

  it("counts a key as used when AWS will not tell, and still names one that was just deleted", async () => {
    const key = plant();
    emulator.account.user("exporter").lag = { loginMs: 0, listMs: 5_000 };
    now += 5_000;
    emulator.account.deleteKey(key);
    const { call } = await callOn();
    const issuedAt = new Date("2026-03-01T12:00:00Z");
    expect(await provider.list(call)).toEqual([{ handle: key.id, issuedAt, lastUsedAt: issuedAt }]);
    allowEverything();
    expect(await provider.list(call)).toEqual([{ handle: key.id, issuedAt, lastUsedAt: undefined }]);
  });
});

describe("a connection that assumes a role", () => {
  const assumeRole = () => ({
    ...connection,
    method: "assume-role" as const,
    roleArn: emulator.account.addRole(
      "keys",
      { principalArn: "arn:aws:iam::123456789012:user/turnbolt", externalId: "ours" },
      [{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:*", Resource: "*" }] }],
    ).arn,
    externalId: "ours",
  });
  const mayAssume = { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" } as const;

  it("works as the role, and its issue is still one request", async () => {
    emulator.account
      .user("turnbolt")
      .policies.splice(0, 1, { Version: "2012-10-17", Statement: [mayAssume] });
    const given = assumeRole();
    const { call } = await callOn(given);
    const issuing = recordingRuntime();
    await provider.issue({ ...call, runtime: issuing.runtime, neededUntil });
    expect(issuing.requests).toHaveLength(1);
    expect(emulator.requests.map(({ action, arn }) => [action, arn?.split(":").at(-1)])).toEqual([
      ["AssumeRole", "user/turnbolt"],
      ["CreateAccessKey", "assumed-role/keys/turnbolt"],
    ]);
  });

  it("says forbidden when it may not take the role, and unauthorized when its key is refused", async () => {
    const given = assumeRole();
    expect(await codeOf(callOn(given))).toBe("forbidden");
    expect(await codeOf(callOn({ ...given, secretAccessKey: "nonsense" }))).toBe("unauthorized");
  });

  it("waits when the session has ended, and does not call the connection broken", async () => {
    emulator.account.user("turnbolt").policies.push({ Version: "2012-10-17", Statement: [mayAssume] });
    const { call } = await callOn(assumeRole());
    now += 3600_000;
    expect(await codeOf(provider.list(call))).toBe("rate-limited");
  });
});

describe("errors", () => {
  it("say what to do, and hold nothing of what AWS wrote", async () => {
    const { call } = await callOn();
    const what = { status: 403, code: "AccessDenied", message: "vendor-text-canary" };
    emulator.fail("CreateAccessKey", { when: "before", what });
    const error = await Promise.resolve(provider.issue({ ...call, neededUntil })).catch(
      (error: unknown) => error,
    );
    expect(isRotationError(error) && error.message).toMatch(
      /iam:CreateAccessKey for exporter: AccessDenied; attach/,
    );
    expect(everythingIn(error)).not.toContain("canary");
  });

  it("hold no secret when the answer that carries it cannot be parsed", async () => {
    const secret = "canary+wJalrXUtnFEMI";
    const body = `<CreateAccessKeyResponse><CreateAccessKeyResult><SecretAccessKey>${secret}</Secret`;
    const host = recordingRuntime(async () => new Response(body, { status: 200 }));
    const { call } = await callOn(connection, host);
    const error = await Promise.resolve(provider.issue({ ...call, neededUntil })).catch(
      (error: unknown) => error,
    );
    expect(await codeOf(Promise.reject(error))).toBe("unavailable");
    expect(everythingIn(error)).not.toContain("canary");
  });

  it("carry how long AWS wants to be left alone", async () => {
    const { call } = await callOn();
    const what = { status: 400, code: "Throttling", message: "Rate exceeded", retryAfter: "7" };
    emulator.fail("ListAccessKeys", { when: "before", what });
    await expect(provider.list(call)).rejects.toMatchObject({ code: "rate-limited", retryAfterMs: 7000 });
  });

  it("tell an unknown user from a refused connection", async () => {
    const { call } = await callOn();
    allowEverything();
    expect(await codeOf(provider.issue({ ...call, parameters: { userName: "nobody" }, neededUntil }))).toBe(
      "not-found",
    );
    const { call: broken } = await callOn({ ...connection, secretAccessKey: "nonsense" });
    expect(await codeOf(provider.issue({ ...broken, neededUntil }))).toBe("unauthorized");
  });
});

/** Everything that can be printed of an error and its causes, hidden fields included. */
function everythingIn(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  return Object.getOwnPropertyNames(error)
    .map((name) => everythingIn(Reflect.get(error, name)))
    .join("\n");
}
