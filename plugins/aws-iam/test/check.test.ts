import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Policy } from "./emulator/policy.ts";
import type { Emulator } from "./emulator/server.ts";
import { provider } from "./provider.ts";
import { recordingRuntime } from "./runtime.ts";
import { readmePolicy, startAws } from "./target.ts";

const clock = { now: () => Date.parse("2026-03-01T12:00:00Z") };
const RIGHTS = [
  "iam:ListAccessKeys",
  "iam:CreateAccessKey",
  "iam:UpdateAccessKey",
  "iam:DeleteAccessKey",
  "iam:GetAccessKeyLastUsed",
];

let emulator: Emulator;
let connection: Awaited<ReturnType<typeof startAws>>["connection"];
let policies: Policy[];

beforeEach(async () => {
  policies = [readmePolicy()];
  ({ emulator, connection } = await startAws(clock, policies));
  emulator.account.addUser("exporter", { path: "/rotated/" });
});
afterEach(() => emulator.stop());

async function check({
  given = connection as Parameters<typeof provider.connect>[0],
  parameters = { userName: "exporter" } as { userName: string } | null,
} = {}) {
  const host = recordingRuntime();
  const client = await provider.connect(given, host.runtime);
  const answer = await provider.check({
    client,
    connection: given,
    runtime: host.runtime,
    parameters: parameters ?? undefined,
  });
  const names = (held: boolean) =>
    answer.filter((one) => one.held === held).map(({ permission }) => permission);
  return { held: names(true).sort(), missing: names(false), logged: host.logged.join("\n") };
}

const forbid = (Action: string) =>
  policies.push({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action, Resource: "*" }] });

describe("check", () => {
  it("finds the README's policy enough, for a user with a key and for one without", async () => {
    expect(await check()).toEqual({ held: [...RIGHTS].sort(), missing: [], logged: "" });
    emulator.account.createKey(emulator.account.user("exporter"));
    expect(await check()).toEqual({ held: [...RIGHTS].sort(), missing: [], logged: "" });
  });

  it.each(RIGHTS)("names %s when it is missing, and nothing else", async (right) => {
    forbid(right);
    expect((await check()).missing).toEqual([right]);
    forbid("nothing:AtAll");
    if (right !== "iam:ListAccessKeys") emulator.account.createKey(emulator.account.user("exporter"));
    expect((await check()).missing).toEqual([right]);
  });

  it.each(["iam:GetUser", "iam:SimulatePrincipalPolicy"])(
    "says what it leaves open without %s",
    async (right) => {
      forbid(right);
      const { held, missing, logged } = await check();
      expect(missing).toEqual([]);
      expect(held).toEqual(["iam:DeleteAccessKey", "iam:ListAccessKeys", "iam:UpdateAccessKey"]);
      expect(logged).toMatch(/iam:CreateAccessKey and iam:GetAccessKeyLastUsed could not be checked ahead/);
    },
  );

  it("changes nothing", async () => {
    const user = emulator.account.user("exporter");
    const key = { ...emulator.account.createKey(user) };
    await check();
    expect(user.keys).toEqual([key]);
  });

  it("says that there is no such user", async () => {
    policies.push({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
    await expect(check({ parameters: { userName: "nobody" } })).rejects.toMatchObject({ code: "not-found" });
  });

  it("refuses the connection's own user", async () => {
    await expect(check({ parameters: { userName: "Turnbolt" } })).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringContaining("connection's own user"),
    });
  });

  it("refuses a connection that claims another account than its key is of", async () => {
    const given = { ...connection, accountId: "999999999999" };
    await expect(check({ given })).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringContaining("123456789012"),
    });
  });

  it("tells a refused login, and asks nothing more", async () => {
    const given = { ...connection, secretAccessKey: "nonsense" };
    await expect(check({ given })).rejects.toMatchObject({ code: "unauthorized" });
    expect(emulator.requests).toHaveLength(1);
  });

  it("tries the login alone when there is no user yet", async () => {
    expect((await check({ parameters: null })).held).toEqual([]);
  });

  it("asks about the role, where the connection assumes one", async () => {
    const { arn: roleArn } = emulator.account.addRole(
      "keys",
      { principalArn: "arn:aws:iam::123456789012:user/turnbolt" },
      [{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:*", Resource: "*" }] }],
    );
    policies.splice(0, 1, {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: roleArn }],
    });
    const given = { ...connection, method: "assume-role" as const, roleArn };
    expect((await check({ given })).held).toEqual([...RIGHTS].sort());
  });
});

describe("the choice of users", () => {
  async function page(search?: string, cursor?: string) {
    const { runtime } = recordingRuntime();
    const client = await provider.connect(connection, runtime);
    const answer = await provider.options?.userName?.({ client, connection, runtime, search, cursor });
    return {
      names: answer?.options.map(({ value }) => value),
      label: answer?.options[0]?.label,
      next: answer?.next,
    };
  }

  it("comes page by page, with the path of each", async () => {
    emulator.tune.pageSize = 2;
    emulator.account.addUser("importer");
    const first = await page();
    expect(first.names).toEqual(["turnbolt", "exporter"]);
    expect(await page(undefined, first.next)).toEqual({
      names: ["importer"],
      label: "importer",
      next: undefined,
    });
    expect((await page("exp")).label).toBe("exporter (/rotated/)");
  });

  it("can be searched without regard to case, past pages without a match", async () => {
    emulator.tune.pageSize = 1;
    expect((await page("EXPO")).names).toEqual(["exporter"]);
    expect(await page("nobody")).toEqual({ names: [], label: undefined, next: undefined });
  });

  it("says forbidden where the connection may not list them", async () => {
    forbid("iam:ListUsers");
    await expect(page()).rejects.toMatchObject({ code: "forbidden" });
  });
});
