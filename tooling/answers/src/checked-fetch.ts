import { type AnswerCheck, answerCheck } from "./answer-check.ts";

type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` for tests of one server: each answer under `/api` is held against the server's own document, and a test
 * fails at the first that is not as promised.
 *
 * @example
 * const fetch = checkedFetch(server.url);
 * await fetch("/api/v2/secret-rotations/options");
 */
export function checkedFetch(baseUrl: string, inner: Fetch = fetch): Fetch {
  let check: Promise<AnswerCheck> | undefined;
  const load = async () => answerCheck((await (await inner(`${baseUrl}/openapi.json`)).json()) as object);
  return async (input, init) => {
    const url = new URL(input, baseUrl);
    const response = await inner(url.href, init);
    if (!url.pathname.startsWith("/api/") || url.pathname.startsWith("/api/docs/")) return response;
    check ??= load();
    (await check)({
      method: init?.method ?? "GET",
      pathname: url.pathname,
      status: response.status,
      headers: response.headers,
      text: await response.clone().text(),
    });
    return response;
  };
}
