/** What stands in a URL behind its `?`: texts alone, so that a URL can be read and written by people. */
export type Search = Readonly<Record<string, string | undefined>>;

/** Reads `?a=b&c=d`. */
export function parseSearch(text: string): Search {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Writes it, without what is empty. */
export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const filled = Object.entries(search).filter(
    (pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "",
  );
  const text = new URLSearchParams(filled).toString();
  return text === "" ? "" : `?${text}`;
}
