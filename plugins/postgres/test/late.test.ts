import type { Socket } from "node:net";
import { generatePassword } from "@turnbolt/core";
import { type FaultProxy, faultProxy } from "@turnbolt/targets";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LIFE_MS } from "../src/client.ts";
import { calls, outcome } from "./calls.ts";
import { testRuntime } from "./runtime.ts";
import { type PostgresTarget, startPostgres } from "./target.ts";
import { versions } from "./versions.ts";

describe.each(versions)("calls without an answer at PostgreSQL ($version)", ({ version }) => {
  let target: PostgresTarget;
  let proxy: FaultProxy;
  beforeAll(async () => {
    target = await startPostgres(version);
  });
  afterAll(() => target.stop());
  beforeEach(async () => {
    proxy = await faultProxy({ to: target.connection });
  });
  afterEach(() => proxy.stop());

  const begin = async () => {
    const names = await target.pair();
    const rotation = calls({ ...target.connection, host: proxy.host, port: proxy.port }, names);
    const before = { username: names.username1, password: generatePassword() };
    await rotation.issue(before);
    proxy.stats.reset();
    return { ...rotation, before, draft: { ...before, password: generatePassword() } };
  };
  /** The server has no session of the connection left, so nothing of it can land any more. */
  const sessionsEnded = () => expect.poll(sessions, { timeout: LIFE_MS, interval: 20 }).toBe(0);
  const sessions = async () => {
    const [row] = await target.admin<{ count: number }[]>`
      SELECT count(*)::int FROM pg_stat_activity WHERE usename = 'turnbolt'`;
    return row?.count;
  };
  const waiting = async () => {
    const [row] = await target.admin<{ count: number }[]>`
      SELECT count(*)::int FROM pg_stat_activity WHERE usename = 'turnbolt' AND wait_event_type = 'Lock'`;
    return row?.count;
  };

  it.each(["SELECT 1", "BEGIN", "ALTER ROLE", "COMMIT"])(
    "a lost %s has changed nothing, and nobody connects again",
    async (text) => {
      const { issue, before, draft } = await begin();
      proxy.loseRequest((request) => request.includes(text));
      expect(await outcome(issue(draft))).toBe("unavailable");
      await sessionsEnded();
      expect(proxy.stats).toMatchObject({ lost: 1, connections: 1 });
      expect([await target.accepts(before), await target.accepts(draft)]).toEqual([true, false]);
    },
  );

  it.each([
    ["ALTER ROLE", false],
    ["COMMIT", true],
  ])("a lost answer to %s is unknown; the change is there: %s", async (text, changed) => {
    const { issue, before, draft } = await begin();
    proxy.loseAnswer((request) => request.includes(text));
    expect(await outcome(issue(draft))).toBe("unavailable");
    await sessionsEnded();
    expect(proxy.stats.lost).toBe(1);
    expect([await target.accepts(before), await target.accepts(draft)]).toEqual([!changed, changed]);
  });

  it("a lost answer to a login is no refusal", async () => {
    const { verify, before } = await begin();
    proxy.loseAnswer();
    expect(await outcome(verify(before))).toBe("unavailable");
    proxy.refuse(true);
    expect(await outcome(verify(before))).toBe("unavailable");
  }, 5_000);

  it("an aborted call opens no connection", async () => {
    const { issue, draft } = await begin();
    const runtime = testRuntime();
    runtime.abort();
    expect(await outcome(issue(draft, runtime))).toBe("unavailable");
    expect(runtime.sockets).toEqual([]);
  });

  it("a killed client's ALTER ROLE that waited for a lock changes nothing when the lock is gone", async () => {
    const { issue, before, draft } = await begin();
    const lock = await lockRow(before.username);
    const runtime = testRuntime();
    const lost = outcome(issue(draft, runtime));
    await expect.poll(waiting).toBe(1);
    runtime.abort();
    expect(await lost).toBe("unavailable");
    expect(await waiting()).toBe(1);
    await lock.release();
    await sessionsEnded();
    expect([await target.accepts(before), await target.accepts(draft)]).toEqual([true, false]);
  });

  it("an ALTER ROLE does not wait for a lock beyond the server's timeout, its client alive or killed", async () => {
    const { issue, before, draft } = await begin();
    const lock = await lockRow(before.username);
    const runtime = testRuntime();
    const alive = outcome(issue(draft));
    const killed = outcome(issue(draft, runtime));
    await expect.poll(waiting).toBe(2);
    runtime.abort();
    expect(await killed).toBe("unavailable");
    const from = performance.now();
    expect(await alive).toBe("unavailable");
    await sessionsEnded();
    expect(performance.now() - from).toBeLessThan(LIFE_MS);
    await lock.release();
    expect([await target.accepts(before), await target.accepts(draft)]).toEqual([true, false]);
  }, 40_000);

  it("a client that falls silent before COMMIT is put out by the server, with its change", async () => {
    const { issue, before, draft } = await begin();
    const runtime = testRuntime();
    const silent = {
      ...runtime,
      socket: async (host: string, port: number) => mute(await runtime.socket(host, port), "COMMIT"),
    };
    expect(await outcome(issue(draft, silent))).toBe("unavailable");
    await sessionsEnded();
    expect([await target.accepts(before), await target.accepts(draft)]).toEqual([true, false]);
  }, 40_000);

  async function lockRow(name: string) {
    const { host, port, database, user, pass } = target.admin.options;
    const password = typeof pass === "string" ? pass : "";
    const other = postgres({ host: host[0] ?? "", port: port[0] ?? 0, database, user, password, max: 1 });
    await other.unsafe(`BEGIN; ALTER ROLE "${name}" CONNECTION LIMIT 99`);
    return {
      release: async () => {
        await other.unsafe("ROLLBACK");
        await other.end();
      },
    };
  }
});

/** From the first request with this text on, nothing reaches the server. */
function mute(socket: unknown, text: string): Socket {
  // The test's own runtime lends sockets of Node.
  const lent = socket as Socket;
  const write = lent.write.bind(lent);
  let quiet = false;
  lent.write = (chunk: Uint8Array | string) => {
    quiet ||= Buffer.from(chunk).includes(text);
    return quiet || write(chunk);
  };
  return lent;
}
