import { isRotationError } from "@turnbolt/core";
import { plainRuntime } from "@turnbolt/testkit/emulator";
import plugin from "../src/index.ts";
import type { App } from "./emulator/org.ts";
import type { OktaEmulator } from "./emulator/server.ts";
import { connectionsTo } from "./target.ts";

if (plugin.origin !== "chosen" || plugin.handles !== "fresh") throw new Error("another corner than okta's");
export const okta: Extract<typeof plugin, { readonly origin: "chosen"; readonly handles: "fresh" }> = plugin;

export const clock = { time: 1_800_000_000_000, now: () => clock.time };
const run = { id: "run-1", label: "tb-1-2-3" };

/** A client at work on a new app that already holds `strangers` secrets. */
export async function callFor(
  emulator: OktaEmulator,
  { strangers = 0, ...given }: Partial<App> & { readonly strangers?: number } = {},
) {
  const app = emulator.org.addApp(given);
  for (let n = 0; n < strangers; n++) emulator.org.addSecret(app.id);
  const own = app.clientId === app.id ? {} : { oauthClientId: app.clientId };
  const call = { ...(await open(emulator)), parameters: { clientId: app.id, ...own }, run, current: null };
  const draft = okta.choose({ ...call, attempt: 1 });
  const other = okta.choose({ ...call, attempt: 2 });
  const neededUntil = new Date(clock.time);
  return {
    app,
    call,
    draft,
    other,
    issue: async (credential = draft) => {
      const issued = await okta.issue({ ...call, draft: credential, neededUntil });
      if (!issued) throw new Error("Okta names the secret, so issue gives its name");
      return issued.handle;
    },
    verify: (credential = draft) => okta.verify({ ...call, credential }),
    revoke: (handle: string) => okta.revoke({ ...call, handle }),
    list: (credential?: typeof draft) => okta.list({ ...call, draft: credential }),
    held: () => emulator.org.secretsOf(app.id).map(({ id }) => id),
  };
}

/** A session with a connection that holds these permissions. */
export async function open(emulator: OktaEmulator, permissions?: string[]) {
  const { connection } = connectionsTo(emulator, permissions);
  const runtime = plainRuntime();
  return { connection, runtime, client: await okta.connect(connection, runtime) };
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
