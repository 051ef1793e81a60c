import { defineProvider, RotationError, type RotationProvider } from "@turnbolt/core";
import { expect, it } from "vitest";
import { corner } from "../src/corners/index.ts";
import { scriptedChooser, World } from "../src/world/index.ts";

it("strikes the connection's own secret from what a plugin says of a failure", async () => {
  const clock = { time: Date.UTC(2026, 0, 1, 12) };
  const { provider, startTarget } = corner("single-chosen");
  const target = await startTarget({ now: () => clock.time });
  const token = String(target.connection.token);
  const chatty = defineProvider({
    ...provider,
    issue: async () => {
      throw new RotationError("forbidden", `the login ${token} may not do this`);
    },
  } as RotationProvider);
  const chooser = scriptedChooser({ deviations: new Map() });
  const world = new World({ provider: chatty, target, subject: await target.subject(), clock, chooser });
  await world.create();
  await world.run(clock.time + 60_000);
  const told = JSON.stringify([[...world.row().runs.values()], world.row().events]);
  expect(told).toContain("may not do this");
  expect(told).not.toContain(token);
});
