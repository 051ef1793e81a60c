import { fieldsOf, type JsonSchema } from "../json-schema.ts";
import { placesOf } from "../read-input.ts";
import type { Route } from "../routes.ts";
import type { Components } from "./components.ts";
import { errorAnswers } from "./errors.ts";
import { exampleOf } from "./example.ts";
import { omit, pick } from "./pick.ts";
import { tagOf } from "./tags.ts";

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

export interface Content {
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

/** One operation of the document. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  /** Empty where no token is needed. */
  readonly security?: readonly [];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

/** What the document says of a route. */
export function operationOf(route: Route, components: Components): Operation {
  const { http, procedure } = route;
  const body = bodyOf(route);
  return {
    operationId: idOf(route),
    tags: [tagOf(route).name],
    summary: http.summary,
    ...(http.description !== undefined && { description: http.description }),
    ...(procedure.meta.open && { security: [] as const }),
    parameters: [...fieldParameters(route), ...headerParameters(route)],
    ...(body && { requestBody: body }),
    responses: {
      ...successes(route, components),
      ...errorAnswers({ waits: http.respondAsync !== undefined, takesBody: route.method !== "GET" }),
    },
  };
}

/** Unique: the procedure, the type or app, and which of its paths. */
const idOf = ({ procedure, fixed, http, pattern, isAlias }: Route): string =>
  [
    procedure.name,
    ...Object.values(fixed),
    ...(isAlias ? [`alias${(http.aliases ?? []).indexOf(pattern) + 1}`] : []),
  ].join(".");

function fieldParameters(route: Route): Parameter[] {
  const { properties, required } = fieldsOf(route.input());
  const inPath = route.inPath.map((name) => parameter("path", name, properties[name] ?? {}, true));
  const inQuery = placesOf(route).fromQuery.map((name) =>
    parameter("query", name, properties[name] ?? {}, required.has(name)),
  );
  return [...inPath, ...inQuery];
}

function parameter(where: "path" | "query", name: string, schema: JsonSchema, required: boolean): Parameter {
  const { description, ...rest } = schema;
  return {
    name,
    in: where,
    ...(required && { required }),
    ...(description !== undefined && { description }),
    schema: rest,
  };
}

function headerParameters({ http }: Route): Parameter[] {
  const header = (name: string, description: string): Parameter => ({
    name,
    in: "header",
    description,
    schema: { type: "string" },
  });
  return [
    ...(http.respondAsync === undefined
      ? []
      : [header("prefer", "`respond-async` answers 202 with the `location` of the run instead of waiting.")]),
    ...(http.requestKey
      ? [header("idempotency-key", "The same key again gives the same run instead of another one.")]
      : []),
    ...(http.etag
      ? [header("if-none-match", "The `etag` of an answer that you have; 304 while it holds.")]
      : []),
  ];
}

function bodyOf(route: Route): Operation["requestBody"] | null {
  if (route.method === "DELETE") return null;
  const schema = pick(route.input(), placesOf(route).fromBody);
  if (!schema) return null;
  const content: Content = { schema, example: exampleOf(schema, "body", "needed") };
  return {
    required: fieldsOf(schema).required.size > 0,
    content: {
      "application/json": content,
      ...(route.http.form && { "application/x-www-form-urlencoded": content }),
    },
  };
}

function successes(route: Route, components: Components): Record<string, unknown> {
  const { http } = route;
  if (http.empty) return { "204": { description: "Done." } };
  const output = route.output() ?? {};
  if (http.contentType !== undefined) {
    const [type = ""] = http.contentType.split(";");
    return { "200": { description: "Done.", content: { [type]: { schema: { type: "string" } } } } };
  }
  const of = Object.values(route.fixed)[0] ?? null;
  const answer = (description: string, schema: JsonSchema, more: object = {}) => ({
    description,
    ...more,
    content: { "application/json": { schema: components.share(schema, of), example: exampleOf(schema) } },
  });
  const text = { schema: { type: "string" } };
  const etag = http.etag ? { headers: { etag: { description: "Names this state of it.", ...text } } } : {};
  return {
    "200": answer("Done.", http.respondAsync === undefined ? output : omit(output, http.respondAsync), etag),
    ...(http.respondAsync !== undefined && {
      "202": answer("Asked for; the run goes on.", output, {
        headers: { location: { description: "Where it is read.", ...text } },
      }),
    }),
    ...(http.etag && { "304": { description: "As you know it.", ...etag } }),
  };
}
