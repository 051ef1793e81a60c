import { auditRouter } from "./audit/router.ts";
import { bulkRouter } from "./bulk/router.ts";
import { connectionsRouter } from "./connections/router.ts";
import { healthRouter } from "./health/router.ts";
import { insightsRouter } from "./insights/router.ts";
import { keysRouter } from "./keys/router.ts";
import { identityMembershipsRouter } from "./machines/memberships-router.ts";
import {
  clientSecretsRouter,
  identitiesRouter,
  tokensRouter,
  universalAuthRouter,
} from "./machines/router.ts";
import { channelsRouter, deliveriesRouter } from "./notifications/router.ts";
import { invitationsRouter, passwordsRouter, setUpRouter } from "./people/arrival-router.ts";
import { meRouter } from "./people/me-router.ts";
import { membersRouter, peopleRouter } from "./people/router.ts";
import type { Plugins } from "./plugins.ts";
import { providersRouter } from "./providers/router.ts";
import { rotationsRouter } from "./rotations/router.ts";
import { runsRouter } from "./runs/router.ts";
import { secretsRouter } from "./secrets/router.ts";
import { environmentsRouter, foldersRouter, projectsRouter } from "./tree/router.ts";
import { router } from "./trpc.ts";

/**
 * Makes the router of everything that the product can do, its inputs typed by the installed plugins.
 *
 * @example
 * const api = createApi([postgres, auth0]);
 * type AppRouter = typeof api;
 * // a client's rotations.create({ type: "auth0-client-secret", parameters: { clientId } }) is checked
 */
export function createApi<const Ps extends Plugins>(plugins: Ps) {
  return router({
    providers: providersRouter(),
    connections: connectionsRouter(plugins),
    rotations: rotationsRouter(plugins),
    runs: runsRouter(),
    insights: insightsRouter(),
    bulk: bulkRouter(),
    keys: keysRouter(),
    projects: projectsRouter(),
    environments: environmentsRouter(),
    folders: foldersRouter(),
    secrets: secretsRouter(),
    identities: identitiesRouter(),
    identityMemberships: identityMembershipsRouter(),
    universalAuth: universalAuthRouter(),
    clientSecrets: clientSecretsRouter(),
    tokens: tokensRouter(),
    audit: auditRouter(),
    channels: channelsRouter(),
    deliveries: deliveriesRouter(),
    me: meRouter(),
    people: peopleRouter(),
    members: membersRouter(),
    invitations: invitationsRouter(),
    setUp: setUpRouter(),
    passwords: passwordsRouter(),
    health: healthRouter(),
  });
}

/** The router's type for a list of plugins; without one, parameters are JSON. */
export type AppRouter<Ps extends Plugins = Plugins> = ReturnType<typeof createApi<Ps>>;
