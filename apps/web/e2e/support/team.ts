import { person } from "./people.ts";
import type { Turnbolt } from "./turnbolt.ts";

const teams = new WeakMap<Turnbolt, Promise<string>>();

/** People, an invitation and machines, as a small company has them, once for each server; the machine that has most to show. */
export function aTeam(turnbolt: Turnbolt): Promise<string> {
  const known = teams.get(turnbolt) ?? made(turnbolt);
  teams.set(turnbolt, known);
  return known;
}

async function made(turnbolt: Turnbolt): Promise<string> {
  const { client, projectId, url } = turnbolt;
  await person(turnbolt, "Grace", "admin");
  await person(turnbolt, "Edsger", "operator");
  await person(turnbolt, "Barbara", "developer");
  await client.invitations.create.mutate({
    email: "alan@example.com",
    projects: [{ projectId, role: "viewer" }],
  });
  const [identityId = ""] = await Promise.all(
    ["the-build", "the-shop"].map(async (name) => {
      const { identity } = await client.identities.create.mutate({ name });
      await client.universalAuth.create.mutate({
        identityId: identity.id,
        accessTokenTTL: 3_600,
        accessTokenMaxTTL: 86_400,
      });
      await client.identityMemberships.create.mutate({
        projectId,
        identityId: identity.id,
        role: "developer",
      });
      return identity.id;
    }),
  );
  await client.clientSecrets.create.mutate({ identityId, description: "the runners", ttl: 5 * 86_400 });
  const { clientSecret } = await client.clientSecrets.create.mutate({
    identityId,
    description: "the night shift",
    ttl: 90 * 86_400,
  });
  const { identityUniversalAuth } = await client.universalAuth.get.query({ identityId });
  await fetch(`${url}/api/v1/auth/universal-auth/login`, {
    method: "POST",
    body: new URLSearchParams({ clientId: identityUniversalAuth.clientId, clientSecret }),
  });
  return identityId;
}
