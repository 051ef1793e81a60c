import {
  active,
  type Fields,
  hasEnded,
  isLogin,
  isOwnAccount,
  openVersion,
  type Rotation,
  type RotationProvider,
} from "@turnbolt/core";
import { ApiError, invalid } from "../errors.ts";
import type { Parts } from "../services.ts";
import type { StoredConnection, StoredRotation } from "../store.ts";

/**
 * Runs that work with the connection go on with it as it is, but for those that wait for it or for a person; and what
 * rotations rotate never changes under them. Gives those that rotate its own login.
 */
export async function assertSameAccounts(
  parts: Parts,
  stored: StoredConnection,
  fields: Fields,
): Promise<readonly string[]> {
  const own: string[] = [];
  for await (const { rotation, run } of usersOf(parts, stored.id)) {
    if (run && !hasEnded(run) && !rotation.heldAt && !rotation.attention) {
      throw new ApiError("conflict", `Rotation ${rotation.name} is running: run ${run.id}.`, {
        runId: run.id,
      });
    }
    const provider = parts.engine.registry.provider(rotation.type);
    const now = provider.subjects(fields, rotation.parameters);
    if (!sameMembers(now, rotation.subjects)) {
      throw invalid(
        `Rotation ${rotation.name} would rotate other accounts: make a new connection.`,
        "credentials",
      );
    }
    if (!isOwnAccount(provider, fields, rotation.parameters)) continue;
    await assertPublishedLogin(parts, provider, rotation, fields);
    own.push(rotation.id);
  }
  return own;
}

const AT_ONCE = 100;

async function* usersOf({ store }: Parts, connectionId: string): AsyncGenerator<StoredRotation> {
  let cursor: string | undefined;
  do {
    const { items, next } = await store.rotations.using({ connectionId, limit: AT_ONCE, cursor });
    yield* items;
    cursor = next ?? undefined;
  } while (cursor !== undefined);
}

/** Of a pair, the account that is not published is the next one to get another password. */
async function assertPublishedLogin(
  { engine, store }: Parts,
  provider: RotationProvider,
  { id, name }: Rotation,
  fields: Fields,
): Promise<void> {
  const work = await store.rotations.load(id);
  if (provider.phase !== "dual" || !work) return;
  const version = active(work);
  if (!version?.sealed) return;
  const { secret } = await openVersion(engine, work.rotation, version);
  if (isLogin(provider, fields, secret, work.rotation.parameters)) return;
  throw invalid(
    `The next run of rotation ${name} replaces the password of that account: log in as ${version.handle}.`,
    "credentials",
  );
}

const sameMembers = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && new Set([...a, ...b]).size === new Set(a).size;
