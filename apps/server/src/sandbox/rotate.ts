import { setTimeout as pause } from "node:timers/promises";
import type { Actor, Services } from "@turnbolt/api";
import { sandboxProvider } from "../plugins.ts";
import { type Accounts, canLogIn } from "./accounts.ts";
import { showRun } from "./show.ts";

/** The sandbox works for itself; who looks into the audit sees it by name. */
const ACTOR: Actor = {
  kind: "root",
  id: "sandbox",
  name: "sandbox",
  isAdmin: true,
  roles: new Map(),
  address: null,
  requestId: null,
};
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
  const created = await services.rotations.create(
    {
      ...PLACE,
      name: NAME,
      description: "A pair of accounts of the sandbox",
      type: sandboxProvider.type,
      connectionId,
      parameters: sandboxProvider.parameters.parse({ username1: first.username, username2: second.username }),
      secretsMapping: MAPPING,
      schedule: { kind: "interval", days: 7, at: { hours: 3, minutes: 0 }, timeZone: "UTC" },
      current: { username: first.username, password: first.password },
      wait: false,
    },
    ACTOR,
  );
  const { id } = created.rotation;
  await showRun(services, created.run.id, say);
  say(`  It rotates from ${first.username} to ${second.username}; both work for a while, so nothing stops:`);
  const { run } = await services.rotations.rotate({ id, wait: false }, ACTOR);
  await showRun(services, run.id, say);
  await services.rotations.retireNow(id, ACTOR);
  await showRun(services, await retireRun(services, id), say, ({ name }) => name === "revoke");
  await prove(services, adminUrl, accounts, say);
  return id;
}

async function connect(services: Services, adminUrl: string, { rotator }: Accounts): Promise<string> {
  const { hostname, port, pathname } = new URL(adminUrl);
  const credentials = sandboxProvider.connection.parse({
    ...{ host: hostname, port: Number(port), database: pathname.slice(1), sslEnabled: false },
    ...rotator,
  });
  const { app } = sandboxProvider;
  const { connections } = await services.connections.list({ app });
  const known = connections.find(({ name }) => name === NAME);
  if (known) {
    // An earlier start was cut off in between.
    await services.connections.update({ id: known.id, credentials }, ACTOR);
    return known.id;
  }
  const asked = { app, name: NAME, description: "The sandbox", project: null, credentials };
  return (await services.connections.create(asked, ACTOR)).connection.id;
}

/** The small run that ends the overlap is made by whoever finds it due. */
async function retireRun({ runs }: Services, rotationId: string): Promise<string> {
  for (let waited = 0; waited < 30_000; waited += 20) {
    const [run] = (await runs.list({ rotationId, limit: 1 })).runs;
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
      ACTOR,
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
