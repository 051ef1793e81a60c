import type { TokenSource } from "./token-source.ts";

/** Sends each request with a token; one that is refused for its token is sent once more with a new one. */
export function withToken(ask: typeof fetch, source: TokenSource | null): typeof fetch {
  if (!source) return (url, init) => ask(url, { ...init, credentials: "include" });
  return async (url, init) => {
    const token = await source.token();
    const response = await ask(url, withBearer(init, token));
    if (!isRefused(response)) return response;
    source.refused(token);
    const next = await source.token();
    if (next === token) return response;
    await response.body?.cancel();
    return await ask(url, withBearer(init, next));
  };
}

function withBearer(init: RequestInit | undefined, token: string): RequestInit {
  const headers = new Headers(init?.headers);
  headers.set("authorization", `Bearer ${token}`);
  return { ...init, headers };
}

/** Who asks is settled before anything is done, so nothing has happened yet. */
const isRefused = ({ status, headers }: Response): boolean =>
  status === 401 || (status === 403 && (headers.get("www-authenticate") ?? "").includes("invalid_token"));
