import { randomUUID } from "node:crypto";
import { createTRPCClient, httpLink } from "@trpc/client";
import type { AppRouter } from "@turnbolt/api";
import { type PostgresTarget, postgresTarget } from "@turnbolt/targets";
import postgres from "postgres";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hooksOf, type Receiver, startReceiver, status } from "../notify/receiver.ts";
import { TOKEN } from "../support/turnbolt.ts";
import {
  endProcesses,
  newFolder,
  removeFolders,
  startProcess,
  type TurnboltProcess,
} from "./turnbolt-process.ts";

let database: PostgresTarget;
let sql: postgres.Sql;
let hook: Receiver;

beforeAll(async () => {
  database = await postgresTarget().start();
  sql = postgres(database.url, { max: 3, onnotice: () => {} });
}, 60_000);
beforeEach(async () => {
  hook = await startReceiver(() => {});
});
afterEach(async () => {
  endProcesses();
  await hook.stop();
});
afterAll(async () => {
  await sql.end();
  await database.stop();
  removeFolders();
});

async function start(folder: string): Promise<{ process: TurnboltProcess; url: string }> {
  const environment = {
    TURNBOLT_DATA_DIR: folder,
    TURNBOLT_DATABASE_URL: database.url,
    TURNBOLT_ROOT_TOKEN: TOKEN,
    TURNBOLT_KEY: Buffer.alloc(32, 7).toString("base64"),
  };
  const process = startProcess(environment, "--no-sandbox");
  return { process, url: (await process.printed(/http:\/\/[\d.:]+/)).trim() };
}

/** Somebody asks to be told, and something happens. */
async function somethingHappens(url: string): Promise<string> {
  const client = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/trpc`, headers: { authorization: `Bearer ${TOKEN}` } })],
  });
  const input = { kind: "webhook" as const, name: `hook-${randomUUID()}`, settings: { url: hook.url } };
  const { signingSecret } = await client.channels.create.mutate(input);
  await sql`insert into turnbolt.outbox (kind, message, data) values ('rotation.attention', 'decide', '{}')`;
  await sql`select pg_notify('turnbolt_runs', ${randomUUID()})`;
  return signingSecret ?? "";
}

async function expectTheSameTwice(secret: string): Promise<void> {
  const [first, second] = await hook.got(2);
  if (!first || !second) throw new Error("it did not come again");
  expect(second.body).toBe(first.body);
  expect(hooksOf(second)["webhook-id"]).toBe(hooksOf(first)["webhook-id"]);
  for (const one of [first, second]) new Webhook(secret).verify(one.body, hooksOf(one));
}

const stateOf = async (): Promise<unknown> =>
  (
    await sql`select state from turnbolt.deliveries where id = ${String(hook.received[0]?.headers["webhook-id"])}`
  )[0]?.state;

describe("a server that is killed", () => {
  it("before the receiver has answered sends the same again under the same id", async () => {
    const folder = newFolder();
    const first = await start(folder);
    const secret = await somethingHappens(first.url);
    await hook.got(1);
    first.process.signal("SIGKILL");
    await first.process.exitCode;
    hook.answers(status(200));
    await start(folder);
    await expectTheSameTwice(secret);
    await expect.poll(stateOf, { timeout: 10_000 }).toBe("delivered");
    expect(hook.received).toHaveLength(2);
  }, 60_000);

  it("between the answer and its mark sends the same again under the same id", async () => {
    const folder = newFolder();
    const first = await start(folder);
    // Held so that the answer can be given, and not be written down.
    const holding = Promise.withResolvers<void>();
    const letGo = Promise.withResolvers<void>();
    const held = sql.begin(async (transaction) => {
      await holding.promise;
      await transaction`select from turnbolt.deliveries where state = 'waiting' for update`;
      hook.answers(status(200));
      pending?.writeHead(200).end();
      await letGo.promise;
    });
    let pending: Parameters<Parameters<typeof hook.answers>[0]>[0] | undefined;
    hook.answers((response) => {
      pending = response;
      holding.resolve();
    });
    const secret = await somethingHappens(first.url);
    await hook.got(1);
    await expect.poll(isWaitingForTheRow, { timeout: 10_000 }).toBe(true);
    first.process.signal("SIGKILL");
    await first.process.exitCode;
    // The mark was on its way to the database already: it goes down with its sender.
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where ${waits()}`;
    letGo.resolve();
    await held;
    expect(await stateOf()).toBe("waiting");
    await start(folder);
    await expectTheSameTwice(secret);
    await expect.poll(stateOf, { timeout: 10_000 }).toBe("delivered");
  }, 60_000);
});

const waits = () =>
  sql`application_name = 'turnbolt' and wait_event_type = 'Lock' and query like '%"deliveries"%'`;

const isWaitingForTheRow = async (): Promise<boolean> =>
  (await sql`select from pg_stat_activity where ${waits()}`).length > 0;
