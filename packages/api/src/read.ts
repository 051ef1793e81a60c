import { TRPCError } from "@trpc/server";
import { type Fields, openConnection, type RotationProvider } from "@turnbolt/core";
import * as z from "zod";
import { ApiError } from "./errors.ts";
import type { Parts } from "./services.ts";
import type { StoredConnection, StoredRotation } from "./store.ts";

type Store = Pick<Parts, "store">;

export async function findConnection({ store }: Store, id: string): Promise<StoredConnection> {
  const found = await store.connections.find(id);
  if (!found) throw new ApiError("not-found", `There is no connection ${id}.`);
  return found;
}

export async function findRotation({ store }: Store, id: string): Promise<StoredRotation> {
  const found = await store.rotations.find(id);
  if (!found) throw new ApiError("not-found", `There is no rotation ${id}.`);
  return found;
}

/** A provider of an app, for what concerns connections alone: all of an app have the same connection. */
export function providerOfApp({ engine }: Pick<Parts, "engine">, app: string): RotationProvider {
  const found = engine.registry.providers.find((provider) => provider.app === app);
  if (found) return found;
  const apps = [...new Set(engine.registry.providers.map((provider) => provider.app))].join(", ");
  throw new ApiError("invalid", `No plugin for "${app}" is installed. Installed: ${apps}.`, {
    issues: [{ path: ["app"], message: "not installed" }],
  });
}

/** The provider of a type, or a refusal in plain words. */
export function providerOfType({ engine }: Pick<Parts, "engine">, type: string): RotationProvider {
  const found = engine.registry.providers.find((provider) => provider.type === type);
  if (found) return found;
  throw new ApiError("invalid", `No plugin of type "${type}" is installed.`, {
    issues: [{ path: ["type"], message: "not installed" }],
  });
}

/** The fields of a stored connection, opened. */
export const fieldsOf = ({ engine }: Pick<Parts, "engine">, connection: StoredConnection): Promise<Fields> =>
  openConnection(engine, connection);

/** Reads a value by a plugin's schema; what is wrong is refused like an input of the wrong shape, with its path. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, ...path: readonly string[]): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
  const cause = new z.ZodRealError(issues);
  throw new TRPCError({ code: "BAD_REQUEST", message: "The input is not valid.", cause });
}
