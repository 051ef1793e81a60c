import { type Held, type OptionPage, type Runtime, readHttp, sendHttp } from "@turnbolt/core";
import * as z from "zod";
import { graphError, NAME, saysGone } from "./errors.ts";
import { tokenOf } from "./login.ts";
import { type Connection, placesOf } from "./schema.ts";

/** The connection's way in for one call. */
export interface Graph {
  /** The application permissions that the token carries. */
  readonly roles: ReadonlySet<string>;
  /** The object ID of the app that we log in as. */
  readonly self: string;
  /** The client ID of an app, and who owns it. */
  app(objectId: string): Promise<{ readonly clientId: string; readonly owners: readonly string[] }>;
  apps(search: string, cursor: string | undefined): Promise<OptionPage>;
  passwords(objectId: string): Promise<readonly Held[]>;
  addPassword(runtime: Runtime, objectId: string, label: string, until: Date): Promise<void>;
  removePassword(objectId: string, keyId: string): Promise<void>;
}

/** Logs in and gives the directory; a new secret is asked for over the runtime of its own call, which keeps the answer. */
export async function openGraph(connection: Connection, runtime: Runtime): Promise<Graph> {
  const token = await tokenOf(connection, runtime);
  const { roles, oid } = claimsOf(token);
  const ask = async (
    path: string,
    body?: unknown,
    over = runtime,
    isFine: (response: Response) => Promise<boolean> = async () => false,
  ): Promise<Response> => {
    const headers = {
      authorization: `Bearer ${token}`,
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const init = { method: body === undefined ? "GET" : "POST", headers };
    const url =
      path.startsWith("https:") || path.startsWith("http:") ? path : placesOf(connection).graph + path;
    const sent = body === undefined ? init : { ...init, body: JSON.stringify(body) };
    const response = await sendHttp(over, NAME, url, sent, connection);
    if (!response.ok && !(await isFine(response))) throw await graphError(response);
    return response;
  };
  const application = (objectId: string) => `/applications/${encodeURIComponent(objectId)}`;
  return {
    roles: new Set(roles),
    self: oid,
    async app(objectId) {
      const path = `${application(objectId)}?$select=appId&$expand=owners($select=id)`;
      const { appId, owners } = await readHttp(await ask(path), NAME, shownApp);
      return { clientId: appId, owners: owners.map(({ id }) => id) };
    },
    async apps(search, cursor) {
      const page = await readHttp(await ask(appsPath(search, cursor)), NAME, appPage);
      const next = page["@odata.nextLink"];
      const options = page.value.map(({ id, displayName, appId }) => ({
        value: id,
        label: displayName,
        details: { appId, appName: displayName, clientId: appId },
      }));
      return {
        options,
        next: next ? (new URL(next).searchParams.get("$skiptoken") ?? undefined) : undefined,
      };
    },
    async passwords(objectId) {
      const response = await ask(`${application(objectId)}?$select=passwordCredentials`);
      const { passwordCredentials } = await readHttp(response, NAME, shownPasswords);
      return passwordCredentials.map(({ keyId, displayName, startDateTime }) => ({
        handle: keyId,
        label: displayName ?? undefined,
        issuedAt: startDateTime ? new Date(startDateTime) : undefined,
      }));
    },
    async addPassword(over, objectId, label, until) {
      const passwordCredential = { displayName: label, endDateTime: until.toISOString() };
      const response = await ask(`${application(objectId)}/addPassword`, { passwordCredential }, over);
      await response.body?.cancel();
    },
    async removePassword(objectId, keyId) {
      // One that is gone is gone. A list would not do: it lags.
      const response = await ask(`${application(objectId)}/removePassword`, { keyId }, runtime, saysGone);
      await response.body?.cancel();
    },
  };
}

const PAGE = 100;

function appsPath(search: string, cursor: string | undefined): string {
  const query = new URLSearchParams({
    $select: "id,displayName,appId",
    $top: String(PAGE),
    $orderby: "displayName",
  });
  // A quote inside a text is doubled; nothing else means anything there.
  if (search !== "") query.set("$filter", `startswith(displayName,'${search.replaceAll("'", "''")}')`);
  if (cursor) query.set("$skiptoken", cursor);
  return `/applications?${query}`;
}

const shownApp = z.object({ appId: z.string(), owners: z.array(z.object({ id: z.string() })).default([]) });
const shownPasswords = z.object({
  passwordCredentials: z.array(
    z.object({
      keyId: z.string(),
      displayName: z.string().nullish(),
      startDateTime: z.string().nullish(),
    }),
  ),
});
const appPage = z.object({
  value: z.array(z.object({ id: z.string(), displayName: z.string(), appId: z.string() })),
  "@odata.nextLink": z.url().optional(),
});
const claims = z.object({ roles: z.array(z.string()).default([]), oid: z.string().default("") });

/** What the token says of itself. Only to name a missing permission: the directory alone decides. */
function claimsOf(token: string): z.output<typeof claims> {
  try {
    return claims.parse(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")));
  } catch {
    return { roles: [], oid: "" };
  }
}
