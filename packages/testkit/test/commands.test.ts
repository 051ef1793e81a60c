import {
  askRevoke,
  CommandRefused,
  cancel,
  edit,
  forget,
  pause,
  release,
  requestRun,
  resume,
  retireNow,
  workBatch,
} from "@turnbolt/core";
import { expect, it } from "vitest";
import { corner } from "../src/corners/index.ts";
import { scriptedChooser, World } from "../src/world/index.ts";

const DAY = 86_400_000;

async function settledWorld(name: string, fields: Parameters<World["create"]>[0] = {}): Promise<World> {
  const clock = { time: Date.UTC(2026, 0, 1, 12) };
  const { provider, startTarget } = corner(name);
  const target = await startTarget({ now: () => clock.time });
  const subject = await target.subject();
  const world = new World({
    provider,
    target,
    subject,
    clock,
    chooser: scriptedChooser({ deviations: new Map() }),
  });
  await world.create(fields);
  await world.run(clock.time + 60_000);
  return world;
}

const ask = (world: World, command: Parameters<World["command"]>[0]) =>
  world.ledger.as("service").command(world.rotationId, command);
const rotate = (world: World, force = false) =>
  ask(world, requestRun(world.parts(), { kind: "rotate", requestedBy: null, force }));

it("refuses a second run while one is under way, and names it", async () => {
  const world = await settledWorld("dual-fixed-chosen");
  const { run } = await rotate(world);
  await expect(rotate(world)).rejects.toMatchObject({ code: "conflict", runId: run?.id });
});

it("refuses to end a promised overlap without force, and names its end", async () => {
  const world = await settledWorld("dual-fixed-chosen", { overlapMs: 3_600_000 });
  await rotate(world);
  await world.run(world.options.clock.time + 60_000);
  await expect(rotate(world)).rejects.toThrow(/promised until 2026-01-01T13/);
  await rotate(world, true);
  await world.run(world.options.clock.time + 60_000);
  expect(world.row().promoted).toEqual([1, 2, 3]);
});

it("ends an overlap by itself, and leaves the published credential alone", async () => {
  const world = await settledWorld("dual-fresh-chosen-known-handle", { overlapMs: 3_600_000 });
  await rotate(world);
  await world.run(world.options.clock.time + 60_000);
  expect(await world.options.subject.held()).toHaveLength(2);
  await world.run(world.options.clock.time + 3_700_000);
  const [active] = world.row().work.versions;
  expect(await world.options.subject.held()).toEqual([active?.handle]);
  expect(active?.state).toBe("active");
});

it("pauses the schedule and catches nothing up", async () => {
  const world = await settledWorld("single-chosen");
  await ask(world, pause());
  expect(world.row().work.rotation).toMatchObject({ auto: false, nextAt: null });
  await world.run(world.options.clock.time + 3 * DAY);
  expect(world.row().promoted).toEqual([1]);
  await ask(world, resume(world.parts()));
  const { nextAt } = world.row().work.rotation;
  expect(nextAt && nextAt > world.now()).toBe(true);
});

it("takes back a run that has not begun, and none that has", async () => {
  const world = await settledWorld("single-chosen");
  await rotate(world);
  await ask(world, cancel());
  expect(world.row().work.run).toBeNull();
  await world.run(world.options.clock.time + 60_000);
  expect(world.row().promoted).toEqual([1]);
  await expect(ask(world, cancel())).rejects.toThrow(CommandRefused);
});

it("refuses new parameters while a run is under way, and takes other edits", async () => {
  const world = await settledWorld("single-chosen");
  await rotate(world);
  await expect(ask(world, edit(world.parts(), { parameters: { account: "x" } }))).rejects.toThrow(
    /under way/,
  );
  const work = await ask(world, edit(world.parts(), { overlapMs: null, name: "other" }));
  expect(work.rotation.name).toBe("other");
});

it("has nothing to retire after the first rotation, and nothing to release", async () => {
  const world = await settledWorld("dual-fresh-chosen-known-handle");
  await expect(ask(world, retireNow(world.parts(), null))).rejects.toThrow(/no superseded credential/);
  await expect(ask(world, release(world.parts()))).rejects.toThrow(/Nothing waits/);
});

it("lets a rotation go without touching the target", async () => {
  const world = await settledWorld("dual-fresh-chosen-known-handle");
  const before = world.calls;
  await ask(world, forget({ deleteSecrets: false }));
  await world.run(world.options.clock.time + 3 * DAY);
  expect(world.calls).toBe(before);
  expect(await world.options.subject.held()).toHaveLength(1);
  expect(world.row().removed).toBe(true);
});

it("deletes with revocation: nothing of ours stays at the target", async () => {
  const world = await settledWorld("dual-fresh-granted-labelled");
  await rotate(world);
  await world.run(world.options.clock.time + 60_000);
  await ask(world, askRevoke({ deleteSecrets: true, requestedBy: null }));
  await world.run(world.options.clock.time + DAY);
  expect(await world.options.subject.held()).toEqual([]);
  expect(world.row().removed).toBe(true);
});

it("finishes the step in hand and lets go when it is told to stop", async () => {
  const clock = { time: Date.UTC(2026, 0, 1, 12) };
  const { provider, startTarget } = corner("single-chosen");
  const target = await startTarget({ now: () => clock.time });
  const subject = await target.subject();
  const world = new World({
    provider,
    target,
    subject,
    clock,
    chooser: scriptedChooser({ deviations: new Map() }),
  });
  await world.create();
  // Claimed, and told to stop before the first step: nothing is asked of the target.
  const stop = AbortSignal.abort();
  const engine = { ...world.parts(), ledger: world.ledger.as("service") };
  expect(await workBatch(engine, { limit: 5, perConnection: 1, stop })).toMatchObject({ claimed: 1 });
  expect(world.row().work.rotation.leaseUntil).toBeNull();
  expect(world.row().work.run?.state).toBe("issuing");
  await world.run(clock.time + 60_000);
  expect(world.row().promoted).toEqual([1]);
  expect(world.violations).toEqual([]);
});
