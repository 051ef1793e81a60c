import { afterAll, beforeAll, expect, it } from "vitest";
import { type Keys, startKeys } from "../support/keys.ts";
import { type Rest, restOf } from "../support/rest.ts";

let keys: Keys;
let rest: Rest;
beforeAll(async () => {
  keys = await startKeys();
  rest = restOf(keys.server.url ?? "");
}, 60_000);
afterAll(() => keys.stop());

const runsOf = async (rotationId: string) => (await keys.client.runs.list.query({ rotationId })).runs;

it("a run from before an upgrade is read as well, with steps that have other names today", async () => {
  const { id } = await keys.create("upgraded");
  const [run] = await runsOf(id);
  await keys.sql`update turnbolt.runs set steps = replace(replace(steps::text, '"issue"', '"set-password"'), '"ok"', '"fine"')::jsonb
    where id = ${run?.id ?? ""}`;
  const { status, body } = await rest("GET", `/api/v2/rotation-runs/${run?.id}`);
  expect(status).toBe(200);
  expect(body.run.steps[0]).toMatchObject({ name: "set-password", outcome: "fine" });
});

it("a run that failed says why, alone and with how the target stands", async () => {
  const { id } = await keys.create("says-why");
  keys.target.refuse("issue");
  await keys.client.rotations.rotate.mutate({ rotationId: id, force: true }).catch(() => null);
  keys.target.refuse(null);
  const [run] = await runsOf(id);
  expect(run).toMatchObject({ state: "failed", cause: expect.stringContaining("locked by its owner") });
  expect(run?.message).toBe(`${run?.cause}; the old credential still works`);
});

it("a credential names the run that made it", async () => {
  const { id } = await keys.create("made-by");
  const [run] = await runsOf(id);
  const { credentials } = await keys.client.rotations.state.query({ rotationId: id });
  expect(credentials).toMatchObject([{ version: 1, runId: run?.id }]);
});
