import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isOpen, isRead } from "./doors.ts";
import { type Measured, measure, unlisted } from "./measure.ts";
import { principalsOf } from "./principals.ts";
import { answersOf, tableOf } from "./table.ts";
import { aWorld, type World } from "./world.ts";

const expected = readFileSync(join(import.meta.dirname, "expected.txt"), "utf8");
let world: World;
let measured: Measured;

beforeAll(async () => {
  world = await aWorld();
  measured = await measure(world, await principalsOf(world));
}, 600_000);
afterAll(() => world?.stop());

describe("the authorisation matrix", () => {
  it("has a line for every procedure there is, and for no other", () => {
    expect(unlisted(world.router)).toEqual([]);
  });

  it("is what is expected", () => {
    expect(tableOf(measured.answers)).toBe(expected);
  });

  it("is the same at both doors", () => {
    expect(measured.disagreements).toEqual([]);
  });

  it("changes nothing for who is refused", () => {
    expect(measured.changes).toEqual([]);
  });

  it("tells nobody from elsewhere of anything here", () => {
    expect(measured.leaks).toEqual([]);
  });

  it("says yes and no, and nothing else", () => {
    expect(measured.odd).toEqual([]);
  });
});

describe("the expected table", () => {
  const answers = answersOf(expected);
  /** Of oneself, a person can do what a machine cannot; of a second set-up nobody can do anything. */
  const lines = Object.entries(answers).filter(
    ([line]) => !line.startsWith("me.") && line !== "setUp.complete",
  );
  const lets = (cell: string | undefined) => cell === "yes" || cell === "val";
  const procedureOf = (line: string) => line.split(":")[0] ?? line;

  it("lets nobody in who is not recognised, but where everybody is let in", () => {
    const wanted = { nobody: "401", unknown: "401", "p-over": "401", "p-shut": "401" };
    const tokens = { mistyped: "tok", expired: "tok", revoked: "tok", outside: "tok" };
    for (const [line, cells] of lines) {
      for (const [name, cell] of Object.entries({ ...wanted, ...tokens })) {
        const right = isOpen(world.router, procedureOf(line)) ? "yes" : cell;
        expect(`${line} ${name} ${cells[name]}`).toBe(`${line} ${name} ${right}`);
      }
    }
  });

  it("lets each role do what the one before it may", () => {
    const order = ["removed", "viewer", "developer", "operator", "admin", "root"];
    for (const [line, cells] of lines) {
      const may = order.map((name) => lets(cells[name]));
      expect(`${line} ${may}`).toBe(`${line} ${may.toSorted()}`);
    }
  });

  it("gives a person what it gives a machine of the same role", () => {
    const same = { removed: "p-removed", stranger: "p-stranger", viewer: "p-viewer", root: "p-owner" };
    const more = { developer: "p-developer", operator: "p-operator", admin: "p-admin" };
    for (const [line, cells] of lines) {
      for (const [machine, person] of Object.entries({ ...same, ...more })) {
        expect(`${line} ${person} ${cells[person]}`).toBe(`${line} ${person} ${cells[machine]}`);
      }
    }
  });

  it("gives the admin of another project no more than somebody who is nothing anywhere", () => {
    for (const [line, { removed, stranger }] of lines)
      expect(`${line} ${stranger}`).toBe(`${line} ${removed}`);
  });

  it("lets a page of somebody else change nothing with an admin's session", () => {
    for (const [line, cells] of Object.entries(answers)) {
      const name = procedureOf(line);
      if (isRead(world.router, name) || isOpen(world.router, name)) continue;
      expect(`${line} ${cells["p-forged"]}`).toBe(`${line} no`);
    }
  });

  it("gives values to developers and those above alone", () => {
    const may = /^(p-)?(developer|operator|admin|root|owner|forged)$/;
    for (const [line, cells] of lines) {
      for (const [name, cell] of Object.entries(cells))
        if (cell === "val") expect(`${name} ${line}`).toMatch(may.test(name) ? line : /^$/);
    }
  });
});
