import { describe, expect, it } from "vitest";
import { crashWords, handleWords, type Kind, phaseLabel, phaseWords } from "../../src/parts/kind-words.ts";
import { effectOf } from "../../src/screens/new-rotation/effect-words.ts";

const kind = (change: Partial<Kind>): Kind => ({
  phase: "dual",
  origin: "chosen",
  handles: "fresh",
  labelled: null,
  capacity: null,
  ...change,
});

const single = kind({ phase: "single", handles: null });
const pair = kind({ handles: "fixed" });

describe("what making a rotation does", () => {
  it("is said plainly where it locks somebody out", () => {
    expect(effectOf(single, false)).toMatchObject({
      isHard: true,
      first: expect.stringContaining("locked out"),
    });
    expect(effectOf(pair, false)).toMatchObject({
      isHard: true,
      first: expect.stringContaining("first account"),
    });
  });

  it("harms nobody where credentials live side by side, or where the value in use is adopted", () => {
    expect(effectOf(kind({}), false).isHard).toBe(false);
    for (const one of [single, pair, kind({})]) {
      expect(effectOf(one, true)).toMatchObject({
        isHard: false,
        first: expect.stringContaining("Nothing is changed"),
      });
    }
  });

  it("has a gap and an advice for a single phase, and none for two", () => {
    expect(effectOf(single, true)).toMatchObject({
      later: expect.stringContaining("gap"),
      advice: expect.stringContaining("switch the schedule off"),
    });
    expect(effectOf(pair, true).advice).toBeNull();
  });
});

describe("a kind of credentials in plain words", () => {
  it("says what a crash can cost", () => {
    expect(crashWords(single)).toMatch(/^Nothing\. /);
    expect(crashWords(kind({ origin: "granted", phase: "single", handles: null }))).toMatch(/may be lost/);
    expect(crashWords(kind({ origin: "granted", labelled: true }))).toMatch(/carries our label/);
    expect(crashWords(kind({ origin: "granted", labelled: false }))).toMatch(/a person is asked/);
  });

  it("says what happens to whoever uses it, and how many fit", () => {
    expect([phaseLabel(pair), phaseLabel(single)]).toEqual(["zero downtime", "brief gap"]);
    expect(phaseWords(single)).toMatch(/locked out/);
    expect(handleWords(kind({ capacity: 2 }))).toMatch(/holds 2 at most/);
    expect(handleWords(pair)).toMatch(/take turns/);
  });
});
