import { release, requestRun, retireNow } from "@turnbolt/core";
import { expect, it } from "vitest";
import { corner } from "../src/corners/index.ts";
import { scriptedChooser, World } from "../src/world/index.ts";

const MINUTE = 60_000;

async function rotatedWorld(name: string): Promise<World> {
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
  await world.create({ overlapMs: 60 * MINUTE });
  await world.run(clock.time + MINUTE);
  await world.command(requestRun(world.parts(), { kind: "rotate", requestedBy: null }));
  await world.run(clock.time + MINUTE);
  return world;
}

const inState = (world: World, state: string) =>
  world.row().work.versions.find((version) => version.state === state);

it("keeps the superseded credential when the published one is refused, and a release repairs", async () => {
  const world = await rotatedWorld("dual-fresh-chosen-known-handle");
  const published = inState(world, "active")?.handle ?? "";
  const superseded = inState(world, "superseded")?.handle ?? "";
  // Somebody else ends the published one.
  await world.options.subject.removeStranger?.(published);
  await world.command(retireNow(world.parts(), null));
  await world.run(world.options.clock.time + MINUTE);
  expect(world.row().work.rotation.attention?.code).toBe("active-refused");
  expect(world.row().work.run).toBeNull();
  expect(await world.options.subject.held()).toEqual([superseded]);
  await world.command(release(world.parts()));
  await world.run(world.options.clock.time + 10 * MINUTE);
  expect(world.row().work.rotation.attention).toBeNull();
  expect(inState(world, "active")?.handle).toBe(superseded);
  expect(await world.options.subject.held()).toEqual([superseded]);
});

it("verifies what is published before it does anything on an older database, whatever was asked for", async () => {
  const world = await rotatedWorld("dual-fresh-chosen-known-handle");
  await world.run(world.options.clock.time + 2 * 60 * MINUTE);
  await world.command(() => ({ rotation: { mustVerify: true } }));
  await world.command(requestRun(world.parts(), { kind: "rotate", requestedBy: null }));
  const before = world.history.length;
  await world.run(world.options.clock.time + MINUTE);
  const calls = world.history.slice(before).join("\n");
  expect(calls).toContain("issue");
  expect(calls.indexOf("verify")).toBeLessThan(calls.indexOf("issue"));
  expect(world.violations).toEqual([]);
  expect(world.row().promoted).toEqual([1, 2, 3]);
});

it("does nothing on an older database whose published credential is refused, until a person decides", async () => {
  const world = await rotatedWorld("dual-fresh-chosen-known-handle");
  await world.options.subject.removeStranger?.(inState(world, "active")?.handle ?? "");
  await world.command(() => ({ rotation: { mustVerify: true } }));
  await world.command(requestRun(world.parts(), { kind: "rotate", requestedBy: null, force: true }));
  const held = await world.options.subject.held();
  await world.run(world.options.clock.time + 24 * 60 * MINUTE);
  expect(world.row().work.rotation.attention?.code).toBe("active-refused");
  expect(await world.options.subject.held()).toEqual(held);
  await world.command(release(world.parts(), "retry"));
  await world.run(world.options.clock.time + 24 * 60 * MINUTE);
  expect(world.row().work.rotation.attention).toBeNull();
  expect(world.row().promoted.length).toBeGreaterThan(2);
});
