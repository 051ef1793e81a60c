import { callsOf, outcomeOf } from "@turnbolt/testkit/emulator";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import type { Command } from "./emulator/server.ts";
import { error } from "./emulator/users.ts";
import { canLogin, pair, startEmulator } from "./target.ts";

describe("what Oracle says, in the words of a provider", () => {
  let at: Awaited<ReturnType<typeof startEmulator>>;
  beforeAll(async () => {
    at = await startEmulator();
  });
  afterEach(() => {
    delete at.server.hooks.before;
  });
  afterAll(() => at.server.stop());

  const begin = () => {
    const names = pair(at.server);
    const before = { username: names.username1, password: "First-1-password" };
    return { ...callsOf(provider, at.connection, names), before };
  };
  const saying = (number: number, to: (command: Command) => boolean) => {
    at.server.hooks.before = (command) =>
      to(command) ? error(number, "a text that may quote it all") : undefined;
  };
  const told = async (work: Promise<unknown>, number: number) => {
    const failed: unknown = await work.catch((failed: unknown) => failed);
    const text = failed instanceof Error ? [failed.message, failed.stack, String(failed.cause)].join() : "";
    expect(text).toContain(String(number));
    expect(text).not.toContain("quote it all");
    return await outcomeOf(Promise.reject(failed));
  };

  it.each([
    [972, "refused"],
    [988, "refused"],
    [28003, "refused"],
    [28218, "refused"],
    [28219, "refused"],
    [1031, "forbidden"],
    [28221, "forbidden"],
    [28228, "forbidden"],
    [1918, "not-found"],
    [65066, "invalid"],
    [28007, "unavailable"],
    [16000, "unavailable"],
    [54, "unavailable"],
    [60, "unavailable"],
    [1013, "unavailable"],
    [4021, "unavailable"],
    [28, "unavailable"],
    [600, "unavailable"],
    [604, "unavailable"],
    [3113, "unavailable"],
    [20001, "unavailable"],
  ])("ORA-%i to ALTER USER is %s", async (number, code) => {
    const { choose, issue, before } = begin();
    saying(number, ({ sql }) => sql.startsWith("ALTER USER"));
    expect(await told(issue(choose()), number)).toBe(code);
    expect(await canLogin(at.server, before)).toBe(true);
  });

  it.each([
    [1017, "unauthorized", "refused"],
    [28000, "unauthorized", "forbidden"],
    [28001, "unauthorized", "forbidden"],
    [1045, "unauthorized", "forbidden"],
    [28040, "unauthorized", "forbidden"],
    [1033, "unavailable", "unavailable"],
    [1034, "unavailable", "unavailable"],
    [18, "unavailable", "unavailable"],
    [2391, "unavailable", "unavailable"],
  ])("ORA-%i to a login is %s of the connection and %s of a credential", async (number, own, other) => {
    const { checkConnection, verify, before } = begin();
    saying(number, ({ kind }) => kind === "login");
    expect(await told(checkConnection(), number)).toBe(own);
    expect(await told(verify(before), number)).toBe(other);
  });

  it.each([942, 1031, 3113])(
    "a query of a verified user that ends in ORA-%i is no wrong password",
    async (number) => {
      const { verify, before } = begin();
      saying(number, ({ sql }) => sql.startsWith("SELECT 1"));
      expect(await outcomeOf(verify(before))).not.toBe("refused");
    },
  );
});
