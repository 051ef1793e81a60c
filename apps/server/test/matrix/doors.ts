import { checkedFetch } from "@turnbolt/answers";
import type { AppRouter } from "@turnbolt/api";
import { type Procedure, proceduresOf, type Route, routesOf } from "@turnbolt/http";
import { plugin, VALUE } from "./plugin.ts";

/** What a request was answered, as the table has it, and the whole text. */
export interface Answer {
  readonly cell: string;
  readonly text: string;
}

/** Asks a procedure through one of the doors. */
export type Door = (
  name: string,
  input: unknown,
  headers: Readonly<Record<string, string>>,
) => Promise<Answer>;

/** Did it get what it asked for? */
export const isDone = ({ cell }: Answer): boolean => cell === "yes" || cell === "val";

/** How TypeScript clients ask. */
export function trpcDoor(url: string, router: AppRouter): Door {
  return async (name, input, headers) => {
    const type = kindOf(router, name);
    const query = type === "mutation" ? "" : `?input=${encodeURIComponent(JSON.stringify(input ?? {}))}`;
    const answer = await fetch(`${url}/trpc/${name}${query}`, {
      method: type === "mutation" ? "POST" : "GET",
      headers: {
        ...headers,
        ...(type === "mutation" && { "content-type": "application/json" }),
        ...(type === "subscription" && { accept: "text/event-stream" }),
      },
      ...(type === "mutation" && { body: JSON.stringify(input ?? {}) }),
    });
    if (type === "subscription" && answer.ok) return firstEvent(answer);
    const text = await answer.text();
    if (answer.status === 415) return await streamed(`${url}/trpc/${name}`, input, headers);
    const challenge = answer.headers.get("www-authenticate") ?? "";
    return { cell: cellOf(answer.status, text, challenge.includes("invalid_token")), text };
  };
}

/** How everybody else asks; `null` for what that door does not have. */
export function httpDoor(url: string, router: AppRouter): (name: string) => Door | null {
  const routes = routesOf(router, [plugin]).filter(({ isAlias }) => !isAlias);
  const byName = new Map(routes.map((route) => [route.procedure.name, route]));
  const fetch = checkedFetch(url);
  return (name) => {
    const route = byName.get(name);
    if (!route) return null;
    return async (_, input, headers) => {
      const { path, init } = requestOf(route, (input ?? {}) as Fields, headers); // every input is an object
      const answer = await fetch(path, init);
      const text = await answer.text();
      return { cell: cellOf(answer.status, text, text.includes('"TokenError"')), text };
    };
  };
}

/** Every procedure of the router. */
export const namesOf = (router: AppRouter): readonly string[] => proceduresOf(router).map(({ name }) => name);

/** Is it for everybody, recognised or not? */
export const isOpen = (router: AppRouter, name: string): boolean =>
  proceduresOf(router).find((procedure: Procedure) => procedure.name === name)?.meta.open === true;

/** Does asking change nothing? */
export const isRead = (router: AppRouter, name: string): boolean => kindOf(router, name) !== "mutation";

type Fields = Readonly<Record<string, unknown>>;

function requestOf(
  { path, inPath, http, method }: Route,
  input: Fields,
  headers: Readonly<Record<string, string>>,
) {
  const { wait, ...given } = input;
  const rest = Object.entries(given).filter(
    ([name]) => !inPath.includes(name) && !["type", "app"].includes(name),
  );
  const inQuery = rest.filter(
    ([name]) => method === "GET" || method === "DELETE" || http.query?.includes(name),
  );
  const inBody = rest.filter((entry) => !inQuery.includes(entry));
  const query = new URLSearchParams(inQuery.map(([name, value]): [string, string] => [name, String(value)]));
  const whole = inPath.reduce(
    (text, name) => text.replace(`{${name}}`, encodeURIComponent(String(given[name]))),
    path,
  );
  const hasBody = method === "POST" || method === "PATCH";
  const init = {
    method,
    headers: {
      ...headers,
      ...(wait === false && http.respondAsync && { prefer: "respond-async" }),
      ...(hasBody && { "content-type": "application/json" }),
    },
    ...(hasBody && { body: JSON.stringify(Object.fromEntries(inBody)) }),
  };
  return { path: inQuery.length > 0 ? `${whole}?${query}` : whole, init };
}

function cellOf(status: number, text: string, isToken: boolean): string {
  if (status < 300) return text.includes(VALUE) ? "val" : "yes";
  if (status === 403) return isToken ? "tok" : "no";
  return String(status);
}

/** What is too long for one answer comes in lines, with a refusal in one of them. */
async function streamed(
  url: string,
  input: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const query = `?batch=1&input=${encodeURIComponent(JSON.stringify({ 0: input }))}`;
  const answer = await fetch(url + query, { headers: { ...headers, "trpc-accept": "application/jsonl" } });
  const text = await answer.text();
  const refused = /"httpStatus":(\d+)/.exec(text)?.[1];
  return { cell: cellOf(Number(refused ?? answer.status), text, !text.includes('"details"')), text };
}

/** A subscription says what it refuses in its first event. */
async function firstEvent(answer: Response): Promise<Answer> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of answer.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    const event = text
      .split("\n\n")
      .find((one) => /^data: .*[^{}]/m.test(one) && !one.includes("event: connected"));
    if (event === undefined) continue;
    if (!event.includes("event: serialized-error")) return { cell: cellOf(200, text, false), text };
    const { data } = JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? "{}") as {
      data?: { httpStatus?: number };
    };
    return { cell: cellOf(data?.httpStatus ?? 500, text, !text.includes('"details"')), text };
  }
  return { cell: "nothing", text };
}

function kindOf({ _def }: AppRouter, name: string): "query" | "mutation" | "subscription" {
  // What tRPC keeps of a procedure at run time.
  const kept = _def.procedures as unknown as Readonly<Record<string, { readonly _def: Kept }>>;
  return kept[name]?._def.type ?? "query";
}

interface Kept {
  readonly type: "query" | "mutation" | "subscription";
}
