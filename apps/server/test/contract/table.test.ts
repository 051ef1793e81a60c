import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Keys, startKeys } from "../support/keys.ts";

let keys: Keys;
beforeAll(async () => {
  keys = await startKeys();
}, 60_000);
afterAll(() => keys.stop());

const table = (query: object = {}) => keys.client.rotations.table.query(query);
const names = async (query: object) => (await table(query)).rotations.map(({ name }) => name);

describe("the table of rotations", () => {
  it("tells of each how it goes: the last tries, the next one, and what still works beside it", async () => {
    const { id, description } = await keys.create("told", { overlap: 12, description: "of the shop" });
    await keys.rotate(id);
    keys.target.refuse("issue");
    await keys.client.rotations.rotate.mutate({ rotationId: id, force: true }).catch(() => null);
    keys.target.refuse(null);
    const { secretRotation } = await keys.client.rotations.get.query({ rotationId: id });
    const { rotations, nextCursor } = await table({ search: "shop" });
    expect(nextCursor).toBeNull();
    const { environment, connection, lastRotatedAt, nextRotationAt, projectId, type } = secretRotation;
    expect(rotations).toMatchObject([
      {
        ...{ id, description, environment, connection, lastRotatedAt, nextRotationAt, projectId, type },
        title: "Keys of an account",
        phase: "dual",
        state: "idle",
        rotationStatus: "failed",
        lastRotationMessage: expect.stringContaining("locked by its owner"),
        currentRunId: null,
        folder: { path: "/" },
        outcomes: [
          { kind: "rotate", outcome: "failed" },
          { kind: "rotate", outcome: "done" },
          { kind: "create", outcome: "done" },
        ],
      },
    ]);
    const { superseded } = rotations[0] ?? {};
    expect(superseded?.version).toBe(1);
    const left = Date.parse(superseded?.revokeAt ?? "") - Date.parse(lastRotatedAt);
    expect(left).toBe(12 * 3_600_000);
    await keys.client.rotations.reconcile.mutate({ rotationId: id });
    expect(await names({ status: "failed" })).toEqual([]);
    expect(await names({ status: "success", search: "shop" })).toEqual(["told"]);
  });

  it("is filtered, sorted and paged", async () => {
    for (const name of ["page-c", "page-a", "page-b"])
      await keys.create(name, { rotationInterval: name.length });
    const pages = { search: "page" };
    expect(await names(pages)).toEqual(["page-a", "page-b", "page-c"]);
    expect(await names({ ...pages, descending: true })).toEqual(["page-c", "page-b", "page-a"]);
    expect(await names({ ...pages, sort: "createdAt" })).toEqual(["page-c", "page-a", "page-b"]);
    expect(await names({ ...pages, sort: "lastRotatedAt", descending: true })).toEqual([
      "page-b",
      "page-a",
      "page-c",
    ]);
    const first = await table({ ...pages, limit: 2 });
    const rest = await table({ ...pages, limit: 2, cursor: first.nextCursor ?? "" });
    expect(rest.rotations.map(({ name }) => name)).toEqual(["page-c"]);
    expect(rest.nextCursor).toBeNull();
    const { connectionId, projectId } = keys.connected;
    const own = { ...pages, connectionId, projectId, type: "keys-password", environment: "dev" };
    expect(await names(own)).toHaveLength(3);
    expect(await names({ ...own, environment: "prod" })).toEqual([]);
    expect(await names({ ...own, type: "other-type" })).toEqual([]);
  });

  it("shows to nobody what they may not read", async () => {
    const nobody = { kind: "machine", id: "machine:x", name: "x", isAdmin: false } as const;
    const asked = { sort: "name", descending: false, limit: 50 } as const;
    const actor = { ...nobody, roles: new Map(), address: null, requestId: null };
    expect(await keys.server.services.rotations.table(asked, actor)).toEqual({
      rotations: [],
      nextCursor: null,
    });
  });
});
