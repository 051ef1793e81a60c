import { randomBytes } from "node:crypto";
import type { Bystander, StartTarget, Subject } from "@turnbolt/testkit";
import { type Auth0Emulator, startAuth0 } from "./emulator/server.ts";

const API = "https://api.example.test";
const SCOPES = ["read:clients", "update:clients", "update:client_keys"];

/** The Auth0 emulator as the conformance suite wants it. */
export const startTarget: StartTarget = async (clock) => {
  const auth0 = await startAuth0(clock);
  return {
    ...connectionsTo(auth0),
    requests: { issue: /^PATCH / },
    subject: async () => subjectOf(auth0),
    bystander: async () => bystanderAt(auth0),
    stop: auth0.stop,
  };
};

function bystanderAt(auth0: Auth0Emulator): Bystander {
  const subject = subjectOf(auth0);
  const clientId = String(subject.parameters.clientId);
  const clientSecret = randomBytes(48).toString("base64url");
  auth0.tenant.setSecret(clientId, clientSecret);
  return { name: clientId, isUntouched: () => subject.accepts({ clientId, clientSecret }) };
}

/** Connections to an emulator: with exactly the rights that the README asks for, or with `scopes`. */
export function connectionsTo(auth0: Auth0Emulator, scopes: readonly string[] = SCOPES) {
  const { tenant } = auth0;
  const ours = tenant.addApplication({
    name: "Turnbolt",
    clientGrants: { [tenant.managementAudience]: scopes },
  });
  const connection = {
    method: "client-credentials" as const,
    domain: tenant.domain,
    clientId: ours.clientId,
    clientSecret: ours.secret,
    baseUrl: auth0.url,
  };
  return {
    connection,
    brokenConnection: { ...connection, clientSecret: "not-the-secret-of-this-application" },
    closedConnection: { ...connection, baseUrl: "http://127.0.0.1:1" },
  };
}

export function subjectOf(auth0: Auth0Emulator): Subject {
  const { clientId } = auth0.tenant.addApplication({ clientGrants: { [API]: [] } });
  return {
    parameters: { clientId },
    /** As the application itself would: the client credentials grant for an API it may call. */
    async accepts(secret) {
      const response = await fetch(`${auth0.url}/oauth/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          grant_type: "client_credentials",
          client_id: secret.clientId,
          client_secret: secret.clientSecret,
          audience: API,
        }),
      });
      if (response.status !== 200 && response.status !== 401) {
        throw new Error(`the token endpoint answered ${response.status}`);
      }
      return response.status === 200;
    },
    held: async () => [...auth0.tenant.applications.keys()].filter((id) => id === clientId),
    lag({ loginMs }) {
      auth0.tenant.loginLag.set(clientId, loginMs);
    },
  };
}
