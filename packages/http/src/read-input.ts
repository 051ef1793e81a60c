import { ApiError } from "@turnbolt/api";
import { coerce } from "./coerce.ts";
import { fieldsOf, type JsonSchema } from "./json-schema.ts";
import type { Route } from "./routes.ts";

type Values = Readonly<Record<string, unknown>>;

/** Where each field of the input comes from, but for those of the path and of headers. */
export interface Places {
  readonly fromQuery: readonly string[];
  readonly fromBody: readonly string[];
}

/** The procedure's input as a request says it. What the input does not know is left out. */
export async function readInput(route: Route, request: Request, path: Values): Promise<Values> {
  const { properties, fromBody, fromQuery } = fieldsOfRoute(route);
  const taken = new Map<string, unknown>();
  if (route.method !== "GET") {
    const body = await readBody(route, request, properties);
    for (const name of fromBody) if (Object.hasOwn(body, name)) taken.set(name, body[name]);
  }
  if (fromQuery.length > 0) {
    const query = new URL(request.url).searchParams;
    for (const name of fromQuery) {
      if (query.has(name)) taken.set(name, coerce(query.getAll(name), properties[name] ?? {}));
    }
  }
  for (const [name, text] of Object.entries(path)) {
    taken.set(name, coerce([String(text)], properties[name] ?? {}));
  }
  for (const [name, value] of Object.entries(route.fixed)) {
    if (Object.hasOwn(properties, name)) taken.set(name, value);
  }
  for (const [name, value] of headersOf(route, request)) taken.set(name, value);
  return Object.fromEntries(taken);
}

export const placesOf = (route: Route): Places => fieldsOfRoute(route);

interface FieldsOfRoute extends Places {
  readonly properties: Readonly<Record<string, JsonSchema>>;
}

const known = new WeakMap<Route, FieldsOfRoute>();

/** The same for every request, so found out once. */
function fieldsOfRoute(route: Route): FieldsOfRoute {
  const found = known.get(route);
  if (found) return found;
  const { properties } = fieldsOf(route.input());
  const made = { properties, ...placed(route, Object.keys(properties)) };
  known.set(route, made);
  return made;
}

function placed({ http, method, inPath, fixed }: Route, all: readonly string[]): Places {
  const elsewhere = new Set([...inPath, ...Object.keys(fixed), ...(http.hides ?? []), "requestKey"]);
  if (http.respondAsync) elsewhere.add("wait");
  const free = all.filter((name) => !elsewhere.has(name));
  if (method === "GET") return { fromQuery: free, fromBody: [] };
  // Some clients send what DELETE needs as a body, others in the query.
  if (method === "DELETE") return { fromQuery: free, fromBody: free };
  const query = new Set(http.query ?? []);
  return {
    fromQuery: free.filter((name) => query.has(name)),
    fromBody: free.filter((name) => !query.has(name)),
  };
}

/** Whether the caller would rather have the run than wait for it. */
export const wantsAsync = ({ http }: Route, request: Request): boolean =>
  http.respondAsync !== undefined &&
  (request.headers.get("prefer") ?? "")
    .split(",")
    .some((one) => one.trim().toLowerCase() === "respond-async");

function* headersOf(route: Route, request: Request): Iterable<[string, unknown]> {
  if (wantsAsync(route, request)) yield ["wait", false];
  const key = route.http.requestKey ? request.headers.get("idempotency-key") : null;
  if (key !== null) yield ["requestKey", key];
}

async function readBody(
  { http }: Route,
  request: Request,
  properties: Readonly<Record<string, JsonSchema>>,
): Promise<Values> {
  const text = await readText(request);
  if (text.trim() === "") return {};
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (http.form && type === "application/x-www-form-urlencoded") {
    const form = new URLSearchParams(text);
    return Object.fromEntries(
      [...new Set(form.keys())].map((name) => [name, coerce(form.getAll(name), properties[name] ?? {})]),
    );
  }
  if (type !== "application/json" && !/^application\/[\w.-]+\+json$/.test(type)) {
    const wanted = http.form ? "application/json or application/x-www-form-urlencoded" : "application/json";
    throw new ApiError("invalid", `Send the body as ${wanted}, and say so in the content-type header.`);
  }
  const value = parse(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Values; // JSON has no others
  throw new ApiError("invalid", "The body has to be a JSON object.");
}

async function readText(request: Request): Promise<string> {
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity")
    throw new ApiError("invalid", "Send the body without a content-encoding.");
  const bytes = await request.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ApiError("invalid", "The body is not UTF-8.");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the body, which may hold a secret.
    throw new ApiError("invalid", "The body is not valid JSON.");
  }
}
