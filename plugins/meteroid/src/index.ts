import { defineProvider, isRotationError, type Permission, RotationError } from "@turnbolt/core";
import { logIn, type Meteroid, openMeteroid, readSecret } from "./client.ts";
import { baseOf, connection, parameters, secret } from "./schema.ts";

/** Rotates the client secret of a Meteroid OAuth app. Meteroid makes it, shows it once and ends the old one at once. */
export default defineProvider({
  type: "meteroid-oauth-app-secret",
  app: "meteroid",
  title: "Meteroid OAuth app secret",
  phase: "single",
  origin: "granted",
  connection,
  parameters,
  secret,
  propagation: { minimumMs: 0, deadlineMs: 30_000 },

  subjects: (connection, { oauthAppId }) => [`${new URL(baseOf(connection)).host}/${oauthAppId}`],
  // Nothing to log in to: the token goes along with each request.
  connect: (connection) => connection,
  check: ({ connection, runtime, parameters }) => checkRights(openMeteroid(connection, runtime), parameters),
  issue: ({ connection, runtime, parameters }) =>
    openMeteroid(connection, runtime).rotate(parameters.oauthAppId),
  read: (answer, { oauthAppId, clientId }) => ({
    handle: oauthAppId,
    secret: { clientId, clientSecret: readSecret(answer) },
  }),
  verify: ({ connection, runtime, credential }) => logIn(connection, runtime, credential.secret),
});

const RIGHT = "manage OAuth apps";

/** Whether a token may rotate cannot be asked; whether it may look at the app can. */
async function checkRights(
  client: Meteroid,
  parameters: { readonly oauthAppId: string; readonly clientId: string } | undefined,
): Promise<readonly Permission[]> {
  try {
    const clientId = await client.clientIdOf(parameters?.oauthAppId ?? NOBODY);
    if (parameters && clientId !== null && clientId !== parameters.clientId) {
      throw new RotationError(
        "invalid",
        `meteroid-oauth-app-secret: the client ID of this app is ${clientId}; correct the parameters.`,
      );
    }
  } catch (error) {
    if (isRotationError(error) && error.code === "forbidden") return [{ permission: RIGHT, held: false }];
    // Without parameters we ask for an app that nobody has: to be told so is all that we want.
    if (!isRotationError(error) || error.code !== "not-found" || parameters) throw error;
  }
  return [{ permission: RIGHT, held: true }];
}

const NOBODY = "app_0000000000000000000000";
