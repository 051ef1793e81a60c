import type { Bystander, StartTarget, Subject } from "@turnbolt/testkit";
import { CAPACITY } from "./emulator/org.ts";
import { type OktaEmulator, startOkta } from "./emulator/server.ts";

/** The Okta emulator as the conformance suite wants it. */
export const startTarget: StartTarget = async (clock) => {
  const okta = await startOkta(clock);
  return {
    ...connectionsTo(okta),
    requests: { issue: /^POST \S+\/secrets HTTP/, revoke: /^DELETE / },
    subject: async () => subjectOf(okta),
    bystander: async () => bystanderAt(okta),
    stop: okta.stop,
  };
};

function bystanderAt(okta: OktaEmulator): Bystander {
  const subject = subjectOf(okta);
  const clientId = String(subject.parameters.clientId);
  const { value: clientSecret, id } = okta.org.addSecret(clientId);
  const isUntouched = async () =>
    (await subject.held()).join() === id && (await subject.accepts({ clientId, clientSecret }));
  return { name: id, isUntouched };
}

/** Connections to an emulator: with exactly the rights that the README asks for, or with `permissions`. */
export function connectionsTo(okta: OktaEmulator, permissions = ["okta.apps.read", "okta.apps.manage"]) {
  const connection = {
    method: "api-token" as const,
    instanceUrl: "https://example.okta.com",
    apiToken: okta.org.addToken(permissions),
    baseUrl: okta.url,
  };
  return {
    connection,
    brokenConnection: { ...connection, apiToken: "00not-a-token" },
    closedConnection: { ...connection, baseUrl: "http://127.0.0.1:1" },
  };
}

/** Both slots are free, as they are once the secret that every app is made with has been let go. */
export function subjectOf({ org, url }: OktaEmulator): Subject {
  const app = org.addApp();
  return {
    parameters: { clientId: app.id },
    /** As the app itself would: it asks about a token of a stranger. */
    async accepts({ clientId, clientSecret }) {
      const pair = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
      const response = await fetch(`${url}/oauth2/v1/introspect`, {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          authorization: `Basic ${pair}`,
        },
        body: "token=not-a-token",
      });
      if (response.status !== 200 && response.status !== 401) {
        throw new Error(`introspection answered ${response.status}`);
      }
      return response.status === 200;
    },
    held: async () => org.secretsOf(app.id).map(({ id }) => id),
    async plantStranger() {
      if (org.secretsOf(app.id).length >= CAPACITY) throw new Error("the app holds two secrets already");
      return org.addSecret(app.id).id;
    },
    removeStranger: async (handle) => org.removeSecret(app.id, handle),
    lag: (by) => void org.lag.set(app.id, by),
  };
}
