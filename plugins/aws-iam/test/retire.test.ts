import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { provider } from "./provider.ts";
import { codeOf, openSession, type Session, secretOf } from "./session.ts";
import { logsIn } from "./target.ts";

let session: Session;
beforeEach(async () => {
  session = await openSession();
});
afterEach(() => session.emulator.stop());

describe("revoke", () => {
  it("notes the last use, switches off, deletes", async () => {
    const [kept, key] = [session.plant(), session.plant()];
    await logsIn(session.emulator.baseUrl, session.emulator.account, "exporter", secretOf(key));
    const { call, host } = await session.callOn();
    session.emulator.requests.length = 0;
    await provider.revoke({ ...call, handle: key.id });
    expect(session.emulator.requests.map(({ action }) => action)).toEqual([
      "GetAccessKeyLastUsed",
      "UpdateAccessKey",
      "DeleteAccessKey",
    ]);
    expect(key.status).toBe("Inactive");
    expect(session.keys()).toEqual([kept]);
    expect(host.logged).toEqual([`${key.id} was last used at 2026-03-01T12:00:00.000Z (sts, us-east-1)`]);
  });

  it("is done when the key, or its user, is gone", async () => {
    const key = session.plant();
    const { call } = await session.callOn();
    await provider.revoke({ ...call, handle: key.id });
    await provider.revoke({ ...call, handle: key.id });
    session.emulator.account.users.delete("exporter");
    session.allowEverything();
    await provider.revoke({ ...call, handle: key.id });
  });

  it("can be done again after it broke at any step", async () => {
    for (const action of ["UpdateAccessKey", "DeleteAccessKey"]) {
      for (const when of ["before", "after"] as const) {
        const key = session.plant();
        const { call } = await session.callOn();
        session.emulator.fail(action, { when, what: "drop the connection" });
        expect(await codeOf(provider.revoke({ ...call, handle: key.id }))).toBe("unavailable");
        expect(await codeOf(provider.revoke({ ...call, handle: key.id }))).toBe("done");
        expect(session.keys()).toEqual([]);
      }
    }
  });

  it("goes on when the last use is not to be known", async () => {
    const key = session.plant();
    const { call, host } = await session.callOn();
    const what = { status: 403, code: "AccessDenied", message: "vendor text" };
    session.emulator.fail("GetAccessKeyLastUsed", { when: "before", what });
    await provider.revoke({ ...call, handle: key.id });
    expect(session.keys()).toEqual([]);
    expect(host.logged.join()).toContain("not known");
  });
});

describe("list", () => {
  it("names every key with its dates, through all pages", async () => {
    const first = session.plant();
    session.clock.time += 60_000;
    const second = session.plant();
    await logsIn(session.emulator.baseUrl, session.emulator.account, "exporter", secretOf(first));
    session.emulator.tune.pageSize = 1;
    const { call } = await session.callOn();
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
    const key = session.plant();
    session.exporter.lag = { loginMs: 0, listMs: 5_000 };
    session.clock.time += 5_000;
    session.emulator.account.deleteKey(key);
    const { call } = await session.callOn();
    const issuedAt = new Date("2026-03-01T12:00:00Z");
    expect(await provider.list(call)).toEqual([{ handle: key.id, issuedAt, lastUsedAt: issuedAt }]);
    session.allowEverything();
    expect(await provider.list(call)).toEqual([{ handle: key.id, issuedAt, lastUsedAt: undefined }]);
  });
});
