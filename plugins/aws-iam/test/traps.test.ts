import { release } from "@turnbolt/core";
import { openWorld, plainValues } from "@turnbolt/testkit/world";
import { expect, it } from "vitest";
import provider from "../src/index.ts";
import { startTarget } from "./target.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const open = () => openWorld({ provider, startTarget });

it("a retry after a lost answer never deletes the published key, and leaves one live key of ours", async () => {
  const at = await open();
  try {
    const before = at.world.row().work.versions.find(({ state }) => state === "active");
    at.strike("issue", "lost", 1);
    await at.rotate(HOUR);
    const { attention } = at.world.row().work.rotation;
    const [published, unknown] = await at.subject.held();
    expect(published).toBe(before?.handle);
    expect(attention).toMatchObject({ code: "credential-unknown", handles: [unknown] });
    expect(await at.published()).toBe(true);
    // A person says that it is ours, and the run goes on: that one ends, and the published one never did.
    await at.world.command(release(at.world.parts(), "retry"));
    await at.world.run(at.clock.time + HOUR);
    const live = at.world.row().work.versions.filter(({ state }) => ["active", "superseded"].includes(state));
    expect(live.map(({ state }) => state).sort()).toEqual(["active", "superseded"]);
    expect([...(await at.subject.held())].sort()).toEqual(live.map(({ handle }) => handle).sort());
    for (const { sealed } of live) expect(await at.subject.accepts(plainValues(sealed ?? {}))).toBe(true);
  } finally {
    await at.stop();
  }
});

it("a stranger's key in the last slot stays, and stops the run with its name", async () => {
  const at = await open();
  try {
    const stranger = String(await at.subject.plantStranger?.());
    await at.rotate(HOUR);
    const { attention } = at.world.row().work.rotation;
    expect(attention).toMatchObject({ code: "no-room", handles: [stranger] });
    expect(attention?.message).toContain(stranger);
    expect(await at.subject.held()).toContain(stranger);
  } finally {
    await at.stop();
  }
});
