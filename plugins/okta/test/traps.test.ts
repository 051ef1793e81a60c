import { openWorld } from "@turnbolt/testkit/world";
import { expect, it } from "vitest";
import provider from "../src/index.ts";
import { startTarget } from "./target.ts";

it("a stranger's secret in the last slot stays, and stops the run with its name", async () => {
  const at = await openWorld({ provider, startTarget });
  try {
    const stranger = String(await at.subject.plantStranger?.());
    await at.rotate(3_600_000);
    const { attention } = at.world.row().work.rotation;
    expect(attention).toMatchObject({ code: "no-room", handles: [stranger] });
    expect(attention?.message).toContain(stranger);
    expect(await at.subject.held()).toContain(stranger);
  } finally {
    await at.stop();
  }
});
