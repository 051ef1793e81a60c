export { type SearchBounds, type SearchResult, search } from "./search.ts";
export { drawSettings, type Settings } from "./settings.ts";
export { walk } from "./walk.ts";
