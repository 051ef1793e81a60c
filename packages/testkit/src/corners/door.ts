/** What the in-memory server says to one request. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** One request of the little protocol: `POST /<verb>` with an object of strings. */
export interface Route {
  /** Exactly these fields; a name that ends with `?` may be left out. */
  readonly fields: readonly string[];
  /** Needs no login of an administrator. */
  readonly open?: true;
  answer(body: Readonly<Record<string, string>>): Answer;
}

export interface DoorOptions {
  readonly url: string;
  readonly routes: Readonly<Record<string, Route>>;
  /** 200 when the `authorization` header is an administrator's. */
  authorize(header: string): number;
}

export const ok = (body: unknown = {}): Answer => ({ status: 200, body });
export const no = (status: number, reason: string): Answer => ({ status, body: { reason } });

/** An in-memory server that is reached through the fetch it gives away. It is strict: what it does not know is an error. */
export function openDoor({ url, routes, authorize }: DoorOptions) {
  return async (to: string | URL, init: RequestInit = {}): Promise<Response> => {
    if (init.signal?.aborted) throw init.signal.reason;
    const address = String(to);
    if (!address.startsWith(`${url}/`)) throw new TypeError(`nobody listens at ${new URL(address).origin}`);
    const { status, body } = respond(routes, authorize, address.slice(url.length + 1), init);
    return new Response(JSON.stringify(body ?? {}), {
      status,
      headers: { "content-type": "application/json" },
    });
  };
}

function respond(
  routes: DoorOptions["routes"],
  authorize: DoorOptions["authorize"],
  verb: string,
  init: RequestInit,
): Answer {
  const route = Object.hasOwn(routes, verb) ? routes[verb] : undefined;
  if (!route || init.method !== "POST") return no(400, `no such request: ${init.method} /${verb}`);
  const body = parse(init.body);
  if (!body || !fits(body, route.fields)) return no(400, `/${verb} takes ${route.fields.join(", ")}`);
  if (!route.open) {
    const status = authorize(new Headers(init.headers).get("authorization") ?? "");
    if (status !== 200) return no(status, "this login is not an administrator's");
  }
  return route.answer(body);
}

function parse(body: unknown): Record<string, string> | null {
  if (typeof body !== "string") return null;
  const value: unknown = JSON.parse(body);
  if (typeof value !== "object" || value === null) return null;
  const entries = Object.entries(value);
  return entries.every(([, field]) => typeof field === "string") ? Object.fromEntries(entries) : null;
}

function fits(body: Record<string, string>, fields: readonly string[]): boolean {
  const known = new Set(fields.map((field) => field.replace("?", "")));
  return (
    Object.keys(body).every((field) => known.has(field)) &&
    fields.every((field) => field.endsWith("?") || Object.hasOwn(body, field))
  );
}
