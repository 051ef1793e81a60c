import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { provider } from "./provider.ts";
import { recordingRuntime } from "./runtime.ts";
import { codeOf, neededUntil, openSession, type Session } from "./session.ts";

let session: Session;
beforeEach(async () => {
  session = await openSession();
});
afterEach(() => session.emulator.stop());

describe("a connection that assumes a role", () => {
  const assumeRole = () => ({
    ...session.connection,
    method: "assume-role" as const,
    roleArn: session.emulator.account.addRole(
      "keys",
      { principalArn: "arn:aws:iam::123456789012:user/turnbolt", externalId: "ours" },
      [{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:*", Resource: "*" }] }],
    ).arn,
    externalId: "ours",
  });
  const mayAssume = { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" } as const;

  it("works as the role, and its issue is still one request", async () => {
    session.emulator.account
      .user("turnbolt")
      .policies.splice(0, 1, { Version: "2012-10-17", Statement: [mayAssume] });
    const given = assumeRole();
    const { call } = await session.callOn(given);
    const issuing = recordingRuntime();
    await provider.issue({ ...call, runtime: issuing.runtime, neededUntil });
    expect(issuing.requests).toHaveLength(1);
    expect(session.emulator.requests.map(({ action, arn }) => [action, arn?.split(":").at(-1)])).toEqual([
      ["AssumeRole", "user/turnbolt"],
      ["CreateAccessKey", "assumed-role/keys/turnbolt"],
    ]);
  });

  it("says forbidden when it may not take the role, and unauthorized when its key is refused", async () => {
    const given = assumeRole();
    expect(await codeOf(session.callOn(given))).toBe("forbidden");
    expect(await codeOf(session.callOn({ ...given, secretAccessKey: "nonsense" }))).toBe("unauthorized");
  });

  it("waits when the session has ended, and does not call the connection broken", async () => {
    session.emulator.account
      .user("turnbolt")
      .policies.push({ Version: "2012-10-17", Statement: [mayAssume] });
    const { call } = await session.callOn(assumeRole());
    session.clock.time += 3600_000;
    expect(await codeOf(provider.list(call))).toBe("rate-limited");
  });
});
