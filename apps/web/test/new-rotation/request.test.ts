import { describe, expect, it } from "vitest";
import { asCode } from "../../src/screens/new-rotation/as-code.ts";
import { createInput, shownInput } from "../../src/screens/new-rotation/create-input.ts";
import { type Draft, emptyDraft } from "../../src/screens/new-rotation/draft.ts";
import { namesProblems, suggestedName } from "../../src/screens/new-rotation/names.ts";
import { scheduleOf, scheduleProblems, scheduleWords } from "../../src/screens/new-rotation/schedule.ts";
import { firstOpen, mayShow, stepOf, steps } from "../../src/screens/new-rotation/steps.ts";

const provider = {
  secretsMapping: { user: "APP_USER", password: "APP_PASSWORD" },
  schemas: {
    parameters: {
      type: "object",
      properties: { account: { type: "string", minLength: 1 }, pin: { type: "string", sensitive: true } },
      required: ["account"],
    },
    secret: {
      type: "object",
      properties: { user: { type: "string" }, password: { type: "string", sensitive: true } },
      required: ["user", "password"],
    },
  },
};

const whole: Draft = {
  ...emptyDraft(),
  type: "app-password",
  projectId: "p",
  connectionId: "c",
  parameters: { account: "billing" },
  name: "billing-password",
  environment: "prod",
};

describe("the request of a draft", () => {
  it("has the short form for days at a time in UTC", () => {
    expect(createInput(whole, {})).toEqual({
      type: "app-password",
      name: "billing-password",
      projectId: "p",
      environment: "prod",
      secretPath: "/",
      connectionId: "c",
      parameters: { account: "billing" },
      isAutoRotationEnabled: true,
      rotationInterval: 30,
      rotateAtUtc: { hours: 3, minutes: 0 },
    });
  });

  it("has a whole schedule for anything else", () => {
    const berlin = { ...whole.schedule, timeZone: "Europe/Berlin", windowMinutes: 30 };
    const input = createInput({ ...whole, schedule: berlin, overlapHours: 24 }, {});
    expect(input).toMatchObject({
      schedule: {
        kind: "interval",
        days: 30,
        at: { hours: 3, minutes: 0 },
        timeZone: "Europe/Berlin",
        windowMinutes: 30,
      },
      overlap: 24,
    });
    expect(input).not.toHaveProperty("rotationInterval");
  });

  it("hands over the value in use only where that was asked for", () => {
    const hidden = { current: { user: "a", password: "hunter2" } };
    expect(createInput(whole, hidden)).not.toHaveProperty("current");
    expect(createInput({ ...whole, adopts: true }, hidden)).toMatchObject(hidden);
  });

  it("is none while something is missing", () => {
    expect(createInput({ ...whole, connectionId: null }, {})).toBeNull();
    expect(createInput({ ...whole, schedule: { ...whole.schedule, days: null } }, {})).toBeNull();
  });

  it("shows no sensitive value as code", () => {
    const hidden = {
      current: { user: "a", password: "hunter2" },
      parameters: { account: "o'clock", pin: "1234" },
    };
    const input = createInput({ ...whole, adopts: true }, hidden);
    if (!input) throw new Error("nothing is missing");
    const code = asCode(shownInput(input, provider.schemas), "https://turnbolt.example.com");
    for (const { text } of code) {
      expect(text).not.toMatch(/hunter2|1234/);
      expect(text).toContain("<password>");
    }
    expect(code.map(({ text }) => text)).toEqual([
      expect.stringContaining("o'\\''clock"),
      expect.stringContaining(`account: "o'clock"`),
    ]);
  });
});

describe("the steps", () => {
  const open = (change: Partial<Draft>, hidden = {}) => firstOpen({ ...whole, ...change }, hidden, provider);

  it.each([
    [{ type: null }, "provider"],
    [{ connectionId: null }, "connection"],
    [{ parameters: null }, "target"],
    [{ parameters: { account: "" } }, "target"],
    [{ adopts: true }, "target"],
    [{ schedule: { ...whole.schedule, time: "25:00" } }, "schedule"],
    [{ name: "No Slug" }, "mapping"],
    [{ environment: null }, "mapping"],
    [{ secretsMapping: { user: "APP_PASSWORD" } }, "mapping"],
    [{}, null],
  ] as const)("open at the first that is not filled in: %j", (change, step) => {
    expect(open(change)).toBe(step);
  });

  it("open at the target after a reload that has lost the value to adopt", () => {
    expect(open({ adopts: true }, { current: { user: "a", password: "b" } })).toBeNull();
    expect(open({ adopts: true }, {})).toBe("target");
  });

  it("can be looked at up to the one that is open", () => {
    expect(steps.filter((step) => mayShow(step, "target"))).toEqual(["provider", "connection", "target"]);
    expect(steps.filter((step) => mayShow(step, null))).toEqual(steps);
  });

  it("say where a refusal belongs", () => {
    expect(stepOf(["parameters", "account"])).toBe("target");
    expect(stepOf(["secretsMapping"])).toBe("mapping");
    expect(stepOf([])).toBe("review");
  });
});

describe("a schedule", () => {
  const { schedule } = whole;

  it("is said in words", () => {
    expect(scheduleWords({ kind: "interval", days: 1, at: { hours: 3, minutes: 5 }, timeZone: "UTC" })).toBe(
      "every day at 03:05 (UTC)",
    );
    expect(scheduleWords({ kind: "cron", expression: "0 3 * * 1", timeZone: "UTC" })).toBe(
      "by cron “0 3 * * 1” (UTC)",
    );
  });

  it.each([null, 0, 1.5, 4000])("needs a whole number of days: %s", (days) => {
    expect(scheduleProblems({ ...schedule, days })).toHaveProperty("days");
    expect(scheduleOf({ ...schedule, days })).toBeNull();
  });

  it("of one kind does not mind what is wrong with the other", () => {
    expect(scheduleOf({ ...schedule, kind: "cron", days: null })).toMatchObject({ kind: "cron" });
    expect(scheduleOf({ ...schedule, expression: "" })).toMatchObject({ kind: "interval" });
  });
});

describe("names", () => {
  it("may not be taken twice", () => {
    expect(
      namesProblems({ ...whole, secretsMapping: { user: "APP_PASSWORD" } }, provider.secretsMapping),
    ).toEqual({
      "secretsMapping.user": "Another field has this name too.",
      "secretsMapping.password": "Another field has this name too.",
    });
    expect(
      namesProblems({ ...whole, secretsMapping: { user: "1st" } }, provider.secretsMapping),
    ).toHaveProperty(["secretsMapping.user"]);
    expect(namesProblems(whole, provider.secretsMapping)).toEqual({});
  });

  it("are suggested after what is rotated", () => {
    expect(suggestedName("app-password", { account: "Billing Export!" })).toBe("app-password-billing-export");
    expect(suggestedName("app-password", null)).toBe("app-password");
    expect(suggestedName("x".repeat(63), { a: "bc" })).toHaveLength(63);
  });
});
