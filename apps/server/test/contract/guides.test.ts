import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startAuth0 } from "../../../../plugins/auth0/test/emulator/server.ts";
import * as auth0 from "../../../../plugins/auth0/test/target.ts";
import { startOkta } from "../../../../plugins/okta/test/emulator/server.ts";
import * as okta from "../../../../plugins/okta/test/target.ts";
import { type Http, httpOf } from "../support/http.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

const clock = { now: () => Date.now() };

let turnbolt: Turnbolt;
let http: Http;
beforeAll(async () => {
  turnbolt = await startTurnbolt();
  http = httpOf(turnbolt.url);
}, 60_000);
afterAll(() => turnbolt.stop());

/** What clients of the contract know of a rotation from its guides. */
const KNOWN = [
  ...["id", "name", "description", "secretsMapping", "isAutoRotationEnabled", "activeIndex", "folderId"],
  ...["connectionId", "createdAt", "updatedAt", "rotationInterval", "rotationStatus"],
  ...["lastRotationAttemptedAt", "lastRotatedAt", "lastRotationJobId", "nextRotationAt", "connection"],
  ...["environment", "projectId", "folder", "rotateAtUtc", "lastRotationMessage", "type", "parameters"],
];

const emulators = {
  auth0: async () => {
    const emulator = await startAuth0(clock);
    const { connection } = auth0.connectionsTo(emulator);
    return { connection, subject: auth0.subjectOf(emulator), stop: emulator.stop };
  },
  okta: async () => {
    const emulator = await startOkta(clock);
    const { connection } = okta.connectionsTo(emulator);
    return { connection, subject: okta.subjectOf(emulator), stop: emulator.stop };
  },
};

describe.each([
  { app: "auth0", overlaps: false },
  { app: "okta", overlaps: true },
] as const)("what the guide for $app sends", ({ app, overlaps }) => {
  let target: Awaited<ReturnType<(typeof emulators)[typeof app]>>;
  let connectionId: string;
  const type = `${app}-client-secret`;
  const names = {
    clientId: `${app.toUpperCase()}_CLIENT_ID`,
    clientSecret: `${app.toUpperCase()}_CLIENT_SECRET`,
  };

  beforeAll(async () => {
    target = await emulators[app]();
    const { method, ...credentials } = target.connection;
    const made = await http("POST", `/api/v1/app-connections/${app}`, {
      name: `my-${app}-connection`,
      method,
      credentials,
    });
    connectionId = made.body.appConnection.id;
  });
  afterAll(() => target.stop());

  const one = (below = "") => `/api/v2/secret-rotations/${type}${below}`;
  const read = async (name: string): Promise<string> => {
    const at = `environment=dev&secretPath=/&workspaceId=${turnbolt.projectId}`;
    return (await http("GET", `/api/v3/secrets/raw/${name}?${at}`)).body.secret.secretValue;
  };
  const published = async () => ({
    clientId: await read(names.clientId),
    clientSecret: await read(names.clientSecret),
  });

  it("makes a rotation whose secrets log in, and is answered with the fields that the guide shows", async () => {
    const { status, body } = await http("POST", one(), {
      name: `my-${app}-rotation`,
      projectId: turnbolt.projectId,
      description: "the client secret of my application",
      connectionId,
      environment: "dev",
      secretPath: "/",
      isAutoRotationEnabled: true,
      rotationInterval: 30,
      rotateAtUtc: { hours: 0, minutes: 0 },
      parameters: target.subject.parameters,
      secretsMapping: names,
    });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(["secretRotation"]);
    const { secretRotation } = body;
    expect(Object.keys(secretRotation).sort()).toEqual([...KNOWN, "isLastRotationManual"].sort());
    expect(secretRotation).toMatchObject({
      name: `my-${app}-rotation`,
      secretsMapping: names,
      isAutoRotationEnabled: true,
      activeIndex: 0,
      rotationInterval: 30,
      rotationStatus: "success",
      connection: { app, name: `my-${app}-connection`, id: connectionId },
      environment: { slug: "dev", name: "Development" },
      projectId: turnbolt.projectId,
      folder: { path: "/" },
      rotateAtUtc: { hours: 0, minutes: 0 },
      lastRotationMessage: null,
      type,
      parameters: target.subject.parameters,
    });
    expect(await target.subject.accepts(await published())).toBe(true);
  });

  it("is rotated as the contract says, and the published secret is checked", async () => {
    const { body: list } = await http("GET", one(`?projectId=${turnbolt.projectId}`));
    const [{ id }] = list.secretRotations;
    const before = await published();
    const rotated = await http("POST", one(`/${id}/rotate-secrets`));
    expect(rotated.status).toBe(200);
    expect(rotated.body.secretRotation).toMatchObject({ id, activeIndex: overlaps ? 1 : 0 });
    const after = await published();
    expect(after.clientSecret).not.toBe(before.clientSecret);
    expect(await target.subject.accepts(after)).toBe(true);
    expect(await target.subject.accepts(before)).toBe(overlaps);
    const generated = await http("GET", one(`/${id}/generated-credentials`));
    expect(generated.body).toEqual({
      generatedCredentials: overlaps ? [before, after] : [after],
      activeIndex: overlaps ? 1 : 0,
      rotationId: id,
      type,
    });
    expect(await http("POST", one(`/${id}/check-credentials`))).toMatchObject({ status: 204, text: "" });
  });

  it("is deleted with its secrets and without its credentials, which go on working", async () => {
    const at = `projectId=${turnbolt.projectId}&environment=dev&secretPath=/`;
    const named = await http("GET", one(`/rotation-name/my-${app}-rotation?${at}`));
    const last = await published();
    const path = one(`/${named.body.secretRotation.id}`);
    const deleted = await http("DELETE", `${path}?deleteSecrets=true&revokeGeneratedCredentials=false`);
    expect(deleted).toMatchObject({ status: 200, body: named.body });
    expect((await http("GET", path)).status).toBe(404);
    const gone = `/api/v3/secrets/raw/${names.clientId}?environment=dev&workspaceId=${turnbolt.projectId}`;
    expect((await http("GET", gone)).status).toBe(404);
    expect(await target.subject.accepts(last)).toBe(true);
  });
});
