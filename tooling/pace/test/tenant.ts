import { vi } from "vitest";
import type { sharedDatabase } from "../../../apps/server/test/support/shared-database.ts";
import { defaultProject } from "../../../apps/server/test/support/turnbolt.ts";
import { type Auth0Emulator, startAuth0 } from "../../../plugins/auth0/test/emulator/server.ts";
import { connectionsTo, subjectOf } from "../../../plugins/auth0/test/target.ts";

export type Shared = Awaited<ReturnType<typeof sharedDatabase>>;
type Client = Awaited<ReturnType<Shared["start"]>>["client"];

/** A tenant with so many applications, each with a rotation that is due for the first time. */
export interface Tenant {
  readonly emulator: Auth0Emulator;
  readonly connectionId: string;
  /** When each request was answered, by the tenant's clock, and how. */
  readonly answers: { readonly at: number; readonly status: number }[];
  /** Makes so many rotations due once more. */
  makeDue(count: number): Promise<void>;
  /** On how many of its rotations somebody works. */
  leased(): Promise<number>;
  /** Waits until none is due and nobody works on one. */
  done(): Promise<void>;
}

export async function tenantWith(
  { sql }: Shared,
  client: Client,
  {
    name,
    count,
    clock,
  }: { readonly name: string; readonly count: number; readonly clock: { now(): number } },
): Promise<Tenant> {
  const emulator = await startAuth0(clock);
  const answers: Tenant["answers"] = [];
  emulator.hooks.after = (_ask, { status }) => void answers.push({ at: clock.now(), status });
  const { connection } = connectionsTo(emulator);
  // One tenant may be rotated by one connection only, and both emulators are the same.
  const credentials = {
    ...connection,
    domain: `${name}.eu.auth0.com`,
    audience: `https://${connection.domain}/api/v2/`,
  };
  const made = await client.connections.create.mutate({ name, app: "auth0", credentials });
  const connectionId = made.appConnection.id;
  const projectId = await defaultProject(client);
  const create = (n: number) =>
    client.rotations.create.mutate({
      name: `${name}-${n}`,
      type: "auth0-client-secret",
      projectId,
      environment: "dev",
      connectionId,
      rotationInterval: 30,
      parameters: subjectOf(emulator).parameters as { clientId: string },
      secretsMapping: {
        clientId: `${name}_${n}_ID`.toUpperCase(),
        clientSecret: `${name}_${n}`.toUpperCase(),
      },
      wait: false,
    });
  for (let n = 0; n < count; n += 20)
    await Promise.all(Array.from({ length: Math.min(20, count - n) }, (_, more) => create(n + more)));
  const restOf = async (): Promise<number> => {
    const [row] = await sql`select count(*)::int as n from turnbolt.rotations
      where connection_id = ${connectionId} and (next_at <= now() or next_at is null or lease_until is not null)`;
    return row?.n;
  };
  return {
    emulator,
    connectionId,
    answers,
    makeDue: async (few) => {
      answers.length = 0;
      const rows = await sql<{ id: string }[]>`
        update turnbolt.rotations set next_at = now(), due_at = now() where id in (
          select id from turnbolt.rotations where connection_id = ${connectionId} order by id limit ${few}) returning id`;
      await sql`select pg_notify('turnbolt_due', ${rows[0]?.id ?? ""})`;
    },
    leased: async () => {
      const [row] = await sql`select count(*)::int as n from turnbolt.rotations
        where connection_id = ${connectionId} and lease_until > now()`;
      return row?.n;
    },
    done: async () => {
      await vi.waitUntil(async () => (await restOf()) === 0, { timeout: 90_000, interval: 50 });
    },
  };
}
