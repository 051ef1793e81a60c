import { isRotationError } from "@turnbolt/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { provider } from "./provider.ts";
import { recordingRuntime } from "./runtime.ts";
import { codeOf, neededUntil, openSession, type Session } from "./session.ts";
import { logsIn } from "./target.ts";

let session: Session;
beforeEach(async () => {
  session = await openSession();
});
afterEach(() => session.emulator.stop());

describe("issue", () => {
  it("makes one key in one request, whose kept answer holds it", async () => {
    const { call, host } = await session.callOn();
    await provider.issue({ ...call, neededUntil });
    expect(host.requests).toHaveLength(1);
    expect(session.emulator.requests.map(({ action }) => action)).toEqual(["CreateAccessKey"]);
    const { handle, secret } = provider.read(
      { status: 200, body: host.bodies[0] ?? "", complete: true },
      call.parameters,
    );
    expect([handle]).toEqual(session.keys().map(({ id }) => id));
    expect(await logsIn(session.emulator.baseUrl, session.emulator.account, "exporter", secret)).toBe(true);
  });

  it("asks once, whatever the answer", async () => {
    const { call } = await session.callOn();
    const failures = [
      { status: 503, code: "ServiceUnavailable", message: "Service is unavailable" },
      { status: 500, code: "ServiceFailure", message: "Internal failure" },
      { status: 400, code: "Throttling", message: "Rate exceeded" },
    ];
    for (const what of failures) {
      session.emulator.fail("CreateAccessKey", { when: "before", what });
      session.emulator.requests.length = 0;
      await codeOf(provider.issue({ ...call, neededUntil }));
      expect(session.emulator.requests, what.code).toHaveLength(1);
    }
  });

  it("ends when the host ends it, with an unknown outcome", async () => {
    const host = recordingRuntime();
    const over = new AbortController();
    const { call } = await session.callOn(session.connection, {
      ...host,
      runtime: { ...host.runtime, signal: over.signal },
    });
    const asleep = Promise.withResolvers<void>();
    session.emulator.fail("CreateAccessKey", { when: "after", what: { waitFor: asleep.promise } });
    const issuing = codeOf(provider.issue({ ...call, neededUntil }));
    over.abort();
    expect(await issuing).toBe("unavailable");
    asleep.resolve();
  });

  it("says full when the user has two keys, and leaves both", async () => {
    const strangers = [session.plant(), session.plant()];
    const { call } = await session.callOn();
    expect(await codeOf(provider.issue({ ...call, neededUntil }))).toBe("full");
    expect(session.keys()).toEqual(strangers);
  });

  it("does not know the outcome when the answer is lost", async () => {
    const { call } = await session.callOn();
    for (const what of ["drop the connection", "cut the answer short"] as const) {
      session.emulator.fail("CreateAccessKey", { when: "after", what });
      expect(await codeOf(provider.issue({ ...call, neededUntil }))).toBe("unavailable");
    }
    expect(session.keys()).toHaveLength(2);
  });
});

describe("errors", () => {
  it("say what to do, and hold nothing of what AWS wrote", async () => {
    const { call } = await session.callOn();
    const what = { status: 403, code: "AccessDenied", message: "vendor-text-canary" };
    session.emulator.fail("CreateAccessKey", { when: "before", what });
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
    const { call } = await session.callOn(session.connection, host);
    const error = await Promise.resolve(provider.issue({ ...call, neededUntil })).catch(
      (error: unknown) => error,
    );
    expect(await codeOf(Promise.reject(error))).toBe("unavailable");
    expect(everythingIn(error)).not.toContain("canary");
  });

  it("carry how long AWS wants to be left alone", async () => {
    const { call } = await session.callOn();
    const what = { status: 400, code: "Throttling", message: "Rate exceeded", retryAfter: "7" };
    session.emulator.fail("ListAccessKeys", { when: "before", what });
    await expect(provider.list(call)).rejects.toMatchObject({ code: "rate-limited", retryAfterMs: 7000 });
  });

  it("tell an unknown user from a refused connection", async () => {
    const { call } = await session.callOn();
    session.allowEverything();
    expect(await codeOf(provider.issue({ ...call, parameters: { userName: "nobody" }, neededUntil }))).toBe(
      "not-found",
    );
    const { call: broken } = await session.callOn({ ...session.connection, secretAccessKey: "nonsense" });
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
