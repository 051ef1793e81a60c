import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { checkedFetch } from "@turnbolt/answers";
import type { AppRouter } from "../../src/index.ts";

export const PASSWORD = "correct horse battery staple";

/** A browser with a page of the server open: it keeps cookies and says where its requests come from. */
export function browserAt(url: string, headers: Readonly<Record<string, string>> = {}) {
  const fetch = checkedFetch(url);
  const cookies = new Map<string, string>();
  const said: string[] = [];
  const send = async (target: string, init: RequestInit = {}): Promise<Response> => {
    const own = { ...headers, origin: new URL(url).origin, "sec-fetch-site": "same-origin" };
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const sent = { ...own, ...(cookie && { cookie }), ...Object.fromEntries(new Headers(init.headers)) };
    const response = await fetch(target, { ...init, redirect: "manual", headers: sent });
    for (const line of response.headers.getSetCookie()) keep(line);
    return response;
  };
  const keep = (line: string) => {
    said.push(line);
    const [pair = "", ...attributes] = line.split("; ");
    const at = pair.indexOf("=");
    const gone = attributes.some((attribute) => /^max-age=0$/i.test(attribute));
    if (gone) cookies.delete(pair.slice(0, at));
    else cookies.set(pair.slice(0, at), pair.slice(at + 1));
  };
  const post = (path: string, body: unknown, more: Readonly<Record<string, string>> = {}) =>
    send(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...more },
      body: JSON.stringify(body),
    });
  return {
    cookies,
    /** Every `Set-Cookie` it got. */
    said,
    send,
    post,
    signIn: (email: string, password = PASSWORD, more: object = {}) =>
      post("/api/v1/auth/sign-in", { email, password, ...more }),
    signOut: () => post("/api/v1/auth/sign-out", {}),
    client: createTRPCClient<AppRouter>({
      links: [
        httpBatchLink({
          url: `${url}/trpc`,
          fetch: (target, init) => send(String(target), init as RequestInit), // one object under two names
        }),
      ],
    }),
  };
}

export type Browser = ReturnType<typeof browserAt>;

/** What a link carries behind its `#`. */
export const tokenOf = (link: string): string => new URL(link).hash.slice(1);
