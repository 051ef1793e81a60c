import { createServer as listenOn } from "node:net";
import type { Server } from "../create-server.ts";
import { type EmbeddedDatabase, startEmbedded } from "../embedded/index.ts";
import { arrangeAccounts } from "./accounts.ts";
import { SANDBOX } from "./actor.ts";
import { showRotation } from "./rotate.ts";
import { readState, writeState } from "./state.ts";

export interface SandboxOptions {
  readonly say: (text: string) => void;
  readonly stopping: () => boolean;
  readonly onStop: (step: () => Promise<unknown>) => void;
}

/**
 * Something to rotate on a machine that has nothing yet: a PostgreSQL of its own, whatever the main database is. The
 * first start shows a rotation from beginning to end; a later one only starts the database again. A sandbox that
 * cannot be had is said so, and harms nothing.
 */
export async function startSandbox(server: Server, options: SandboxOptions): Promise<void> {
  const { say } = options;
  try {
    const began = performance.now();
    const database = await start(server, options);
    await show(server, database, say);
    server.log.debug({ ms: Math.round(performance.now() - began) }, "the sandbox is ready");
  } catch (error) {
    if (options.stopping()) return;
    say(`The sandbox did not work: ${error instanceof Error ? error.message : String(error)}`);
    say("  Start with --no-sandbox to leave it out.");
  }
}

async function start({ settings, log }: Server, { onStop }: SandboxOptions): Promise<EmbeddedDatabase> {
  const { dataDirectory: directory } = settings;
  const known = await readState(directory);
  const state = known ?? { port: await freePort(), rotationId: null };
  if (!known) await writeState(directory, state);
  const tell = (message: string) => log.debug({ sandbox: message }, "sandbox");
  const database = await startEmbedded({ directory, name: "sandbox", port: state.port, log: tell });
  onStop(() => database.stop());
  return database;
}

async function show(
  { settings, services }: Server,
  { url }: EmbeddedDatabase,
  say: SandboxOptions["say"],
): Promise<void> {
  const { dataDirectory: directory } = settings;
  const state = await readState(directory);
  const { host } = new URL(url);
  say("");
  if (!state?.rotationId) {
    const { port } = state ?? { port: Number(new URL(url).port) };
    const accounts = await arrangeAccounts(url);
    const { first, second } = accounts;
    say(
      `Sandbox: a PostgreSQL of its own on ${host}, with the accounts ${first.username} and ${second.username}.`,
    );
    const rotationId = await showRotation(services, url, accounts, say);
    await writeState(directory, { port, rotationId });
    return await tellNext(services, rotationId, say);
  }
  say(`Sandbox: on ${host}.`);
  await tellNext(services, state.rotationId, say);
}

async function tellNext(
  { rotations }: Server["services"],
  id: string,
  say: (text: string) => void,
): Promise<void> {
  const found = await rotations.get({ rotationId: id }, SANDBOX).catch(() => null);
  if (!found) return;
  const rotation = found.secretRotation;
  const at = rotation.nextRotationAt?.toISOString().replace("T", " ").slice(0, 16);
  say(at ? `  Next run of "${rotation.name}": ${at} UTC` : `  "${rotation.name}" is paused.`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = listenOn();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("the system gave no port"));
      });
    });
  });
}
