import type { OptionPage, Permission, RawAnswer, Runtime } from "@turnbolt/core";
import * as z from "zod";
import { type Ask, post } from "./client.ts";

const pageOfNames = z.object({ names: z.array(z.string()), next: z.string().optional() });
const rightsOf = z.object({ rights: z.array(z.string()) });

/** Asks for the rights of the connection; `not-found` where the parameters name nothing. */
export async function checkRights(
  runtime: Runtime,
  client: Ask,
  permission: string,
  about: Readonly<Record<string, string | undefined>>,
): Promise<readonly Permission[]> {
  const { rights } = rightsOf.parse(await post(runtime, client, "rights", about));
  return [{ permission, held: rights.includes(permission) }];
}

/** One page of names to choose from. */
export async function names(
  runtime: Runtime,
  client: Ask,
  verb: string,
  search: string | undefined,
  cursor: string | undefined,
): Promise<OptionPage> {
  const page = pageOfNames.parse(await post(runtime, client, verb, { search, cursor }));
  return { options: page.names.map((value) => ({ value, label: value })), next: page.next };
}

/** What a kept answer of a granting target says; throws for one that broke off. */
export function readAnswer<S extends z.ZodObject>(answer: RawAnswer, schema: S): z.output<S> {
  if (!answer.complete || answer.status !== 200) throw new Error("the answer is not whole");
  return schema.parse(JSON.parse(answer.body));
}
