import type { StartTarget, Subject } from "@turnbolt/testkit";
import { type MeteroidEmulator, startMeteroid } from "./emulator/server.ts";

/** The Meteroid emulator as the conformance suite wants it. */
export const startTarget: StartTarget = async (clock) => {
  const meteroid = await startMeteroid(clock);
  const connection = { apiToken: meteroid.addToken(), baseUrl: meteroid.url };
  return {
    connection,
    brokenConnection: { ...connection, apiToken: "pv_sand_nobody" },
    closedConnection: { ...connection, baseUrl: "http://127.0.0.1:1" },
    requests: { issue: /^POST \S+\/rotate/ },
    subject: async () => subjectOf(meteroid),
    stop: meteroid.stop,
  };
};

export function subjectOf(meteroid: MeteroidEmulator): Subject {
  const { app, clientSecret } = meteroid.addApp();
  return {
    parameters: { oauthAppId: app.id, clientId: app.clientId },
    current: { handle: app.id, secret: { clientId: app.clientId, clientSecret } },
    /** As the app itself would: it asks for a token. */
    async accepts(secret) {
      const pair = Buffer.from(`${secret.clientId}:${secret.clientSecret}`).toString("base64");
      const response = await fetch(`${meteroid.url}/api/v1/oauth/token`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", authorization: `Basic ${pair}` },
        body: "grant_type=client_credentials",
      });
      if (response.status !== 200 && response.status !== 401)
        throw new Error(`it answered ${response.status}`);
      return response.status === 200;
    },
    held: async () => [app.id],
    lag: ({ loginMs }) => {
      meteroid.settings.lagMs = loginMs;
    },
  };
}
