import { isRotationError } from "@turnbolt/core";
import { plainRuntime } from "@turnbolt/testkit/emulator";
import plugin from "../src/index.ts";
import type { Auth0Emulator } from "./emulator/server.ts";
import type { AuthMethod } from "./emulator/tenant.ts";
import { connectionsTo } from "./target.ts";

if (plugin.phase !== "single" || plugin.origin !== "chosen") throw new Error("another corner than auth0's");
export const auth0: Extract<typeof plugin, { readonly phase: "single"; readonly origin: "chosen" }> = plugin;

export const clock = { time: 1_800_000_000_000, now: () => clock.time };
export const run = { id: "run-1", label: "tb-1-2-3" };

/** A session with a connection that was granted these scopes. */
export async function open(emulator: Auth0Emulator, scopes?: readonly string[]) {
  const { connection } = connectionsTo(emulator, scopes);
  const runtime = plainRuntime();
  return { connection, runtime, client: await auth0.connect(connection, runtime) };
}

/** A client at work on a new application. */
export async function callFor(
  emulator: Auth0Emulator,
  given: { authMethod?: AuthMethod; grantTypes?: string[] } = {},
) {
  const { clientId, secret } = emulator.tenant.addApplication(given);
  const call = { ...(await open(emulator)), parameters: { clientId }, run, current: null };
  const old = { handle: clientId, secret: { clientId, clientSecret: secret } };
  const draft = auth0.choose({ ...call, attempt: 1 });
  return {
    call,
    old,
    draft,
    issue: async () => auth0.issue({ ...call, draft, neededUntil: new Date(clock.time) }),
    verify: (credential = draft) => auth0.verify({ ...call, credential }),
  };
}

/** What a call ends with: the code of its error, or "no error". */
export const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "no error",
    (error: unknown) => (isRotationError(error) ? error.code : error),
  );

/** The error that a call ends with. */
export const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => new Error("there was no error"),
    (error: unknown) => error,
  );
