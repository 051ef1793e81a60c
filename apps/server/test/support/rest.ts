import { checkedFetch } from "@turnbolt/answers";
import { TOKEN } from "./turnbolt.ts";

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the test says
  readonly body: any;
}

interface Asked {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Rest = (method: string, path: string, asked?: Asked) => Promise<RestAnswer>;

/** The API as a script sees it; every answer is held against the server's own document. */
export function restOf(url: string, token: string | null = TOKEN): Rest {
  const fetch = checkedFetch(url);
  return async (method, path, { query, body, headers } = {}) => {
    const search = query ? `?${new URLSearchParams(query)}` : "";
    const response = await fetch(path + search, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? null : JSON.parse(text),
    };
  };
}
