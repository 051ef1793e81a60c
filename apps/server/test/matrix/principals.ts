import type { Role } from "@turnbolt/api";
import { aMachine } from "../support/machines.ts";
import { TOKEN } from "../support/turnbolt.ts";
import type { World } from "./world.ts";

/** Somebody who asks. */
export interface Principal {
  /** The head of its column. */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Is something in another project, or nothing anywhere: must hear of nothing here. */
  readonly isElsewhere: boolean;
}

/** Everybody that the matrix tells apart. */
export async function principalsOf(world: World): Promise<readonly Principal[]> {
  const { here, there } = world;
  const inRole = (role: Role) => machine(world, role, { [here]: role });
  const expired = await machine(world, "expired", { [here]: "admin" });
  await world.sql`update turnbolt.access_tokens set expires_at = now() where id = ${expired.tokenId}`;
  const revoked = await machine(world, "revoked", { [here]: "admin" });
  await world.sql`update turnbolt.access_tokens set revoked_at = now() where id = ${revoked.tokenId}`;
  const outside = await machine(world, "outside", { [here]: "admin" });
  const networks = { identityId: outside.identityId, accessTokenTrustedIps: [{ ipAddress: "192.0.2.0/24" }] };
  await world.root("universalAuth.update", networks);
  const removed = await machine(world, "removed", { [here]: "admin" });
  await world.root("identityMemberships.delete", { projectId: here, identityId: removed.identityId });
  const stranger = await machine(world, "stranger", { [there]: "admin" });
  const machines = [
    await inRole("viewer"),
    await inRole("developer"),
    await inRole("operator"),
    await inRole("admin"),
  ];
  // Their last use is not written down while refusals are watched.
  await world.sql`update turnbolt.access_tokens set last_used_at = now() + interval '1 day'`;
  const mistyped = `${stranger.token.slice(0, -1)}${stranger.token.endsWith("x") ? "y" : "x"}`;
  return [
    { name: "nobody", headers: {}, isElsewhere: true },
    bearer("unknown", "a-token-of-something-else", true),
    bearer("mistyped", mistyped, true),
    bearer("expired", expired.token, true),
    bearer("revoked", revoked.token, true),
    bearer("outside", outside.token, true),
    bearer("removed", removed.token, true),
    bearer("stranger", stranger.token, true),
    ...machines.map(({ name, token }) => bearer(name, token)),
    bearer("root", TOKEN),
  ];
}

const bearer = (name: string, token: string, isElsewhere = false): Principal => ({
  name,
  headers: { authorization: `Bearer ${token}` },
  isElsewhere,
});

async function machine(world: World, name: string, roles: Readonly<Record<string, Role>>) {
  const { identityId, logIn } = await aMachine(world, { name, roles });
  const { accessToken: token } = await logIn();
  const [row] = await world.sql`
    select id from turnbolt.access_tokens where hash = sha256(convert_to(${token}, 'UTF8'))`;
  return { name, identityId, token, tokenId: String(row?.id) };
}
