import { generatePassword } from "@turnbolt/core";
import { callsOf, outcomeOf, plainRuntime, TEST_RUN } from "@turnbolt/testkit/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { type Directory, directories } from "./targets.ts";

describe.each(directories)("$name", ({ start }) => {
  let at: Directory;
  beforeAll(async () => {
    at = await start();
  }, 60_000);
  afterAll(() => at.stop());

  const begin = async (more: object = {}, connection: object = {}) => {
    const account = await at.account();
    const rotation = callsOf(provider, { ...at.connection, ...connection }, { dn: account.dn, ...more });
    return { ...rotation, account, draft: rotation.choose() };
  };
  const weak = { length: 4, required: { digits: 1, lowercase: 3, uppercase: 0, symbols: 0 } };

  it("sets the password of the account and no other, and the old one is dead", async () => {
    const { account, draft, issue, verify } = await begin();
    const other = await at.account();
    await issue(draft);
    await verify(draft.secret);
    expect(await at.canLogin(draft.secret)).toBe(true);
    expect(await at.canLogin(account)).toBe(false);
    expect(await at.canLogin(other)).toBe(true);
  });

  it("tells a wrong password from an account that is not there, and both from silence", async () => {
    const { account, verify } = await begin();
    expect(await outcomeOf(verify({ ...account, password: "Wrong-passw0rd" }))).toBe("refused");
    const gone = { ...account, dn: account.dn.replace("app-", "nobody-") };
    expect(await outcomeOf(callsOf(provider, at.connection, { dn: gone.dn }).check())).toBe("not-found");
    const broken = callsOf(provider, { ...at.connection, password: "Wrong-passw0rd" }, { dn: account.dn });
    expect(await outcomeOf(broken.check())).toBe("unauthorized");
  });

  it("a password that the policy refuses is refused, and the old one works on", async () => {
    const { account, issue, choose } = await begin({ passwordRequirements: weak });
    expect(await outcomeOf(issue(choose()))).toBe("refused");
    expect(await at.canLogin(account)).toBe(true);
  });

  it("names the right that is missing, and changes nothing to find out", async () => {
    const { account, missing } = await begin();
    expect(await missing()).toEqual([]);
    const powerless = await at.account();
    const without = callsOf(provider, { ...at.connection, ...powerless }, { dn: account.dn });
    expect(await without.missing()).toEqual([expect.stringContaining(account.dn)]);
    expect(await outcomeOf(without.issue(without.choose()))).toBe("forbidden");
    expect(await at.canLogin(account)).toBe(true);
  });

  it("an account changes its own password when its present one is handed over, and not without it", async () => {
    const own = await begin({ rotationMethod: "target-principal" });
    expect(await outcomeOf(own.issue(own.draft))).toBe("invalid");
    const current = { handle: own.account.dn, secret: own.account };
    await changeAs(own, current);
    expect(await at.canLogin(own.draft.secret)).toBe(true);
    // A second try of a change whose answer was lost is refused, and the first one holds.
    expect(await outcomeOf(changeAs(own, current))).toBe("refused");
    expect(await at.canLogin(own.draft.secret)).toBe(true);
  });

  it("the connection's own account becomes the new connection, and the same draft twice is once", async () => {
    const account = await at.account();
    const connection = { ...at.connection, ...account };
    const first = callsOf(provider, connection, { dn: account.dn });
    const draft = first.choose();
    expect(await outcomeOf(first.issue(draft))).toBe("ok");
    const parsed = provider.connection.parse(connection);
    const parameters = provider.parameters.parse({ dn: account.dn.toUpperCase() });
    const after = provider.asConnection?.(parsed, draft.secret, parameters);
    expect(after).toMatchObject({ dn: account.dn, password: draft.secret.password });
    await callsOf(provider, { ...connection, password: draft.secret.password }, { dn: account.dn }).issue(
      draft,
    );
    expect(await at.canLogin(draft.secret)).toBe(true);
    expect(
      provider.asConnection?.(provider.connection.parse(at.connection), draft.secret, parameters),
    ).toBeNull();
  });

  it("offers accounts for a form by a part of their name", async () => {
    const { account, choices } = await begin();
    const label = /=(app-\d+),/.exec(account.dn)?.[1] ?? "";
    expect((await choices("dn", label)).options).toContainEqual({ value: account.dn, label });
    expect((await choices("dn", "*)(objectClass=*")).options).toEqual([]);
  });

  async function changeAs(
    { account, draft }: Awaited<ReturnType<typeof begin>>,
    current: { handle: string; secret: { dn: string; password: string } },
  ) {
    const connection = provider.connection.parse(at.connection);
    const parameters = provider.parameters.parse({ dn: account.dn, rotationMethod: "target-principal" });
    const runtime = plainRuntime();
    const client = await provider.connect(connection, runtime);
    if (provider.origin !== "chosen") throw new Error("it chooses");
    try {
      await provider.issue({
        ...{ client, connection, parameters, runtime, run: TEST_RUN },
        ...{ current, draft, neededUntil: new Date() },
      });
    } finally {
      await provider.disconnect?.(client);
    }
  }

  it("an empty password never counts as a login", () => {
    expect(provider.secret.safeParse({ dn: "uid=a,dc=b", password: "" }).success).toBe(false);
    expect(provider.connection.safeParse({ ...at.connection, password: "" }).success).toBe(false);
    expect(generatePassword()).not.toBe("");
  });
});
