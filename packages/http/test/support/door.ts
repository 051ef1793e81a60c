import type { Actor, ApiError, AppRouter, Plugins, Services } from "@turnbolt/api";
import { httpDoor } from "../../src/index.ts";
import { plugins as two } from "./plugins.ts";

export const ROOT: Actor = {
  kind: "root",
  id: "root-token",
  name: "root token",
  address: null,
  requestId: "req-1",
  isAdmin: true,
  roles: new Map(),
};

export interface Asked {
  readonly actor?: Actor | null;
  readonly refusal?: ApiError | null;
  /** Where the test's procedures call some. */
  readonly services?: object;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the test says
  readonly body: any;
}

/** A door of a test's own router, and what it told as faults. */
export function doorOf(router: unknown, plugins: Plugins = two) {
  const faults: unknown[] = [];
  const door = httpDoor({
    router: router as AppRouter, // a test's router has procedures of its own
    plugins,
    document: { version: "1.2.3" },
    onFault: (error) => void faults.push(error),
  });
  const ask = async (
    method: string,
    path: string,
    init: RequestInit = {},
    asked: Asked = {},
  ): Promise<Answer> => {
    const { actor = ROOT, refusal = null, services = {} } = asked;
    const response = await door.fetch(new Request(`http://turnbolt.test${path}`, { method, ...init }), {
      services: services as Services, // those that the test's procedures call
      actor,
      refusal,
      from: { address: null, requestId: "req-1" },
      requestId: "req-1",
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: { ...Object.fromEntries(response.headers), "x-request-id": "req-1" },
      text,
      body: text === "" ? null : JSON.parse(text),
    };
  };
  return { door, ask, faults };
}

export const json = (value: unknown, headers: Record<string, string> = {}): RequestInit => ({
  body: JSON.stringify(value),
  headers: { "content-type": "application/json", ...headers },
});
