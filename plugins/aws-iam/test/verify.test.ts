import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { provider } from "./provider.ts";
import { codeOf, openSession, type Session, secretOf, trial } from "./session.ts";
import { closedPort } from "./target.ts";

let session: Session;
beforeEach(async () => {
  session = await openSession();
});
afterEach(() => session.emulator.stop());

describe("verify", () => {
  it("takes the right secret, and refuses a wrong one, an inactive key and none at all", async () => {
    const key = session.plant();
    const { call } = await session.callOn();
    const verify = (secret: { accessKeyId: string; secretAccessKey: string }) =>
      codeOf(provider.verify({ ...call, credential: { handle: key.id, secret } }));
    expect(await verify(secretOf(key))).toBe("done");
    expect(await verify({ ...secretOf(key), secretAccessKey: "nonsense" })).toBe("refused");
    expect(await verify({ ...secretOf(key), accessKeyId: "AKIAIOSFODNN7EXAMPLE" })).toBe("refused");
    key.status = "Inactive";
    expect(await verify(secretOf(key))).toBe("refused");
  });

  it("signs as the credential and never as the connection", async () => {
    const key = session.plant();
    const { call } = await session.callOn();
    session.emulator.requests.length = 0;
    await provider.verify({ ...call, credential: trial(key) });
    expect(session.emulator.requests).toMatchObject([
      { action: "GetCallerIdentity", arn: session.exporter.arn },
    ]);
  });

  it("needs no login of the connection's", async () => {
    const key = session.plant();
    const { call } = await session.callOn();
    const broken = { ...session.connection, secretAccessKey: "nonsense" };
    await provider.verify({ ...call, connection: broken, credential: trial(key) });
  });

  it("refuses a new key until it has spread, and takes it then", async () => {
    session.exporter.lag = { loginMs: 9_000, listMs: 0 };
    const credential = trial(session.plant());
    const { call } = await session.callOn();
    expect(await codeOf(provider.verify({ ...call, credential }))).toBe("refused");
    session.clock.time += 9_000;
    expect(await codeOf(provider.verify({ ...call, credential }))).toBe("done");
  });

  it("could not ask where AWS says nothing about the secret", async () => {
    const credential = trial(session.plant());
    const { call } = await session.callOn();
    const verify = () => codeOf(provider.verify({ ...call, credential }));
    session.emulator.tune.skewMs = 20 * 60_000;
    expect(await verify()).toBe("unavailable");
    session.emulator.tune.skewMs = 0;
    const answers = [
      [{ status: 400, code: "Throttling", message: "Rate exceeded" }, "rate-limited"],
      [{ status: 429, code: "SlowDown", message: "-" }, "rate-limited"],
      [{ status: 503, code: "ServiceUnavailable", message: "-" }, "unavailable"],
      [{ status: 403, code: "SomethingNew", message: "-" }, "unavailable"],
    ] as const;
    for (const [what, expected] of answers) {
      session.emulator.fail("GetCallerIdentity", { when: "before", what });
      expect(await verify(), what.code).toBe(expected);
    }
    session.emulator.fail("GetCallerIdentity", { when: "after", what: "drop the connection" });
    expect(await verify()).toBe("unavailable");
    const closed = { ...session.connection, baseUrl: `http://127.0.0.1:${await closedPort()}` };
    expect(await codeOf(provider.verify({ ...call, connection: closed, credential }))).toBe("unavailable");
  });

  it("counts a denial by policy as a login", async () => {
    const { call } = await session.callOn();
    const what = {
      status: 403,
      code: "AccessDenied",
      message: "not authorized to perform: sts:GetCallerIdentity",
    };
    session.emulator.fail("GetCallerIdentity", { when: "before", what });
    expect(await codeOf(provider.verify({ ...call, credential: trial(session.plant()) }))).toBe("done");
  });

  it("does not take another user's key for this user's", async () => {
    const other = session.emulator.account.createKey(session.emulator.account.addUser("other-exporter"));
    const { call } = await session.callOn();
    expect(await codeOf(provider.verify({ ...call, credential: trial(other) }))).toBe("invalid");
  });

  it("asks the STS of the region it is told, with a signature for it", async () => {
    const key = session.plant();
    const { call, host } = await session.callOn();
    await provider.verify({
      ...call,
      parameters: { ...call.parameters, region: "eu-central-1" },
      credential: trial(key),
    });
    expect(key.lastUsed?.region).toBe("eu-central-1");
    expect(host.requests).toHaveLength(1);
  });
});
