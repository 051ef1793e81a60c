import type { AppRouter, HttpMeta, HttpPath, Plugins } from "@turnbolt/api";
import { fieldsOf, type JsonSchema, jsonSchemaOf } from "./json-schema.ts";
import { type Fixed, narrow, type Plugin } from "./narrow.ts";
import { once } from "./once.ts";
import { type Procedure, proceduresOf } from "./procedures.ts";

/** One method and path of this door. */
export interface Route {
  readonly method: HttpMeta["method"];
  /** `{name}` stands for a field of the input. */
  readonly path: string;
  /** The path as the procedure says it, `{type}` and `{app}` and all. */
  readonly pattern: HttpPath;
  readonly isAlias: boolean;
  readonly procedure: Procedure;
  readonly http: HttpMeta;
  /** Whose route it is, where each plugin or each app has its own. */
  readonly plugin: Plugin | null;
  readonly fixed: Fixed;
  /** Names in the path, in order. */
  readonly inPath: readonly string[];
  /** What the input takes, of this plugin; made when first asked for. */
  input(): JsonSchema;
  output(): JsonSchema | null;
}

/** Every route of a router for these plugins, the more particular before the more general. */
export function routesOf(router: AppRouter, plugins: Plugins): readonly Route[] {
  const routes = proceduresOf(router).flatMap((procedure) => {
    const { http } = procedure.meta;
    if (!http) return [];
    assertFits(procedure, http);
    return [http.path, ...(http.aliases ?? [])].flatMap((pattern, index) =>
      expansions(http, plugins).map((mine) =>
        routeOf({ procedure, http, pattern, isAlias: index > 0, plugins, ...mine }),
      ),
    );
  });
  assertDistinct(routes);
  return routes.sort(
    (a, b) => comparePaths(a.path, b.path) || METHODS.indexOf(a.method) - METHODS.indexOf(b.method),
  );
}

const METHODS: readonly HttpMeta["method"][] = ["GET", "POST", "PATCH", "DELETE"];

/** The names in braces of a path. */
export const namesIn = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

type Expansion = Pick<Route, "plugin" | "fixed">;

function expansions({ perType, perApp }: HttpMeta, plugins: Plugins): readonly Expansion[] {
  if (perType) return plugins.map((plugin) => ({ plugin, fixed: { type: plugin.type } }));
  if (!perApp) return [{ plugin: null, fixed: {} }];
  const byApp = new Map(plugins.map((plugin) => [plugin.app, plugin]));
  return [...byApp.values()].map((plugin) => ({ plugin, fixed: { app: plugin.app } }));
}

interface Made extends Pick<Route, "procedure" | "http" | "pattern" | "isAlias" | "plugin" | "fixed"> {
  readonly plugins: Plugins;
}

function routeOf({ plugins, ...made }: Made): Route {
  const { procedure, plugin, fixed, pattern, http } = made;
  const path = Object.entries(fixed).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, value),
    pattern as string,
  );
  const { input, output } = procedure;
  const mine = { plugin, plugins, fixed };
  return {
    ...made,
    method: http.method,
    path,
    inPath: namesIn(path),
    input: once(() => (input ? narrow(jsonSchemaOf(input, "input"), "input", mine) : {})),
    output: once(() => (output ? narrow(jsonSchemaOf(output, "output"), "output", mine) : null)),
  };
}

function assertFits({ name, input }: Procedure, http: HttpMeta): void {
  const { properties } = fieldsOf(input ? jsonSchemaOf(input, "input") : {});
  const needed = [
    ...[http.path, ...(http.aliases ?? [])].flatMap(namesIn),
    ...(http.hides ?? []),
    ...(http.query ?? []),
    ...(http.respondAsync ? ["wait"] : []),
    ...(http.requestKey ? ["requestKey"] : []),
  ];
  const missing = needed.filter((field) => !Object.hasOwn(properties, field));
  // A `type` or an `app` that only picks the route need not be in the input.
  const picks = [...(http.perType ? ["type"] : []), ...(http.perApp ? ["app"] : [])];
  const [first] = missing.filter((field) => !picks.includes(field));
  if (first !== undefined)
    throw new Error(`${name}: its route uses "${first}", which its input does not have.`);
}

function assertDistinct(routes: readonly Route[]): void {
  const taken = new Map<string, Route>();
  for (const route of routes) {
    const shape = `${route.method} ${route.path.replace(/\{\w+\}/g, "{}")}`;
    const other = taken.get(shape);
    if (other) {
      throw new Error(
        `${other.procedure.name} and ${route.procedure.name} both want ${route.method} ${route.path}: ${cure(route, other)}`,
      );
    }
    taken.set(shape, route);
  }
}

/** A plugin whose type is a word of the API takes that word's route. */
const cure = (one: Route, other: Route): string =>
  one.plugin || other.plugin
    ? `a plugin cannot have a type or an app that is a word of the API (${Object.values({ ...one.fixed, ...other.fixed }).join(", ")}).`
    : "give one of them another path.";

/** Segment by segment; a word comes before a name in braces, so that it is matched first. */
function comparePaths(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  for (const [index, one] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (one === other) continue;
    const [isName, otherIsName] = [one.startsWith("{"), other.startsWith("{")];
    if (isName !== otherIsName) return isName ? 1 : -1;
    return one < other ? -1 : 1;
  }
  return left.length - right.length;
}
