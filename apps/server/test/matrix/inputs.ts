import { afterFailure, aRotation, inAttention } from "./clones.ts";
import { inputsOfJobs } from "./inputs-of-jobs.ts";
import { inputsOfNotifications } from "./inputs-of-notifications.ts";
import { inputsOfPeople } from "./inputs-of-people.ts";
import { plugin, VALUE } from "./plugin.ts";
import type { Principal } from "./principals.ts";
import { connectionInput, HERE, rotationInput, type World } from "./world.ts";

/** Makes an input that works for who may; it is made anew when one was used up. */
export type Make = (world: World, principal: Principal) => unknown;

const aName = ({ next }: World): string => `${HERE}-${next()}`;
const aSecretName = ({ next }: World): string => `${HERE}_${next()}`;
const inFolder = ({ here }: World) => ({ projectId: here, environment: "dev" });

const anEnvironment = async (world: World) => {
  const slug = aName(world);
  const input = { projectId: world.here, name: slug, slug };
  return {
    projectId: world.here,
    environmentId: await world.root("environments.create", input, "environment.id"),
  };
};

const aFolder = (world: World) =>
  world.root("folders.create", { ...inFolder(world), name: aName(world) }, "folder.id");

const aSecret = async (world: World) => {
  const at = { ...inFolder(world), secretName: aSecretName(world) };
  await world.root("secrets.create", { ...at, secretValue: `${VALUE} of a secret` });
  return at;
};

const anIdentity = (world: World) => world.root("identities.create", { name: aName(world) }, "identity.id");

const aUniversalAuth = async (world: World) => {
  const identityId = await anIdentity(world);
  const clientId = await world.root("universalAuth.create", { identityId }, "identityUniversalAuth.clientId");
  return { identityId, clientId };
};

const aClientSecret = async (world: World) => {
  const { identityId, clientId } = await aUniversalAuth(world);
  const clientSecret = await world.root("clientSecrets.create", { identityId }, "clientSecret");
  const clientSecretId = await world.root("clientSecrets.list", { identityId }, "clientSecretData.0.id");
  return { identityId, clientId, clientSecret, clientSecretId };
};

const aToken = async (world: World) => {
  const { identityId, clientId, clientSecret } = await aClientSecret(world);
  const accessToken = await world.root("universalAuth.login", { clientId, clientSecret }, "accessToken");
  const tokenId = await world.root("tokens.list", { identityId }, "tokens.0.id");
  return { identityId, accessToken, tokenId };
};

const aMembership = async (world: World) => {
  const identityId = await anIdentity(world);
  const member = { projectId: world.here, identityId };
  await world.root("identityMemberships.create", { ...member, role: "viewer" });
  return member;
};

/** A project in which everybody is what they are here. */
const aProject = async (world: World) => {
  const projectId = await world.root("projects.create", { projectName: aName(world) }, "project.id");
  await world.sql`
    insert into turnbolt.identity_memberships (id, identity_id, project_id, role)
    select gen_random_uuid(), identity_id, ${projectId}, role from turnbolt.identity_memberships
    where project_id = ${world.here}`;
  await world.sql`
    insert into turnbolt.members (project_id, person_id, role)
    select ${projectId}, person_id, role from turnbolt.members where project_id = ${world.here}`;
  return { projectId };
};

const aConnection = async (world: World) => {
  const input = connectionInput(world.here, aName(world));
  const connectionId = await world.root("connections.create", input, "appConnection.id");
  return { connectionId, app: plugin.app };
};

const seed = ({ rotationId }: World) => ({ rotationId });
const anotherRotation = async (world: World) => ({ rotationId: await aRotation(world) });
const newRotation = (world: World) => rotationInput(world, aName(world));
const aRun = async (world: World) => {
  const rotationId = await aRotation(world);
  return { runId: await world.root("rotations.rotate", { rotationId, wait: false }, "runId") };
};
const theRun = async ({ root, rotationId }: World) => ({
  runId: await root("runs.list", { rotationId }, "runs.0.id"),
});

/** A connection of no project. */
const theInstallations = async (world: World) => {
  const input = { ...connectionInput(world.here, aName(world)), projectId: null };
  const connectionId = await world.root("connections.create", input, "appConnection.id");
  return { connectionId, app: plugin.app };
};

/**
 * An input for each procedure. Whoever adds a procedure adds one here, writes the table anew, and reads the line that it
 * got. What stands behind a colon tells apart inputs of one procedure that are answered otherwise.
 */
export const inputs: Readonly<Record<string, Make>> = {
  "health.ready": () => ({}),
  "health.about": () => ({}),

  "providers.list": () => ({}),
  "providers.get": () => ({ type: plugin.type }),

  "connections.apps": () => ({}),
  "connections.options": ({ connectionId }) => ({ connectionId, app: plugin.app, parameter: "account" }),
  "connections.aliases.matrix-accounts": ({ connectionId }) => ({ connectionId }),
  "connections.list": ({ here }) => ({ projectId: here }),
  "connections.listOfApp": ({ here }) => ({ projectId: here, app: plugin.app }),
  "connections.available": ({ here }) => ({ projectId: here, app: plugin.app }),
  "connections.byName": ({ here }) => ({ projectId: here, app: plugin.app, connectionName: HERE }),
  "connections.get": aConnection,
  "connections.create": (world) => connectionInput(world.here, aName(world)),
  "connections.update": async (world) => ({ ...(await aConnection(world)), description: "changed" }),
  "connections.state": aConnection,
  "connections.dependants": aConnection,
  "connections.test": aConnection,
  "connections.delete": aConnection,
  "connections.list:anywhere": () => ({}),
  "connections.get:installation": theInstallations,
  "connections.create:installation": (world) => ({
    ...connectionInput(world.here, aName(world)),
    projectId: null,
  }),
  "connections.update:installation": async (world) => ({
    ...(await theInstallations(world)),
    description: "changed",
  }),
  "connections.test:installation": theInstallations,
  "connections.delete:installation": theInstallations,

  "rotations.options": () => ({}),
  "rotations.list": ({ here }) => ({ projectId: here }),
  "rotations.listOfType": ({ here }) => ({ projectId: here, type: plugin.type }),
  "rotations.list:anywhere": () => ({}),
  "rotations.table": ({ here }) => ({ projectId: here }),
  "rotations.table:anywhere": () => ({}),
  "rotations.get": seed,
  "rotations.byName": (world) => ({ ...inFolder(world), rotationName: HERE }),
  "rotations.create": newRotation,
  "rotations.preview": newRotation,
  "rotations.update": async (world) => ({ ...(await anotherRotation(world)), description: "changed" }),
  "rotations.delete": async (world) => ({ ...(await anotherRotation(world)), wait: false }),
  "rotations.forget": anotherRotation,
  "rotations.generatedCredentials": seed,
  "rotations.rotate": async (world) => ({ ...(await anotherRotation(world)), wait: false }),
  "rotations.check": seed,
  "rotations.plan": seed,
  "rotations.reconcile": async (world) => ({ ...(await anotherRotation(world)), wait: false }),
  "rotations.release": async (world) => ({ rotationId: await inAttention(world) }),
  "rotations.retire": anotherRotation,
  "rotations.pause": anotherRotation,
  "rotations.resume": async (world) => ({ rotationId: await aRotation(world, { auto: false }) }),
  "rotations.state": seed,
  "rotations.nextDates": () => ({ schedule: { kind: "interval", days: 1 } }),

  "insights.overview": ({ here }) => ({ projectId: here }),
  "insights.overview:anywhere": () => ({}),
  "insights.calendar": ({ here }) => ({ projectId: here, from: "2026-01-01", to: "2026-01-31" }),
  "insights.calendar:anywhere": () => ({ from: "2026-01-01", to: "2026-01-31" }),

  "runs.list": seed,
  "runs.get": theRun,
  "runs.live": theRun,
  "runs.retry": async (world) => ({ runId: await afterFailure(world) }),
  "runs.cancel": aRun,

  "audit.list": ({ here }) => ({ projectId: here }),
  "audit.list:installation": () => ({}),
  "audit.exportCsv": ({ here }) => ({ projectId: here }),
  "audit.exportJsonLines": ({ here }) => ({ projectId: here }),
  "audit.seals": () => ({}),
  "audit.verify": () => ({}),

  "projects.list": () => ({}),
  "projects.get": ({ here }) => ({ projectId: here }),
  "projects.bySlug": () => ({ slug: HERE }),
  "projects.create": (world) => ({ projectName: aName(world) }),
  "projects.update": ({ here }) => ({ projectId: here, description: "changed" }),
  "projects.delete": aProject,

  "environments.list": ({ here }) => ({ projectId: here }),
  "environments.create": (world) => ({ projectId: world.here, name: aName(world), slug: aName(world) }),
  "environments.update": async (world) => ({ ...(await anEnvironment(world)), name: aName(world) }),
  "environments.delete": anEnvironment,

  "folders.list": inFolder,
  "folders.tree": inFolder,
  "folders.get": async (world) => ({ folderId: await aFolder(world) }),
  "folders.create": (world) => ({ ...inFolder(world), name: aName(world) }),
  "folders.update": async (world) => ({ folderId: await aFolder(world), name: aName(world) }),
  "folders.delete": async (world) => ({ folderId: await aFolder(world), projectId: world.here }),

  "secrets.list": async (world) => {
    await aSecret(world);
    return inFolder(world);
  },
  "secrets.list:names": (world) => ({ ...inFolder(world), viewSecretValue: false }),
  "secrets.read": aSecret,
  "secrets.read:rotated": (world) => ({ ...inFolder(world), secretName: `${HERE}_PASSWORD` }),
  "secrets.versions": aSecret,
  "secrets.create": (world) => ({ ...inFolder(world), secretName: aSecretName(world), secretValue: "new" }),
  "secrets.update": async (world) => ({ ...(await aSecret(world)), secretComment: "changed" }),
  "secrets.delete": aSecret,

  "identities.list": () => ({}),
  "identities.get": async (world) => ({ identityId: await anIdentity(world) }),
  "identities.projects": async (world) => ({ identityId: await anIdentity(world) }),
  "identities.create": (world) => ({ name: aName(world) }),
  "identities.update": async (world) => ({ identityId: await anIdentity(world), name: aName(world) }),
  "identities.delete": async (world) => ({ identityId: await anIdentity(world) }),

  "universalAuth.login": aClientSecret,
  "universalAuth.get": aUniversalAuth,
  "universalAuth.create": async (world) => ({ identityId: await anIdentity(world) }),
  "universalAuth.update": async (world) => ({ ...(await aUniversalAuth(world)), accessTokenTTL: 60 }),
  "universalAuth.delete": aUniversalAuth,

  "clientSecrets.list": aClientSecret,
  "clientSecrets.get": aClientSecret,
  "clientSecrets.create": aUniversalAuth,
  "clientSecrets.revoke": aClientSecret,

  "tokens.list": aToken,
  "tokens.renew": aToken,
  "tokens.revoke": aToken,
  "tokens.revokeOf": aToken,

  "identityMemberships.list": ({ here }) => ({ projectId: here }),
  "identityMemberships.get": aMembership,
  "identityMemberships.create": async (world) => ({
    projectId: world.here,
    identityId: await anIdentity(world),
    role: "viewer",
  }),
  "identityMemberships.update": async (world) => ({ ...(await aMembership(world)), role: "operator" }),
  "identityMemberships.delete": aMembership,

  ...inputsOfJobs,

  ...inputsOfNotifications,

  ...inputsOfPeople,
};
