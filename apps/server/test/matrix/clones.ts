import { randomUUID } from "node:crypto";
import { HERE, type World } from "./world.ts";

type Patch = Readonly<Record<string, string | number | boolean | null | object>>;

/**
 * Another rotation as the one that ran, for commands that use it up: its rows under new ids. Its values do not open,
 * since they are bound to the other one.
 */
export async function aRotation({ sql, rotationId, next }: World, patch: Patch = {}): Promise<string> {
  const id = randomUUID();
  const name = `${HERE}-${next()}`;
  const mine = sql.json({ id, name, subjects: [name], ...patch } as never); // JSON, as the driver wants it
  await sql`
    insert into turnbolt.rotations select p.* from turnbolt.rotations r, jsonb_populate_record(r, ${mine}) p
    where r.id = ${rotationId}`;
  await sql`insert into turnbolt.subjects (subject, rotation_id) values (${name}, ${id})`;
  for (const table of ["runs", "versions"]) {
    await sql`
      insert into ${sql(`turnbolt.${table}`)} select p.* from ${sql(`turnbolt.${table}`)} t, jsonb_populate_record(t,
        jsonb_build_object('id', gen_random_uuid(), 'rotation_id', ${id}::uuid, 'request_key', null)) p
      where t.rotation_id = ${rotationId}`;
  }
  await sql`
    insert into turnbolt.secrets select p.* from turnbolt.secrets s, jsonb_populate_record(s,
      jsonb_build_object('id', gen_random_uuid(), 'rotation_id', ${id}::uuid, 'name', s.name || ${name}, 'version', null)) p
    where s.rotation_id = ${rotationId}`;
  return id;
}

/** One that waits for a person. */
export const inAttention = (world: World): Promise<string> =>
  aRotation(world, {
    attention: {
      code: "failed-repeatedly",
      message: "three runs failed",
      handles: [],
      decisions: [],
      since: new Date().toISOString(),
    },
  });

/** One whose last run failed. */
export async function afterFailure(world: World): Promise<string> {
  const rotationId = await aRotation(world);
  const [run] = await world.sql`
    update turnbolt.runs set state = 'failed' where id = (
      select id from turnbolt.runs where rotation_id = ${rotationId} order by created_at desc, id desc limit 1
    ) returning id`;
  return String(run?.id);
}
