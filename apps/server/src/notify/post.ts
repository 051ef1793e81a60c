import type { Guard } from "../runtime/dial.ts";
import { guardedFetch } from "../runtime/guarded-fetch.ts";
import { version } from "../version.ts";
import type { Result } from "./result.ts";

/** Longer than this nobody is left alone, whatever they ask. */
const LONGEST_PAUSE_MS = 3_600_000;

/** Posts JSON; any 2xx is taken for a yes. Redirects are not followed: where they lead nobody has agreed to. */
export async function post(
  {
    url,
    body,
    headers = {},
  }: {
    readonly url: string;
    readonly body: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
  guard: Guard,
): Promise<Result> {
  const http = guardedFetch(guard, undefined);
  try {
    const answer = await http.fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/json", "user-agent": `Turnbolt/${version}`, ...headers },
      body,
    });
    const { status } = answer;
    const pause = pauseOf(answer.headers.get("retry-after"));
    // What it says may be long and is of no use to anybody here.
    await answer.body?.cancel();
    if (status >= 200 && status < 300) return { ok: true, status };
    const redirects = status >= 300 && status < 400;
    return {
      ok: false,
      status,
      error: redirects ? `HTTP ${status}: redirects are not followed` : `HTTP ${status}`,
      ...(pause !== null && { retryAfterMs: pause }),
      ...(status === 410 && { isFinal: true }),
    };
  } finally {
    http.close();
  }
}

function pauseOf(retryAfter: string | null): number | null {
  if (retryAfter === null) return null;
  const ms = /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(ms) ? Math.min(LONGEST_PAUSE_MS, Math.max(0, ms)) : null;
}
