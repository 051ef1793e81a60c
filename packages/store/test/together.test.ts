import { describe, expect, it } from "vitest";
import { together } from "../src/together.ts";

/** Performs when told to, and keeps who went with whom. */
function stage(crowd: { readonly places: number; readonly most: number }) {
  const gone: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const join = together<number, string>(crowd, async (ones) => {
    gone.push(ones);
    await new Promise<void>((resolve) => ends.push(resolve));
    if (ones.includes(13)) throw new Error("thirteen");
    return ones.map((one) => `did ${one}`);
  });
  const end = async () => {
    ends.shift()?.();
    await everythingMoved();
  };
  return { gone, join, end };
}

/** All promises that can settle now have. */
const everythingMoved = () => new Promise((resolve) => setImmediate(resolve));

describe("going together", () => {
  it("lets the first go at once and alone, and all who come meanwhile go together", async () => {
    const { gone, join, end } = stage({ places: 1, most: 10 });
    const answers = [1, 2, 3, 4].map(join);
    expect(gone).toEqual([[1]]);
    await end();
    expect(await answers[0]).toBe("did 1");
    expect(gone).toEqual([[1], [2, 3, 4]]);
    await end();
    expect(await Promise.all(answers)).toEqual(["did 1", "did 2", "did 3", "did 4"]);
  });

  it("takes no more places and no more of them than it may", async () => {
    const { gone, join, end } = stage({ places: 2, most: 2 });
    const answers = [1, 2, 3, 4, 5].map(join);
    expect(gone).toEqual([[1], [2]]);
    await end();
    expect(gone).toEqual([[1], [2], [3, 4]]);
    await end();
    expect(gone).toEqual([[1], [2], [3, 4], [5]]);
    await end();
    await end();
    await Promise.all(answers);
  });

  it("tells a failure to those who went together, and goes on with the next", async () => {
    const { join, end } = stage({ places: 1, most: 2 });
    const answers = [1, 13, 14, 15].map(join).map((answer) => answer.catch((error: Error) => error.message));
    for (let turn = 0; turn < 3; turn++) await end();
    expect(await Promise.all(answers)).toEqual(["did 1", "thirteen", "thirteen", "did 15"]);
  });

  it("holds no place for one that is answered later", async () => {
    const gone: number[] = [];
    const join = together<number, number>({ places: 1, most: 1 }, async (ones) => {
      gone.push(...ones);
      return ones.map((one) => (one === 1 ? new Promise<number>(() => {}) : one));
    });
    void join(1);
    expect(await join(2)).toBe(2);
    expect(gone).toEqual([1, 2]);
  });
});
