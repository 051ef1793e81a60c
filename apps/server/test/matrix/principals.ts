import type { Role } from "@turnbolt/api";
import { aMachine } from "../support/machines.ts";
import { TOKEN } from "../support/turnbolt.ts";
import { aPerson, endSessions } from "./people.ts";
import type { World } from "./world.ts";

/** Somebody who asks. */
export interface Principal {
  /** The head of its column. */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Is something in another project, or nothing anywhere: must hear of nothing here. */
  readonly isElsewhere: boolean;
  /** Comes in at all. */
  readonly isKnown: boolean;
  /** `null` for a machine, and for nobody. */
  readonly personId: string | null;
}

/** Those whom the server lets in nowhere. */
const SHUT_OUT = ["nobody", "unknown", "mistyped", "expired", "revoked", "outside", "p-over", "p-shut"];

const ROLES: readonly Role[] = ["viewer", "developer", "operator", "admin"];

/** Everybody that the matrix tells apart. */
export async function principalsOf(world: World): Promise<readonly Principal[]> {
  const machines = await machinesOf(world);
  const people = await peopleOf(world);
  // Their last use is not written down while refusals are watched.
  await world.sql`update turnbolt.access_tokens set last_used_at = now() + interval '1 day'`;
  return [
    asking("nobody", {}, true),
    bearer("unknown", "a-token-of-something-else", true),
    ...machines,
    bearer("root", TOKEN),
    ...people,
  ];
}

async function machinesOf(world: World): Promise<readonly Principal[]> {
  const { here, there, sql } = world;
  const expired = await machine(world, "expired", { [here]: "admin" });
  await sql`update turnbolt.access_tokens set expires_at = now() where id = ${expired.tokenId}`;
  const revoked = await machine(world, "revoked", { [here]: "admin" });
  await sql`update turnbolt.access_tokens set revoked_at = now() where id = ${revoked.tokenId}`;
  const outside = await machine(world, "outside", { [here]: "admin" });
  const networks = { identityId: outside.identityId, accessTokenTrustedIps: [{ ipAddress: "192.0.2.0/24" }] };
  await world.root("universalAuth.update", networks);
  const removed = await machine(world, "removed", { [here]: "admin" });
  await world.root("identityMemberships.delete", { projectId: here, identityId: removed.identityId });
  const stranger = await machine(world, "stranger", { [there]: "admin" });
  const last = stranger.token.endsWith("x") ? "y" : "x";
  const members = await Promise.all(ROLES.map((role) => machine(world, role, { [here]: role })));
  return [
    bearer("mistyped", stranger.token.slice(0, -1) + last, true),
    ...[expired, revoked, outside, removed, stranger].map(({ name, token }) => bearer(name, token, true)),
    ...members.map(({ name, token }) => bearer(name, token)),
  ];
}

async function peopleOf(world: World): Promise<readonly Principal[]> {
  const { here, there } = world;
  const over = await aPerson(world, "p-over", { isAdmin: true });
  await endSessions(world, over);
  const disabled = await aPerson(world, "p-shut", { isAdmin: true });
  await world.sql`update turnbolt.people set disabled_at = now() where id = ${disabled.personId}`;
  const removed = await aPerson(world, "p-removed", { projects: { [here]: "admin" } });
  await world.root("members.remove", { projectId: here, personId: removed.personId });
  const stranger = await aPerson(world, "p-stranger", { projects: { [there]: "admin" } });
  const members = await Promise.all(
    ROLES.map(async (role) => {
      const { headers, personId } = await aPerson(world, `p-${role}`, { projects: { [here]: role } });
      return asking(`p-${role}`, headers, false, personId);
    }),
  );
  const owner = await aPerson(world, "p-owner", { isAdmin: true });
  const elsewhere = { ...owner.headers, origin: "https://evil.test", "sec-fetch-site": "cross-site" };
  return [
    asking("p-over", over.headers, true, over.personId),
    asking("p-shut", disabled.headers, true, disabled.personId),
    asking("p-removed", removed.headers, true, removed.personId),
    asking("p-stranger", stranger.headers, true, stranger.personId),
    ...members,
    asking("p-owner", owner.headers, false, owner.personId),
    // A page of somebody else makes the browser of the installation's admin send this.
    asking("p-forged", elsewhere, false, owner.personId),
  ];
}

const asking = (
  name: string,
  headers: Principal["headers"],
  isElsewhere = false,
  personId: string | null = null,
): Principal => ({ name, headers, isElsewhere, personId, isKnown: !SHUT_OUT.includes(name) });

const bearer = (name: string, token: string, isElsewhere = false): Principal =>
  asking(name, { authorization: `Bearer ${token}` }, isElsewhere);

async function machine(world: World, name: string, roles: Readonly<Record<string, Role>>) {
  const { identityId, logIn } = await aMachine(world, { name, roles });
  const { accessToken: token } = await logIn();
  const [row] = await world.sql`
    select id from turnbolt.access_tokens where hash = sha256(convert_to(${token}, 'UTF8'))`;
  return { name, identityId, token, tokenId: String(row?.id) };
}
