import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
} from "@trpc/client";
import type { AppRouter } from "@turnbolt/api";
import { EventSource } from "eventsource";
import { fixedToken, type TokenSource } from "./token-source.ts";
import { withToken } from "./with-token.ts";

export interface ClientOptions {
  /** Where Turnbolt answers, as `https://turnbolt.example.com`; in a browser, its own origin may be left out as `""`. */
  readonly url: string;
  /** A token, or where to get one. In a browser leave it out: the session's cookie says who asks. */
  readonly token?: string | TokenSource;
  /** Instead of the platform's own, as behind a proxy. */
  readonly fetch?: typeof fetch;
}

/** What a client can do: a procedure of the API each. */
export type TurnboltClient<Router extends AppRouter = AppRouter> = TRPCClient<Router>;

/**
 * Makes a client that is typed by the router of the server it talks to. Calls that are made in the same tick go out as
 * one request; live runs come as server-sent events and reconnect by themselves.
 *
 * @example
 * const client = createClient({ url: "https://turnbolt.example.com", token });
 * const { projects } = await client.projects.list.query();
 */
export function createClient<Router extends AppRouter = AppRouter>(
  options: ClientOptions,
): TurnboltClient<Router> {
  const { token } = options;
  const source = typeof token === "string" ? fixedToken(token) : (token ?? null);
  const ask = withToken(options.fetch ?? fetch, source);
  const url = `${options.url.replace(/\/+$/, "")}/trpc`;
  const links = [
    splitLink({
      condition: ({ type }) => type === "subscription",
      true: httpSubscriptionLink({ url, EventSource, eventSourceOptions: { fetch: ask } }),
      // The same object under two names: the link leaves out what `exactOptionalPropertyTypes` wants told apart.
      false: httpBatchLink({ url, fetch: (input, init) => ask(input, init as RequestInit) }),
    }),
  ];
  // The links do not depend on the router, but their types name its transformer, and ours has none.
  return createTRPCClient<AppRouter>({ links }) as unknown as TurnboltClient<Router>;
}
