import { defineProvider, generatePassword, sensitive } from "@turnbolt/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { asked, connect, sharedDatabase } from "../support/shared-database.ts";

/** Every value that a plugin has let out. */
const leaked: string[] = [];
let faulty: "choose" | "issue" | "asConnection" | null = null;

function blurt(where: typeof faulty, secret: string): void {
  if (faulty !== where) return;
  leaked.push(secret);
  throw new TypeError(`cannot read ${secret}`);
}

const careless = defineProvider({
  type: "careless-password",
  app: "careless",
  title: "A plugin with a fault",
  phase: "single",
  origin: "chosen",
  connection: z.object({ name: z.string() }),
  parameters: z.object({ account: z.string() }),
  secret: z.object({ password: sensitive() }),
  lifeMs: 0,
  subjects: ({ name }, { account }) => [`${name}/${account}`],
  connect: () => null,
  check: async () => [],
  choose: ({ parameters: { account } }) => {
    const password = generatePassword();
    blurt("choose", password);
    return { handle: account, secret: { password } };
  },
  issue: async ({ draft }) => blurt("issue", draft.secret.password),
  verify: async () => {},
  // Called between the steps, not inside a call to the target.
  asConnection: (_, { password }) => {
    blurt("asConnection", password);
    return null;
  },
});

const clinging = defineProvider({
  ...careless,
  type: "clinging-password",
  app: "clinging",
  disconnect: () => new Promise<void>(() => {}),
});

let database: Awaited<ReturnType<typeof sharedDatabase>>;
beforeAll(async () => {
  database = await sharedDatabase([careless, clinging], { callMs: 3_000 });
}, 60_000);
afterAll(() => database.stop());

describe("a plugin whose error tells its secret", () => {
  it.each([
    ["choose", "cannot be worked on: its plugin is missing or refuses"],
    ["issue", "no usable answer (TypeError)"],
    ["asConnection", "failed in a way that no target caused (TypeError)"],
  ] as const)(
    "in %s stops that rotation alone, and tells nobody",
    async (where, words) => {
      const { client } = await database.start();
      const connected = await connect(client, "careless", where);
      const { secretRotation } = await client.rotations.create.mutate({
        ...(asked("careless-password", connected, where.toLowerCase()) as object),
        wait: true,
      } as never);
      const before = leaked.length;
      faulty = where;
      const rotationId = secretRotation.id;
      const { runId } = await client.rotations.rotate.mutate({ rotationId, wait: false });
      const message = async () => (await client.runs.get.query({ runId })).run.message;
      await expect.poll(message, { timeout: 10_000 }).toContain(words);
      faulty = null;
      const found = await client.rotations.state.query({ rotationId });
      const logged = database.lines.filter((line) => line.includes("a rotation could not be worked on"));
      if (where === "issue") expect(found.attention).toBeNull();
      else {
        expect(found.attention).toMatchObject({ code: "row-unusable" });
        expect(logged.map((line) => JSON.parse(line).rotationId)).toContain(rotationId);
      }
      const [tables] = await database.sql`
      select query_to_xml('select * from turnbolt.rotations', true, true, '')::text
        || query_to_xml('select * from turnbolt.runs', true, true, '')::text
        || query_to_xml('select * from turnbolt.audit', true, true, '')::text
        || query_to_xml('select * from turnbolt.outbox', true, true, '')::text as text`;
      const told = [JSON.stringify(found), ...database.lines, tables?.text].join("\n");
      expect(told).toContain(rotationId);
      expect(leaked.length).toBeGreaterThan(before);
      for (const secret of leaked) expect(told).not.toContain(secret);
      await database.endServers();
    },
    30_000,
  );
});

describe("a plugin whose client never closes", () => {
  it("takes no time beyond that of its calls, and nothing from what they did", async () => {
    const { client } = await database.start();
    const connected = await connect(client, "clinging", "clinging");
    const { secretRotation } = await client.rotations.create.mutate({
      ...(asked("clinging-password", connected, "clinging") as object),
      wait: true,
    } as never);
    expect(secretRotation).toMatchObject({ rotationStatus: "success" });
    const { rotations } = client;
    const again = await rotations.rotate.mutate({ rotationId: secretRotation.id });
    expect(again.secretRotation).toMatchObject({ rotationStatus: "success" });
  }, 20_000);
});
