import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { eachMinute, MINUTE_MS } from "../src/each-minute.ts";
import { memory } from "./fixtures/memory-plugin.ts";
import { sharedDatabase } from "./support/shared-database.ts";

afterEach(() => void vi.useRealTimers());

describe("what is done each minute", () => {
  beforeEach(() => void vi.useFakeTimers());

  it("is done again after a failure, which is told and keeps nothing else from being done", async () => {
    const errors: unknown[] = [];
    const fails = vi.fn(async () => Promise.reject(new Error("away")));
    const works = vi.fn(async () => {});
    const current = eachMinute([fails, works], (error) => errors.push(error));
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    expect([fails, works].map(({ mock }) => mock.calls.length)).toEqual([2, 2]);
    expect(errors).toEqual([new Error("away"), new Error("away")]);
    await current.stop();
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
    expect(works).toHaveBeenCalledTimes(2);
  });

  it("is not begun a second time while it goes on, and is waited for at the end", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = vi.fn(() => promise);
    const current = eachMinute([slow], () => {});
    await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
    expect(slow).toHaveBeenCalledTimes(1);
    let stopped = false;
    const stop = current.stop().then(() => {
      stopped = true;
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(stopped).toBe(false);
    resolve();
    await stop;
  });
});

describe("a server that only answers requests", () => {
  let database: Awaited<ReturnType<typeof sharedDatabase>>;
  beforeAll(async () => {
    database = await sharedDatabase([memory]);
  }, 60_000);
  afterAll(() => database.stop());

  it("reads again which key seals", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    await database.start("api");
    await database.sql`update turnbolt.installation set key_id = 'another'`;
    vi.advanceTimersByTime(MINUTE_MS);
    await expect.poll(() => database.lines.join("")).toContain("the data wants the key another");
    await database.sql`update turnbolt.installation set key_id = null`;
  }, 60_000);
});
