import { inspect } from "node:util";
import { isRotationError } from "@turnbolt/core";
import { callsOf } from "@turnbolt/testkit/emulator";
import { openWorld } from "@turnbolt/testkit/world";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import provider from "../src/index.ts";
import { type Directory, directories, startTarget } from "./targets.ts";

/** What the directories say, as they say it. */
const WORDS =
  /quality checking|check_password|0000052D|Constraint violation|00002[0-9A-F]{3}|insufficient access/i;

describe.each(directories)("$name", ({ start }) => {
  let at: Directory;
  beforeAll(async () => {
    at = await start();
  }, 60_000);
  afterAll(() => at.stop());

  it("is told without its words when its policy refuses and when a right is missing", async () => {
    const { dn } = await at.account();
    const weak = { length: 4, required: { digits: 1, lowercase: 3, uppercase: 0, symbols: 0 } };
    const refused = callsOf(provider, at.connection, { dn, passwordRequirements: weak });
    const powerless = callsOf(provider, { ...at.connection, ...(await at.account()) }, { dn });
    for (const { choose, issue } of [refused, powerless]) {
      const error: unknown = await issue(choose()).then(
        () => null,
        (error: unknown) => error,
      );
      expect(isRotationError(error)).toBe(true);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(WORDS);
    }
  });

  it("an account that changes its own password is made with its present one, and not without it", async () => {
    const shared = startTarget(async () => ({ ...at, stop: async () => {} }));
    const rotationMethod = "target-principal";
    const open = (withCurrent: boolean) =>
      openWorld({
        ...{ provider, startTarget: shared },
        fields: ({ parameters, current }) => ({
          parameters: provider.parameters.parse({ ...parameters, rotationMethod }),
          ...(withCurrent && current && { current }),
        }),
      });
    const without = await open(false);
    expect(without.told()).toContain("present password");
    expect(await without.subject.accepts(without.subject.current?.secret ?? {})).toBe(true);
    const made = await open(true);
    const first = made.subject.current?.secret ?? {};
    expect(await made.subject.accepts(first)).toBe(true);
    await made.rotate(3_600_000);
    expect(await made.published()).toBe(true);
    expect(await made.subject.accepts(first)).toBe(false);
  });
});
