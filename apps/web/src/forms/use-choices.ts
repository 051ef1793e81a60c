import { useDebouncedValue } from "@mantine/hooks";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Choice, LoadChoices } from "./form-context.ts";

const PAUSE_MS = 250;

interface Loaded {
  readonly options: readonly Choice[];
  readonly next: string | null;
  readonly state: "idle" | "loading" | "loaded" | "refused";
  /** Why the target could not be asked, in plain words. */
  readonly refusal: string | null;
}

const NOTHING: Loaded = { options: [], next: null, state: "idle", refusal: null };

/** The choices of a field for what is searched; asked of the target while somebody looks, a page at a time. */
export function useChoices(load: LoadChoices | undefined, field: string, search: string, isOpen: boolean) {
  const [loaded, setLoaded] = useState(NOTHING);
  const [settled] = useDebouncedValue(search, PAUSE_MS);
  const latest = useRef(0);
  const ask = useCallback(
    async (cursor: string | null) => {
      if (!load) return;
      const turn = ++latest.current;
      setLoaded((before) => ({ ...before, state: "loading", refusal: null }));
      try {
        const { options, nextCursor } = await load(field, { search: settled, cursor });
        // An answer that comes late is one to another question.
        if (turn !== latest.current) return;
        setLoaded((before) => ({
          options: cursor === null ? options : [...before.options, ...options],
          next: nextCursor,
          state: "loaded",
          refusal: null,
        }));
      } catch (error) {
        if (turn !== latest.current) return;
        const refusal = error instanceof Error ? error.message : "The target could not be asked.";
        setLoaded({ ...NOTHING, state: "refused", refusal });
      }
    },
    [load, field, settled],
  );
  useEffect(() => {
    if (isOpen) void ask(null);
  }, [isOpen, ask]);
  return {
    ...loaded,
    more: () => loaded.next !== null && void ask(loaded.next),
    again: () => void ask(null),
  };
}
