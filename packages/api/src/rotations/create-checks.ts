import {
  type CheckResult,
  type Fields,
  isOwnAccount,
  type RotationProvider,
  replacesLogin,
} from "@turnbolt/core";
import { ApiError, invalid } from "../errors.ts";
import { fieldsOf } from "../read.ts";
import type { Parts } from "../services.ts";
import type { Place, StoredConnection } from "../store.ts";

/** Names are unique in their folder. */
export async function assertRotationNameFree(
  { store }: Parts,
  { folderId }: Place,
  name: string,
): Promise<void> {
  const other = await store.rotations.findByName(folderId, name);
  if (other) throw invalid(`There is a rotation "${name}" in that folder already.`, "name");
}

/** Each secret gets a name of its own, which nobody has in that folder. */
export async function assertNamesFree(
  { store }: Parts,
  { folderId }: Place,
  mapping: Readonly<Record<string, string>>,
): Promise<void> {
  const names = Object.values(mapping);
  const [twice] = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice) throw invalid(`Two fields are mapped to ${twice}.`, "secretsMapping");
  const taken = await store.secrets.taken(folderId, names);
  if (taken.length > 0) throw invalid(`Taken in that folder: ${taken.join(", ")}.`, "secretsMapping");
}

/** An account is rotated by one rotation of the installation and no other. */
export async function assertSubjectsFree({ store }: Parts, subjects: readonly string[]): Promise<void> {
  const [other] = await store.rotations.withSubjects(subjects);
  if (other) throw invalid(`${other.subject} is rotated by "${other.name}" already.`, "parameters");
}

/**
 * The login of another stored connection is never rotated: its rows would not change with it. Told by the plugins
 * that know when a credential is a connection's own.
 */
export async function assertNoStoredLogin(
  parts: Parts,
  provider: RotationProvider,
  own: StoredConnection,
  connection: Fields,
  parameters: Fields,
): Promise<void> {
  if (!provider.asConnection || provider.origin !== "chosen") return;
  const subjects = provider.subjects(connection, parameters).join("\n");
  const { items } = await parts.store.connections.list({ projects: "all", app: provider.app });
  for (const other of items) {
    if (other.id === own.id) continue;
    const fields = await fieldsOf(parts, other);
    if (provider.subjects(fields, parameters).join("\n") !== subjects) continue;
    if (isOwnAccount(provider, fields, parameters)) {
      throw invalid(
        `That account is the login of connection "${other.name}": rotate it through that one.`,
        "parameters",
      );
    }
  }
}

/** Of a pair, what a failed first run has set is ended again: that must not be what we log in with. */
export function assertLoginStays(
  provider: RotationProvider,
  connection: Fields,
  { parameters, current }: { readonly parameters: Fields; readonly current?: unknown },
): void {
  if (provider.phase !== "dual" || current || !replacesLogin(provider, connection, parameters)) return;
  throw invalid(
    "The first run would replace the password of the connection's own login: name the other account first, or hand over the login as `current`.",
    "parameters",
  );
}

/** Refuses a connection that lacks a right, and names it. */
export function assertPermitted({ type }: RotationProvider, { permissions }: CheckResult): void {
  const missing = permissions.filter(({ held }) => !held).map(({ permission }) => permission);
  if (missing.length === 0) return;
  throw new ApiError("invalid", `${type}: the connection lacks: ${missing.join(", ")}.`, {
    missing,
    rotationCode: "forbidden",
  });
}
