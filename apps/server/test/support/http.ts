import { checkedFetch } from "@turnbolt/answers";
import { TOKEN } from "./turnbolt.ts";

/** An answer of the HTTP door. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the test says
  readonly body: any;
  readonly text: string;
}

export interface Asked {
  /** `null`: nobody. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Http = (method: string, path: string, body?: unknown, asked?: Asked) => Promise<Answer>;

/**
 * Asks a server over HTTP as a client that is not TypeScript; every answer is held against the server's own document.
 * A body that is a text is sent as it is, as a form unless `headers` say otherwise.
 *
 * @example
 * const { status, body } = await http("POST", "/api/v1/projects", { projectName: "Shop" });
 */
export function httpOf(url: string): Http {
  const fetch = checkedFetch(url);
  return async (method, path, body, { token = TOKEN, headers = {} } = {}) => {
    const response = await fetch(path, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": typeof body === "string" ? FORM : "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : null,
    };
  };
}

const FORM = "application/x-www-form-urlencoded";
