import * as z from "zod";

type Json = Readonly<Record<string, unknown>>;

/**
 * Values of a schema, made of its own examples: with what is required alone, and once more with each optional field. A
 * plugin needs nothing else to be asked about here: a field that its schema cannot guess carries an example anyway.
 */
export function samplesOf(schema: z.ZodType): readonly Json[] {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const branches = [json.oneOf ?? json.anyOf ?? [json]].flat().filter((one) => typeof one === "object");
  return branches.flatMap((branch) => {
    const optional = Object.keys(branch.properties ?? {}).filter((key) => !branch.required?.includes(key));
    const least = objectOf(branch, []);
    const more = optional.map((key) => objectOf(branch, [key]));
    return [least, ...more].filter((sample) => schema.safeParse(sample).success);
  });
}

/** The first of them: what is required, and no more. */
export function sampleOf(schema: z.ZodType): Json {
  const [first] = samplesOf(schema);
  if (!first) throw new Error(`no value can be made of examples: ${JSON.stringify(z.toJSONSchema(schema))}`);
  return first;
}

type Node = z.core.JSONSchema.BaseSchema;

function objectOf(node: Node, more: readonly string[]): Json {
  const wanted = [...(node.required ?? []), ...more];
  return Object.fromEntries(wanted.map((key) => [key, exampleOf(nodeOf(node.properties?.[key]))]));
}

const nodeOf = (node: unknown): Node => (typeof node === "object" && node !== null ? (node as Node) : {}); // a schema where it is one at all

function exampleOf(node: Node): unknown {
  if (node.const !== undefined) return node.const;
  if (node.enum) return node.enum[0];
  if (Array.isArray(node.examples) && node.examples.length > 0) return node.examples[0];
  if (node.default !== undefined) return node.default;
  const either = node.anyOf ?? node.oneOf;
  if (either) return exampleOf(nodeOf(either[0]));
  if (node.type === "object") return objectOf(node, []);
  if (node.type === "array") return [exampleOf(nodeOf(node.items))];
  if (node.type === "integer" || node.type === "number") return node.minimum ?? 1;
  if (node.type === "boolean") return false;
  return node.format === "uri" ? "https://target.example.com" : "x".repeat(Math.max(8, node.minLength ?? 0));
}

/** Where something is: its name and its port. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** A value with each place that it names replaced by another: whole URLs, names, names with a port, and ports. */
export function moved(value: unknown, to: Place, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => moved(item, to, key));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, moved(item, to, name)]));
  }
  if (typeof value === "number") return /port$/i.test(key) ? to.port : value;
  if (typeof value !== "string") return value;
  const bracketed = to.host.includes(":") ? `[${to.host}]` : to.host;
  const url = /^([a-z][a-z0-9+.-]*:\/\/)([^/@]*@)?[^/:]+(:\d+)?/i;
  if (url.test(value))
    return value.replace(url, (_, scheme, login) => `${scheme}${login ?? ""}${bracketed}:${to.port}`);
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+:\d+$/i.test(value)) return `${bracketed}:${to.port}`;
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(value) || /host(name)?$/i.test(key)) return to.host;
  return value;
}
