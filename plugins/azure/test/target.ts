import type { StartTarget, Subject } from "@turnbolt/testkit";
import { type EntraEmulator, startEntra } from "./emulator/server.ts";
import type { Application } from "./emulator/tenant.ts";

const FOR_EVER = 8.64e15;

/** The Entra emulator as the conformance suite wants it. */
export const startTarget: StartTarget = async (clock) => {
  const entra = await startEntra(clock);
  const { connection, caller } = connectionTo(entra);
  return {
    connection,
    brokenConnection: { ...connection, clientSecret: "not-the-secret" },
    closedConnection: { ...connection, baseUrl: "http://127.0.0.1:1" },
    requests: { issue: /^POST \S+\/addPassword/, revoke: /^POST \S+\/removePassword/ },
    subject: async () => subjectOf(entra, caller),
    stop: entra.stop,
  };
};

/** An app with exactly the permission that the README asks for, and a connection as it. */
export function connectionTo({ tenant, url }: EntraEmulator, roles = ["Application.ReadWrite.OwnedBy"]) {
  const caller = tenant.addApp("Turnbolt", roles);
  const { secretText } = tenant.addPassword(caller, "by hand", FOR_EVER);
  const connection = {
    method: "client-secret" as const,
    tenantId: tenant.id,
    clientId: caller.appId,
    clientSecret: secretText,
    baseUrl: url,
  };
  return { caller, connection };
}

let count = 0;

export function subjectOf(
  { tenant, url }: EntraEmulator,
  owner: Application,
): Subject & { readonly app: Application } {
  const app = tenant.addApp(`app-${++count}`);
  app.owners.add(owner.oid);
  return {
    app,
    parameters: { objectId: app.objectId, appName: app.displayName, clientId: app.appId },
    /** As the app itself would: it asks for a token. */
    async accepts({ clientId, clientSecret }) {
      const response = await fetch(`${url}/${tenant.id}/oauth2/v2.0/token`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({
          grant_type: "client_credentials",
          scope: "https://graph.microsoft.com/.default",
          client_id: String(clientId),
          client_secret: String(clientSecret),
        }).toString(),
      });
      if (response.status !== 200 && response.status !== 401)
        throw new Error(`Entra answered ${response.status}`);
      return response.status === 200;
    },
    held: async () => [...app.passwords.keys()],
    plantStranger: async () => tenant.addPassword(app, "somebody else's", FOR_EVER).password.keyId,
    removeStranger: async (keyId) => void tenant.removePassword(app, keyId),
    lag: (by) => {
      app.lag = by;
    },
  };
}
