import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firstPassword } from "../support/pair.ts";
import { type Pairs, pairsOf } from "../support/rotations.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let pairs: Pairs;

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  pairs = await pairsOf(turnbolt);
}, 60_000);
afterAll(() => turnbolt.stop());

const stepsOf = async (runId: string): Promise<string[]> => {
  const { run } = await turnbolt.client.runs.get.query({ runId });
  return run.steps.map(({ name, outcome }) => `${name} ${outcome}`);
};

describe("creating a rotation", () => {
  it("publishes a credential that logs in, and answers with the rotation as the contract has it", async () => {
    const input = await pairs.asked();
    const { secretRotation, runId } = await turnbolt.client.rotations.create.mutate(input);
    expect(await stepsOf(runId)).toEqual(["issue ok", "verify ok", "promote ok"]);
    expect(await pairs.canLogin(await pairs.published(input))).toBe(true);
    const place = await turnbolt.client.projects.get.query({ projectId: turnbolt.projectId });
    const dev = place.project.environments.find(({ slug }) => slug === "dev");
    const { type, name, secretsMapping, parameters, connectionId, projectId } = input;
    const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(secretRotation).toEqual({
      ...{ type, name, secretsMapping, parameters, connectionId, projectId },
      id: expect.any(String),
      description: null,
      isAutoRotationEnabled: true,
      activeIndex: 0,
      folderId: secretRotation.folder.id,
      createdAt: instant,
      updatedAt: instant,
      rotationInterval: 7,
      rotationStatus: "success",
      lastRotationAttemptedAt: instant,
      lastRotatedAt: instant,
      lastRotationJobId: null,
      nextRotationAt: expect.stringMatching(/T03:00:00.000Z$/),
      isLastRotationManual: true,
      connection: { app: "postgres", name: "target", id: connectionId },
      environment: { slug: "dev", name: "Development", id: dev?.id },
      folder: { id: expect.any(String), path: "/" },
      rotateAtUtc: { hours: 3, minutes: 0 },
      lastRotationMessage: null,
    });
  });

  it("with the credential as it is now changes nothing at the target", async () => {
    const input = await pairs.asked();
    const { username1 } = input.parameters;
    const current = { username: username1, password: firstPassword(username1) };
    const { secretRotation } = await turnbolt.client.rotations.create.mutate({ ...input, current });
    expect(await pairs.published(input)).toEqual(current);
    expect(await pairs.canLogin(current)).toBe(true);
    const state = await turnbolt.client.rotations.state.query({ rotationId: secretRotation.id });
    expect(state).toMatchObject({ phase: "dual", origin: "chosen", state: "idle", currentRunId: null });
    expect(state.credentials).toMatchObject([{ version: 1, slot: 0, handle: username1, state: "active" }]);
    expect(state.nextRuns).toHaveLength(5);
  });

  it("of an account that another rotation has, alone or in a pair, is refused with its name", async () => {
    const first = await pairs.asked();
    await pairs.create(first);
    const other = await pairs.asked();
    const { username1, username2 } = first.parameters;
    const free = other.parameters.username1;
    for (const taken of [
      { username1, username2 },
      { username1: username2, username2: username1 },
      { username1: free, username2: username1 },
      { username1: username2, username2: free },
    ])
      await expect(pairs.create({ ...other, parameters: taken })).rejects.toThrow(
        `is rotated by "${first.name}" already`,
      );
    expect(await pairs.canLogin({ username: free, password: firstPassword(free) })).toBe(true);
    await pairs.create(other);
  });

  it("with a credential that is not the current one saves nothing", async () => {
    const input = await pairs.asked();
    const current = { username: input.parameters.username1, password: "not the password" };
    await expect(turnbolt.client.rotations.create.mutate({ ...input, current })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
      message: expect.stringContaining("refuse"),
    });
    const { secretRotations } = await turnbolt.client.rotations.list.query();
    expect(secretRotations.map(({ name }) => name)).not.toContain(input.name);
    const first = { username: current.username, password: firstPassword(current.username) };
    expect(await pairs.canLogin(first)).toBe(true);
  });

  it("answers at once when nobody wants to wait, and the run can be watched live", async () => {
    const { runId } = await turnbolt.client.rotations.create.mutate({
      ...(await pairs.asked()),
      wait: false,
    });
    const states = await new Promise<string[]>((resolve, reject) => {
      const seen: string[] = [];
      turnbolt.client.runs.live.subscribe(
        { runId },
        {
          onData: ({ data }) => {
            seen.push(data.state);
            if (data.ended) resolve(seen);
          },
          onError: reject,
        },
      );
    });
    expect(states.at(-1)).toBe("done");
  });

  it("can be looked at before: what it would do is told, and nothing is saved or changed", async () => {
    const input = await pairs.asked();
    const { steps, warnings } = await turnbolt.client.rotations.preview.mutate(input);
    expect(steps.join()).toContain("in place of what account 1 of the pair has");
    expect(warnings.join()).toContain("the first run replaces the value of account 1");
    const { username1 } = input.parameters;
    expect(await pairs.canLogin({ username: username1, password: firstPassword(username1) })).toBe(true);
    expect((await pairs.create(input)).rotationStatus).toBe("success");
  });
});
