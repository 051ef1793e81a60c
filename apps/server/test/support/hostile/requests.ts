import type { OpenApiDocument, Route } from "@turnbolt/http";
import type { Random } from "./random.ts";
import { BROKEN_BODIES, JSON_TEXTS, PATH_TRICKS, TEXTS } from "./values.ts";

type JsonSchema = ReturnType<Route["input"]>;
type Operation = OpenApiDocument["paths"][string][string];

/** One request as it goes over the wire. */
export interface HostileRequest {
  readonly kind: string;
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** By the document: nothing that fits it is left of the request. */
  readonly mustBeRefused: boolean;
}

export interface Target {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/** What requests are made from. */
export interface Source {
  readonly targets: readonly Target[];
  /** Whether a value fits a schema. */
  readonly fits: (schema: JsonSchema, value: unknown) => boolean;
  /** Ids and names of things that are there, by the names of parameters. */
  readonly real: Readonly<Record<string, string>>;
  readonly token: string;
}

/** A request that would be well formed, but for one thing. */
export function hostileRequest(source: Source, random: Random): HostileRequest {
  const [kind, { fitsTo, make }] = random.pick(WEIGHED);
  const target = random.pick(source.targets.filter(fitsTo));
  const good = goodRequest(source, target);
  return {
    ...good,
    kind,
    operationId: target.operation.operationId,
    ...make(good, { source, target, random }),
  };
}

interface Made {
  readonly source: Source;
  readonly target: Target;
  readonly random: Random;
}

type Change = Partial<HostileRequest> & Pick<HostileRequest, "mustBeRefused">;

interface Kind {
  /** How often it is tried, beside the others. */
  readonly weight: number;
  fitsTo(target: Target): boolean;
  make(good: Good, made: Made): Change;
}

type Good = Pick<HostileRequest, "method" | "path" | "headers" | "body"> & {
  readonly mustBeRefused: false;
};

const bodyOf = ({ operation }: Target) => operation.requestBody?.content["application/json"];
const parametersIn = ({ operation }: Target, where: "path" | "query") =>
  operation.parameters.filter(({ in: place }) => place === where);
const anything = () => true;
const JSON_TYPE = { "content-type": "application/json" };

const KINDS: Readonly<Record<string, Kind>> = {
  "a field of the body": {
    weight: 12,
    fitsTo: (target) => leavesOf(bodyOf(target)?.example).length > 0,
    make: (_, made) => fieldChanged(made),
  },
  "a field that may be left out": {
    weight: 8,
    fitsTo: (target) => Object.keys(bodyOf(target)?.schema.properties ?? {}).length > 0,
    make: (_, { source, target, random }) => {
      const content = bodyOf(target);
      const field = random.pick(Object.keys(content?.schema.properties ?? {}));
      return withBody({ ...(content?.example as object), [field]: MARK }, { source, target, random });
    },
  },
  "a field that is missing": {
    weight: 2,
    fitsTo: (target) => (bodyOf(target)?.schema.required ?? []).length > 0,
    make: (_, { target, random }) => {
      const { schema, example } = bodyOf(target) ?? { schema: {}, example: {} };
      const { [random.pick(schema.required ?? [])]: _gone, ...rest } = example as Record<string, unknown>;
      return { body: Buffer.from(JSON.stringify(rest)), mustBeRefused: true };
    },
  },
  "a body that is none": {
    weight: 3,
    fitsTo: ({ method }) => method !== "get" && method !== "delete",
    make: (good, { random }) => {
      const { body, type } = random.pick(BROKEN_BODIES);
      return { body, headers: { ...good.headers, "content-type": type }, mustBeRefused: true };
    },
  },
  "a part of the path": {
    weight: 5,
    fitsTo: (target) => parametersIn(target, "path").length > 0,
    make: (_, { source, target, random }) => {
      const { name, schema } = random.pick(parametersIn(target, "path"));
      const text = random.pick(TEXTS);
      const path = pathOf(source, target, { [name]: text });
      return { path, mustBeRefused: !isNoPart(text) && !means(source, schema, text) };
    },
  },
  "a part of the query": {
    weight: 6,
    fitsTo: (target) => parametersIn(target, "query").length > 0,
    make: (good, { source, target, random }) => {
      const { name, schema } = random.pick(parametersIn(target, "query"));
      const text = random.pick(TEXTS);
      const [path = "", query = ""] = good.path.split("?");
      const others = query.split("&").filter((pair) => pair !== "" && !pair.startsWith(`${name}=`));
      return {
        path: `${path}?${[...others, `${name}=${encode(text)}`].join("&")}`,
        mustBeRefused: !means(source, schema, text),
      };
    },
  },
  "a trick in the path": {
    weight: 4,
    fitsTo: anything,
    make: (good, { random }) => ({
      path: `${good.path.split("?")[0]}${random.pick(PATH_TRICKS)}`,
      mustBeRefused: false,
    }),
  },
  "a token that is none": {
    weight: 2,
    fitsTo: ({ operation }) => operation.security === undefined,
    make: (good, { random }) => {
      const { authorization: _known, ...headers } = good.headers;
      const text = encode(random.pick(TEXTS));
      const sent = random.pick([
        `Bearer ${text}`,
        text,
        "Bearer",
        "Bearer ",
        `Basic ${text}`,
        `bearer  ${text}`,
      ]);
      return { headers: { ...headers, authorization: sent }, mustBeRefused: true };
    },
  },
  "another method": {
    weight: 1,
    fitsTo: anything,
    make: (_, { random }) => ({
      method: random.pick(["PUT", "OPTIONS", "TRACE", "SEARCH", "PURGE"]),
      mustBeRefused: true,
    }),
  },
};

/** Each as often as it weighs. */
const WEIGHED = Object.entries(KINDS).flatMap((entry) =>
  Array.from({ length: entry[1].weight }, () => entry),
);

/** Stands for the hostile text until the rest has been written as JSON. */
const MARK = "the hostile text stands here";

function fieldChanged(made: Made): Change {
  const example = structuredClone(bodyOf(made.target)?.example);
  const leaf = made.random.pick(leavesOf(example));
  let at = example as Record<string, unknown>;
  for (const name of leaf.slice(0, -1)) at = at[name] as Record<string, unknown>;
  at[leaf.at(-1) ?? ""] = MARK;
  return withBody(example, made);
}

function withBody(body: unknown, { source, target, random }: Made): Change {
  const text = JSON.stringify(body).replace(JSON.stringify(MARK), () => random.pick(JSON_TEXTS));
  return {
    body: Buffer.from(text),
    mustBeRefused: !source.fits(bodyOf(target)?.schema ?? {}, JSON.parse(text)),
  };
}

/** The paths to every value in an example, objects and lists included. */
function leavesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  const own = path.length > 0 ? [path] : [];
  if (typeof value !== "object" || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]))];
}

/** Another path comes of these. */
const isNoPart = (text: string): boolean => ["", ".", ".."].includes(text);

/** Whether a text can stand for a value that fits. */
const means = ({ fits }: Source, schema: JsonSchema, text: string): boolean =>
  [text, Number(text), text === "true" ? true : text === "false" ? false : null].some(
    (value) => value !== null && fits(schema, value),
  );

function goodRequest(source: Source, target: Target): Good {
  const body = bodyOf(target);
  const isOpen = target.operation.security !== undefined;
  return {
    method: target.method.toUpperCase(),
    path: pathOf(source, target, {}),
    headers: { ...(!isOpen && { authorization: `Bearer ${source.token}` }), ...(body && JSON_TYPE) },
    body: body ? Buffer.from(JSON.stringify(body.example)) : null,
    mustBeRefused: false,
  };
}

function pathOf({ real }: Source, target: Target, over: Readonly<Record<string, string>>): string {
  const textOf = (name: string, schema: JsonSchema) =>
    encode(over[name] ?? real[name] ?? String(schema.examples?.[0] ?? schema.default ?? "none"));
  const path = parametersIn(target, "path").reduce(
    (text, { name, schema }) => text.replace(`{${name}}`, () => textOf(name, schema)),
    target.path,
  );
  const query = parametersIn(target, "query")
    .filter(({ required, name }) => required || name === "projectId")
    .map(({ name, schema }) => `${name}=${textOf(name, schema)}`);
  return query.length > 0 ? `${path}?${query.join("&")}` : path;
}

/** As `encodeURIComponent`, which half a character stops. */
const encode = (text: string): string => encodeURIComponent(text.toWellFormed()).replaceAll("'", "%27");
