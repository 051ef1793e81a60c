import { type Draft, emptyDraft, type Hidden, readDraft, withType } from "./draft.ts";

export interface Kept {
  readonly draft: Draft;
  readonly hidden: Hidden;
}

/** Keeps a draft over reloads, and what is sensitive of it in memory. */
export interface DraftStore {
  get(): Kept;
  change(change: Partial<Draft>): void;
  hide(change: Hidden): void;
  /** Takes another kind of rotation: what was entered for the one before, and above all its secrets, is forgotten. */
  choose(type: string): void;
  /** Begins anew. */
  clear(): void;
  subscribe(listener: () => void): () => void;
}

type Place = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export function draftStore(place: Place, key: string): DraftStore {
  const listeners = new Set<() => void>();
  let kept: Kept = { draft: readDraft(place.getItem(key)) ?? emptyDraft(), hidden: {} };
  const set = (next: Kept) => {
    kept = next;
    for (const listener of listeners) listener();
  };
  return {
    get: () => kept,
    change(change) {
      const draft = { ...kept.draft, ...change };
      place.setItem(key, JSON.stringify(draft));
      set({ ...kept, draft });
    },
    choose(type) {
      if (kept.draft.type === type) return;
      const draft = withType(kept.draft, type);
      place.setItem(key, JSON.stringify(draft));
      set({ draft, hidden: {} });
    },
    hide: (change) => set({ ...kept, hidden: { ...kept.hidden, ...change } }),
    clear() {
      place.removeItem(key);
      set({ draft: emptyDraft(), hidden: {} });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const stores = new Map<string, DraftStore>();

/** The draft of one person in this tab; another one who signs in here does not see it. */
export function draftOf(person: string): DraftStore {
  const store = stores.get(person) ?? draftStore(sessionStorage, `turnbolt:new-rotation:${person}`);
  stores.set(person, store);
  return store;
}
