import { type Answer, httpOf } from "./http.ts";
import { TOKEN } from "./turnbolt.ts";

interface Asked {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Rest = (method: string, path: string, asked?: Asked) => Promise<Answer>;

/** The API as a script sees it, with one token for all. */
export function restOf(url: string, token: string | null = TOKEN): Rest {
  const http = httpOf(url);
  return (method, path, { query, body, headers = {} } = {}) =>
    http(method, query ? `${path}?${new URLSearchParams(query)}` : path, body, { token, headers });
}
