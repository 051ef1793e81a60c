import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isOpen } from "./doors.ts";
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
}, 300_000);
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
  const lines = Object.entries(answers);
  const lets = (cell: string | undefined) => cell === "yes" || cell === "val";
  const isForAll = (line: string) => isOpen(world.router, line.split(":")[0] ?? line);

  it("lets nobody in who is not recognised, but where everybody is let in", () => {
    for (const [line, cells] of lines) {
      const wanted = (cell: string) => (isForAll(line) ? "yes" : cell);
      for (const name of ["nobody", "unknown"])
        expect(`${line} ${cells[name]}`).toBe(`${line} ${wanted("401")}`);
      for (const name of ["mistyped", "expired", "revoked", "outside"]) {
        expect(`${line} ${cells[name]}`).toBe(`${line} ${wanted("tok")}`);
      }
    }
  });

  it("lets each role do what the one before it may", () => {
    const order = ["removed", "viewer", "developer", "operator", "admin", "root"];
    for (const [line, cells] of lines) {
      const may = order.map((name) => lets(cells[name]));
      expect(`${line} ${may}`).toBe(`${line} ${[...may].sort()}`);
    }
  });

  it("gives the admin of another project no more than somebody who is nothing anywhere", () => {
    for (const [line, { removed, stranger }] of lines)
      expect(`${line} ${stranger}`).toBe(`${line} ${removed}`);
  });

  it("gives values to developers and those above alone", () => {
    for (const [line, cells] of lines) {
      for (const [name, cell] of Object.entries(cells)) {
        if (cell === "val")
          expect(["developer", "operator", "admin", "root"], `${line} ${name}`).toContain(name);
      }
    }
  });
});
