import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { vault, vaultPlugin } from "../fixtures/vault-plugin.ts";
import { sharedDatabase } from "../support/shared-database.ts";

let database: Awaited<ReturnType<typeof sharedDatabase>>;
let client: Awaited<ReturnType<typeof database.start>>["client"];
let connectionId: string;

beforeAll(async () => {
  database = await sharedDatabase([vaultPlugin], { callMs: 1_000 });
  ({ client } = await database.start());
  const { appConnection } = await client.connections.create.mutate({
    app: "vault",
    name: "vault",
    method: "token",
    credentials: { host: "vault.test", token: vault.token },
  } as never);
  connectionId = appConnection.id;
}, 60_000);
afterAll(() => database.stop());

const asked = (fields: object = {}) => ({ connectionId, parameter: "door", ...fields });
const labels = ({ options }: { options: readonly { label: string }[] }) => options.map(({ label }) => label);

describe("choices for a parameter", () => {
  it("are asked of the target through the connection, which is let go afterwards", async () => {
    const before = vault.left;
    expect(await client.connections.options.query(asked())).toEqual({
      options: ["attic", "barn", "cellar"].map((name) => ({
        value: `id-${name}`,
        label: name,
        details: { colour: "green" },
      })),
      nextCursor: null,
    });
    expect(vault.left).toBe(before + 1);
  });

  it("come page by page without a gap or a repetition, whatever pages the target has", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.connections.options.query(asked({ limit: 1, cursor }));
      expect(page.options.length).toBeLessThanOrEqual(1);
      seen.push(...labels(page));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(["attic", "barn", "cellar"]);
  });

  it("are searched by the target", async () => {
    expect(labels(await client.connections.options.query(asked({ search: "ar" })))).toEqual([
      "barn",
      "cellar",
    ]);
  });

  it.each([
    ["a parameter without choices", { parameter: "window" }, 'vault has no choices for "window"'],
    ["a property of every object", { parameter: "constructor" }, "has no choices"],
    ["a type of another app", { type: "memory-password" }, "has no choices"],
    ["a cursor of somebody else", { cursor: "bm90IG91cnM" }, "no cursor of this list"],
    ["another app", { app: "memory" }, "one to vault, not to memory"],
  ])("for %s are refused in plain words", async (_, fields, message) => {
    await expect(client.connections.options.query(asked(fields))).rejects.toMatchObject({
      message: expect.stringContaining(message),
      data: { code: "BAD_REQUEST" },
    });
  });

  it("that the target refuses say why, without the connection's secret", async () => {
    const refusal = await client.connections.options
      .query(asked({ search: "fail" }))
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      message: expect.stringContaining("not now"),
      data: { code: "BAD_REQUEST", rotationCode: "rate-limited" },
    });
    expect(String(refusal) + database.lines.join("")).not.toContain(vault.token);
  });

  it("that never come are given up at the deadline of the call", async () => {
    await expect(client.connections.options.query(asked({ parameter: "hinge" }))).rejects.toMatchObject({
      message: expect.stringContaining("no answer before the deadline"),
    });
  });

  it("of a connection that is not there are not found", async () => {
    const missing = client.connections.options.query(asked({ connectionId: randomUUID() }));
    await expect(missing).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
  });
});
