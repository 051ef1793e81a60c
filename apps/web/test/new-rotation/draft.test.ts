import { describe, expect, it } from "vitest";
import { draftStore } from "../../src/screens/new-rotation/draft-store.ts";

function place() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe("a draft", () => {
  it("is there again after a reload, under the same name for its request", () => {
    const storage = place();
    const before = draftStore(storage, "mine");
    before.change({ type: "x-key", name: "billing" });
    const after = draftStore(storage, "mine").get().draft;
    expect(after).toMatchObject({
      type: "x-key",
      name: "billing",
      requestKey: before.get().draft.requestKey,
    });
  });

  it("leaves what is sensitive in memory", () => {
    const storage = place();
    const store = draftStore(storage, "mine");
    store.hide({ credentials: { password: "hunter2" }, current: { password: "hunter3" } });
    expect([...storage.kept.values()].join()).not.toMatch(/hunter/);
    store.change({ name: "billing" });
    expect(store.get().hidden.credentials).toEqual({ password: "hunter2" });
    expect([...storage.kept.values()].join()).not.toMatch(/hunter/);
    expect(draftStore(storage, "mine").get().hidden).toEqual({});
  });

  it("begins anew when it is cleared, with another name for its request", () => {
    const storage = place();
    const store = draftStore(storage, "mine");
    store.change({ name: "billing" });
    const { requestKey } = store.get().draft;
    store.clear();
    expect(store.get().draft).toMatchObject({ name: "" });
    expect(store.get().draft.requestKey).not.toBe(requestKey);
    expect(storage.kept.size).toBe(0);
  });

  it.each(["", "null", "[]", '{"version":0,"name":"old"}', "{"])("of another version is none: %s", (text) => {
    const storage = place();
    storage.setItem("mine", text);
    expect(draftStore(storage, "mine").get().draft.name).toBe("");
  });

  it("keeps place and schedule for another kind of rotation, and nothing of the kind before", () => {
    const storage = place();
    const store = draftStore(storage, "mine");
    store.change({ type: "a", name: "n", connectionId: "c", parameters: { a: 1 }, adopts: true });
    store.hide({ credentials: { password: "of a" } });
    store.choose("a");
    expect(store.get().hidden).toEqual({ credentials: { password: "of a" } });
    store.choose("b");
    const other = { type: "b", name: "n", connectionId: null, parameters: null, adopts: false };
    expect(store.get()).toMatchObject({ draft: other, hidden: {} });
    expect(store.get().hidden).toEqual({});
    expect(draftStore(storage, "mine").get().draft).toMatchObject(other);
  });

  it("tells who listens", () => {
    const store = draftStore(place(), "mine");
    let told = 0;
    const stop = store.subscribe(() => told++);
    store.change({ name: "a" });
    stop();
    store.change({ name: "b" });
    expect(told).toBe(1);
  });
});
