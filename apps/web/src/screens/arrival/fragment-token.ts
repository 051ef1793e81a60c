import { useState } from "react";

/** What a link carries behind its `#`; it is taken out of the address, so that nobody copies it by mistake. */
export function useFragmentToken(): string | null {
  const [token] = useState(() => /^#(tbl_.+)$/.exec(location.hash)?.[1] ?? kept(location.pathname));
  if (token !== null && location.hash !== "") {
    keep(location.pathname, token);
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return token;
}

// For as long as the page lives: a screen may be drawn twice.
const tokens = new Map<string, string>();
const keep = (path: string, token: string) => void tokens.set(path, token);
const kept = (path: string): string | null => tokens.get(path) ?? null;
