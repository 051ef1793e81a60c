import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildChild, type ChildCode } from "../src/child-code.ts";
import { closeLane, type LaneOptions, openLane } from "../src/lane.ts";
import { type Kill, play, type Shot } from "../src/play.ts";
import { startTarget } from "../src/target.ts";
import { turns } from "../src/turns.ts";

let code: ChildCode;
beforeAll(async () => {
  code = await buildChild();
});
afterAll(() => code.remove());

async function kills(
  provider: LaneOptions["provider"],
  shots: readonly Shot[],
  plant?: LaneOptions["plant"],
): Promise<readonly Kill[]> {
  const target = await startTarget(provider);
  const common = { database: "embedded", databaseUrl: undefined, inTurn: turns(2) } as const;
  const lane = await openLane({ provider, target, plant, code, ...common });
  const found: Kill[] = [];
  try {
    for (const shot of shots) found.push(...(await play(lane, shot)));
  } finally {
    await closeLane(lane);
    await target.stop();
  }
  return found;
}

const at = (deed: Shot["deed"], point: string, occurrence = 1, again: Shot["again"] = null): Shot => ({
  deed,
  aim: { point, occurrence },
  again,
  lands: null,
  stranger: false,
});

describe("a server that is killed", () => {
  it("leaves a rotation that is finished after the restart, with nothing out of place", async () => {
    const found = await kills("okta", [
      at("create", "claim uncommitted"),
      at("rotate", "issue after", 1, { point: "claim after", occurrence: 1 }),
      at("rotate", "revoke after"),
    ]);
    expect(found.map(({ deed, aim, beside }) => [deed, aim.point, ...beside])).toEqual([
      ["create", "claim uncommitted"],
      ["rotate", "issue after"],
      ["rotate", "claim after", "while it recovered"],
      ["rotate", "revoke after"],
    ]);
    expect(found.flatMap(({ problems }) => problems)).toEqual([]);
  }, 120_000);
});

describe("a fault that was put in on purpose is found", () => {
  it("what the target held is written too late", async () => {
    const [kill] = await kills("aws-iam", [at("create", "save before", 2)], "late-baseline");
    expect(kill?.problems).toContainEqual(expect.stringMatching(/lies at the target and no row knows it/));
  }, 120_000);

  it("the draft is written too late", async () => {
    const [kill] = await kills("okta", [at("create", "issue after")], "late-draft");
    expect(kill?.problems).toContainEqual(expect.stringMatching(/lies at the target and no row knows it/));
  }, 120_000);
});
