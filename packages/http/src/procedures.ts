import type { AppRouter, Meta } from "@turnbolt/api";
import type * as z from "zod";

/** What this door knows of a procedure. */
export interface Procedure {
  /** As TypeScript clients call it, `rotations.rotate`. */
  readonly name: string;
  readonly meta: Meta;
  readonly input: z.ZodType | null;
  readonly output: z.ZodType | null;
}

/** Every procedure of a router, by name. */
export function proceduresOf(router: AppRouter): readonly Procedure[] {
  // What tRPC keeps of a procedure at run time; its own types leave the parsers out.
  const kept = router._def.procedures as unknown as Readonly<Record<string, { readonly _def: Kept }>>;
  return Object.entries(kept)
    .map(([name, { _def }]) => procedureOf(name, _def))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names of the procedures that say neither how this door offers them nor why it does not, or that say both. */
export const undecided = (router: AppRouter): readonly string[] =>
  proceduresOf(router)
    .filter(({ meta }) => (meta.http === undefined) === (meta.internal === undefined))
    .map(({ name }) => name);

interface Kept {
  readonly type: "query" | "mutation" | "subscription";
  readonly meta?: Meta;
  readonly inputs: readonly unknown[];
  readonly output?: unknown;
}

function procedureOf(name: string, { type, meta = {}, inputs, output }: Kept): Procedure {
  if (meta.http) {
    if (type === "subscription") throw new Error(`${name}: a subscription cannot be offered over HTTP.`);
    if (inputs.length > 1) throw new Error(`${name}: give it one input schema.`);
    if (type === "mutation" && meta.http.method === "GET") throw new Error(`${name}: GET changes nothing.`);
  }
  return { name, meta, input: asSchema(inputs[0]), output: asSchema(output) };
}

const asSchema = (parser: unknown): z.ZodType | null =>
  typeof parser === "object" && parser !== null && "_zod" in parser ? (parser as z.ZodType) : null; // it is zod's own mark
