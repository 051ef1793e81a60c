import { readFile } from "node:fs/promises";
import { generatePassword, isRotationError } from "@turnbolt/core";
import { selfSigned } from "@turnbolt/targets";
import { callsOf, outcomeOf, plainRuntime } from "@turnbolt/testkit/emulator";
import { MongoClient } from "mongodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import type { MongodbEmulator } from "./emulator/server.ts";
import { canLogin, LOGIN, pair, RIGHTS, startServer } from "./target.ts";

let server: MongodbEmulator;
let connection: Record<string, unknown>;
beforeAll(async () => {
  ({ server, connection } = await startServer());
});
afterAll(() => server.stop());
beforeEach(() => {
  delete server.hooks.before;
  delete server.hooks.after;
  server.primary = true;
});

const begin = (more: { connection?: object; parameters?: object } = {}) => {
  const names = pair(server);
  const rotation = callsOf(provider, { ...connection, ...more.connection }, { ...names, ...more.parameters });
  return {
    ...rotation,
    names,
    before: { username: names.username1, password: "first" },
    draft: rotation.choose(),
  };
};

describe("a new password", () => {
  it("is that of one user, and the other one keeps its own", async () => {
    const { names, draft, issue, verify, revoke } = begin();
    await issue(draft);
    await issue(draft);
    await verify(draft.secret);
    expect(await canLogin(server.port, draft.secret)).toBe(true);
    expect(await canLogin(server.port, { username: names.username2, password: "first" })).toBe(true);
    await revoke(draft.handle);
    expect(await canLogin(server.port, draft.secret)).toBe(false);
  });

  it("whose answer is lost is unknown, and a lost request has changed nothing", async () => {
    const { draft, issue, before } = begin();
    server.hooks.before = ({ updateUser }) => (updateUser ? "drop" : undefined);
    expect(await outcomeOf(issue(draft))).toBe("unavailable");
    expect(await canLogin(server.port, before)).toBe(true);
    delete server.hooks.before;
    server.hooks.after = ({ updateUser }) => (updateUser ? "drop" : undefined);
    expect(await outcomeOf(issue(draft))).toBe("unavailable");
    expect(await canLogin(server.port, draft.secret)).toBe(true);
  });

  it.each(["'", '"', "\\", "$$", "; drop", "%00", "a,b=c", "ü日本", " x "])("may hold %j", async (part) => {
    const { draft, issue, verify } = begin();
    const secret = { ...draft.secret, password: `${part}${generatePassword()}` };
    await issue({ ...draft, secret });
    await verify(secret);
    expect(await canLogin(server.port, secret)).toBe(true);
  });

  it("is not sent once the call is over", async () => {
    const { draft, issue, before } = begin();
    const runtime = plainRuntime();
    runtime.abort();
    await issue(draft, runtime).catch(() => {});
    expect(runtime.sockets).toEqual([]);
    expect(await canLogin(server.port, before)).toBe(true);
  });
});

describe("users of another authentication database", () => {
  it("are not found where the parameters do not name it, and rotated where they do", async () => {
    const names = { username1: "elsewhere_a", username2: "elsewhere_b" };
    for (const name of Object.values(names)) server.addUser(name, "first", { database: "app" });
    server.addUser("reach", "p", { privileges: [{ database: "", actions: RIGHTS }] });
    const login = { ...connection, username: "reach", password: "p" };
    const error: unknown = await callsOf(provider, login, names)
      .check()
      .catch((error: unknown) => error);
    expect(isRotationError(error) && [error.code, error.message]).toEqual([
      "not-found",
      expect.stringContaining("authentication database admin"),
    ]);
    const { choose, issue, verify, missing } = callsOf(provider, login, { ...names, database: "app" });
    expect(await missing()).toEqual([]);
    await issue(choose());
    const draft = choose();
    await issue(draft);
    await verify(draft.secret);
    expect(await canLogin(server.port, draft.secret, "app")).toBe(true);
  });
});

describe("rights", () => {
  it("those of the README are enough", async () => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    for (const right of RIGHTS) expect(readme).toContain(`"${right}"`);
    expect(await begin().missing()).toEqual([]);
  });

  it.each(RIGHTS)("without %s the check names it", async (right) => {
    server.addUser(`no-${right}`, "p", {
      privileges: [{ database: "admin", actions: RIGHTS.filter((one) => one !== right) }],
    });
    const { missing, issue, draft } = begin({ connection: { username: `no-${right}`, password: "p" } });
    expect(await missing()).toEqual([`${right} on database admin`]);
    if (right === "changePassword") expect(await outcomeOf(issue(draft))).toBe("forbidden");
  });

  it("a secondary is named, and a change there is tried again later", async () => {
    const { missing, issue, draft } = begin();
    server.primary = false;
    expect(await missing()).toEqual(["a writable server (primary)"]);
    expect(await outcomeOf(issue(draft))).toBe("unavailable");
  });

  it("users that are the same or the connection's own are refused", async () => {
    const { names } = begin();
    const check = (username2: string) =>
      outcomeOf(callsOf(provider, connection, { ...names, username2 }).check());
    expect(await check(names.username1)).toBe("invalid");
    expect(await check(LOGIN.username)).toBe("invalid");
  });
});

describe("TLS", () => {
  it("trusts the authority of the connection and nobody else, for names and addresses", async () => {
    const { key, certificate } = await selfSigned("DNS:localhost");
    const secure = await startServer(RIGHTS, { key: await readFile(key, "utf8"), cert: certificate.pem });
    const tls = (more: object) =>
      outcomeOf(
        callsOf(
          provider,
          { ...secure.connection, host: "localhost", sslEnabled: true, ...more },
          pair(server),
        ).checkConnection(),
      );
    expect(await tls({ sslCertificate: certificate.pem })).toBe("ok");
    expect(await tls({})).toBe("unavailable");
    expect(await tls({ sslCertificate: certificate.pem, host: "127.0.0.1" })).toBe("unavailable");
    expect(await tls({ sslRejectUnauthorized: false, host: "127.0.0.1" })).toBe("ok");
    await secure.server.stop();
  }, 30_000);
});

describe("the emulator", () => {
  const as = async (command: Record<string, unknown>) => {
    const client = new MongoClient(`mongodb://127.0.0.1:${server.port}/`, {
      auth: LOGIN,
      directConnection: true,
    });
    try {
      return await client.db("admin").command(command);
    } finally {
      await client.close(true);
    }
  };

  it("refuses commands and fields that it does not know, wrong passwords and missing rights by number", async () => {
    await expect(as({ dropDatabase: 1 })).rejects.toMatchObject({ code: 59 });
    await expect(as({ ping: 1, more: 1 })).rejects.toMatchObject({ code: 40415 });
    await expect(as({ updateUser: "nobody", pwd: "x" })).rejects.toMatchObject({ code: 11 });
    await expect(as({ usersInfo: { user: "a", db: "other" } })).rejects.toMatchObject({ code: 13 });
    expect(await canLogin(server.port, { ...LOGIN, password: "x" })).toBe(false);
  });

  it("keeps no password", () => {
    const { before } = begin();
    const kept = server.users.find(({ name }) => name === before.username);
    expect(JSON.stringify(kept)).not.toContain("first");
  });
});
