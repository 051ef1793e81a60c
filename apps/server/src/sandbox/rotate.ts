import { setTimeout as pause } from "node:timers/promises";
import type { Services } from "@turnbolt/api";
import { sandboxProvider } from "../plugins.ts";
import { type Accounts, canLogIn } from "./accounts.ts";
import { SANDBOX } from "./actor.ts";
import { showRun } from "./show.ts";

const NAME = "sandbox";
const MAPPING = { username: "SANDBOX_USERNAME", password: "SANDBOX_PASSWORD" };
const PLACE = { project: "default", environment: "dev", secretPath: "/" };

type Say = (text: string) => void;

/** Takes a credential over, rotates it and lets the first one go, all of it for real and before one's eyes. */
export async function showRotation(
  services: Services,
  adminUrl: string,
  accounts: Accounts,
  say: Say,
): Promise<string> {
  const { first, second } = accounts;
  const connectionId = await connect(services, adminUrl, accounts);
  say(
    `  An application logs in as ${first.username}. Turnbolt takes that credential over, and changes nothing:`,
  );
  const { project: _project, ...place } = PLACE;
  const { id: projectId } = await services.projects.bySlug(PLACE.project, SANDBOX);
  const created = await services.rotations.create(
    {
      ...place,
      projectId,
      name: NAME,
      description: "A pair of accounts of the sandbox",
      type: sandboxProvider.type,
      connectionId,
      parameters: sandboxProvider.parameters.parse({ username1: first.username, username2: second.username }),
      secretsMapping: MAPPING,
      isAutoRotationEnabled: true,
      rotationInterval: 7,
      rotateAtUtc: { hours: 3, minutes: 0 },
      current: { username: first.username, password: first.password },
      wait: false,
    },
    SANDBOX,
  );
  const rotationId = created.secretRotation.id;
  await showRun(services, created.runId, say);
  say(`  It rotates from ${first.username} to ${second.username}; both work for a while, so nothing stops:`);
  const { runId } = await services.rotations.rotate({ rotationId, wait: false }, SANDBOX);
  await showRun(services, runId, say);
  await services.rotations.retire({ rotationId }, SANDBOX);
  await showRun(services, await retireRun(services, rotationId), say, ({ name }) => name === "revoke");
  await prove(services, adminUrl, accounts, say);
  return rotationId;
}

async function connect(services: Services, adminUrl: string, { rotator }: Accounts): Promise<string> {
  const { hostname, port, pathname } = new URL(adminUrl);
  const credentials = sandboxProvider.connection.parse({
    ...{ host: hostname, port: Number(port), database: pathname.slice(1), sslEnabled: false },
    ...rotator,
  });
  const { app } = sandboxProvider;
  const { appConnections } = await services.connections.list({ app }, SANDBOX);
  const known = appConnections.find(({ name }) => name === NAME);
  if (known) {
    // An earlier start was cut off in between.
    await services.connections.update({ connectionId: known.id, credentials }, SANDBOX);
    return known.id;
  }
  const asked = { app, name: NAME, description: "The sandbox", credentials };
  return (await services.connections.create(asked, SANDBOX)).appConnection.id;
}

/** The small run that ends the overlap is made by whoever finds it due. */
async function retireRun({ runs }: Services, rotationId: string): Promise<string> {
  for (let waited = 0; waited < 30_000; waited += 20) {
    const [run] = (await runs.list({ rotationId, limit: 1 }, SANDBOX)).runs;
    if (run?.kind === "retire") return run.id;
    await pause(20);
  }
  throw new Error("the superseded credential was not retired in time");
}

async function prove(services: Services, adminUrl: string, { first }: Accounts, say: Say): Promise<void> {
  const read = async (secretName: string) => {
    const asked = { projectSlug: PLACE.project, environment: PLACE.environment, secretName };
    const { secret } = await services.secrets.read(
      { ...asked, secretPath: "/", viewSecretValue: true },
      SANDBOX,
    );
    return secret.secretValue;
  };
  const [username, password] = await Promise.all([read(MAPPING.username), read(MAPPING.password)]);
  const published = { username, password };
  const refused = !(await canLogIn(adminUrl, first));
  const accepted = await canLogIn(adminUrl, published);
  say("  Proof, by logging in:");
  say(`    ${refused ? "✓" : "✗"} the first password of ${first.username} is refused`);
  say(`    ${accepted ? "✓" : "✗"} the published one of ${published.username} logs in`);
  if (!refused || !accepted) throw new Error("the proof failed");
}
