import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import type { Search } from "../app/search-text.ts";

/** What stands in the URL behind its `?`, and a way to change some of it; a filter that is empty stands there no more. */
export function useFilters(): readonly [Search, (change: Search) => void] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (changed: Search) =>
      void navigate({ to: ".", search: (before: Search) => ({ ...before, ...changed }), replace: true }),
    [navigate],
  );
  return [search, change];
}
