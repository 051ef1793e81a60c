import { type HostRequestInit, type OptionPage, RotationError, type Runtime } from "@turnbolt/core";
import * as z from "zod";
import { errorOf } from "./errors.ts";

/** Where a tenant is and who we are there. */
export interface Tenant {
  readonly domain: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly audience?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly caCertificate?: string | undefined;
  readonly proxyUrl?: string | undefined;
}

/** The Management API, for one job: far shorter than the day that a token lives. */
export interface Management {
  /** What the token was granted. */
  readonly scopes: ReadonlySet<string>;
  /** How an application authenticates at the token endpoint; null = neither by a secret nor public. */
  authMethodOf(clientId: string): Promise<string | null>;
  applications(search: string | undefined, cursor: string | undefined): Promise<OptionPage>;
  setSecret(clientId: string, clientSecret: string): Promise<void>;
}

/** Logs in as the connection. */
export async function openManagement(tenant: Tenant, runtime: Runtime): Promise<Management> {
  const { access_token, scope } = await managementToken(tenant, runtime);
  const api = async (path: string, init: HostRequestInit = {}): Promise<Response> => {
    const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
    const response = await send(tenant, runtime, `/api/v2/clients${path}`, { ...init, headers });
    if (!response.ok) throw await errorOf(response);
    return response;
  };
  return {
    scopes: new Set(scope.split(" ")),
    async authMethodOf(clientId) {
      const fields = new URLSearchParams({ fields: "token_endpoint_auth_method", include_fields: "true" });
      const response = await api(`/${encodeURIComponent(clientId)}?${fields}`);
      return (await read(response, application)).token_endpoint_auth_method ?? null;
    },
    applications: (search, cursor) =>
      findApplications(
        async (page) => read(await api(`?${pageQuery(page)}`), applicationPage),
        search?.toLowerCase() ?? "",
        Number(cursor ?? 0),
      ),
    async setSecret(clientId, clientSecret) {
      const body = JSON.stringify({ client_secret: clientSecret });
      const response = await api(`/${encodeURIComponent(clientId)}`, { method: "PATCH", body });
      // The answer is the whole application with its secret: nobody gets to see it.
      await response.body?.cancel();
    },
  };
}

/**
 * Logs in as an application, whatever its grants: a random authorization code is always refused, but only
 * after the secret was looked at, so any other refusal than 401 means that the secret was accepted.
 */
export async function logIn(
  tenant: Tenant,
  runtime: Runtime,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): Promise<void> {
  const grant = { grant_type: "authorization_code", code: crypto.randomUUID() };
  const posted = { ...grant, client_id: clientId, client_secret: clientSecret };
  if (await accepted(await postForm(tenant, runtime, posted))) return;
  // An application set to Client Secret (Basic) may be refused the other way round.
  const basic = btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
  if (await accepted(await postForm(tenant, runtime, grant, `Basic ${basic}`))) return;
  throw new RotationError(
    "refused",
    `auth0-client-secret: Auth0 refused the secret of application ${clientId}.`,
  );
}

const token = z.object({ access_token: z.string(), scope: z.string().default("") });
const application = z.object({ token_endpoint_auth_method: z.string().nullish() });
const applicationPage = z.object({
  start: z.number(),
  total: z.number(),
  clients: z.array(application.extend({ client_id: z.string(), name: z.string() })),
});
const refusal = z.object({ error: z.string() });

const PAGE = 100;
/** Auth0 pages no further than a thousand applications. */
const LAST_PAGE = 9;

const pageQuery = (page: number): URLSearchParams =>
  new URLSearchParams({
    fields: "client_id,name,token_endpoint_auth_method",
    include_fields: "true",
    include_totals: "true",
    is_global: "false",
    page: String(page),
    per_page: String(PAGE),
  });

/** The list cannot be searched by name at Auth0: pages are read until one has a match. */
async function findApplications(
  load: (page: number) => Promise<z.output<typeof applicationPage>>,
  wanted: string,
  page: number,
): Promise<OptionPage> {
  const { clients, start, total } = await load(page);
  const options = clients
    .filter((client) => client.token_endpoint_auth_method !== "none")
    .filter((client) => `${client.name} ${client.client_id}`.toLowerCase().includes(wanted))
    .map((client) => ({ value: client.client_id, label: client.name }));
  const isLast = page >= LAST_PAGE || clients.length === 0 || start + clients.length >= total;
  if (isLast) return { options };
  return options.length > 0 ? { options, next: String(page + 1) } : findApplications(load, wanted, page + 1);
}

async function managementToken(tenant: Tenant, runtime: Runtime): Promise<z.output<typeof token>> {
  const response = await postForm(tenant, runtime, {
    grant_type: "client_credentials",
    client_id: tenant.clientId,
    client_secret: tenant.clientSecret,
    audience: tenant.audience ?? `https://${tenant.domain}/api/v2/`,
  });
  if (response.ok) return read(response, token);
  if (response.status !== 401 && response.status !== 403) throw await errorOf(response);
  await response.body?.cancel();
  throw new RotationError(
    "unauthorized",
    `auth0-client-secret: Auth0 refused the connection's application ${tenant.clientId} (${response.status}). Check domain, client ID and secret, and that it is authorized for the Management API.`,
  );
}

/** True = accepted, false = refused; throws when neither was said. */
async function accepted(response: Response): Promise<boolean> {
  const { status } = response;
  if (status !== 400 && status !== 401 && status !== 403) throw await errorOf(response);
  const said = refusal.safeParse(await response.json().catch(() => null)).data?.error;
  if (status === 401 && said !== "requires_validation") return false;
  if (said === "invalid_grant" || said === "unauthorized_client") return true;
  throw new RotationError(
    "unavailable",
    `auth0-client-secret: Auth0 answered ${status} before it looked at the secret; it is tried again.`,
  );
}

const postForm = (
  tenant: Tenant,
  runtime: Runtime,
  form: Record<string, string>,
  authorization?: string,
): Promise<Response> =>
  send(tenant, runtime, "/oauth/token", {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      ...(authorization ? { authorization } : {}),
    },
    body: new URLSearchParams(form).toString(),
  });

async function send(
  tenant: Tenant,
  runtime: Runtime,
  path: string,
  init: HostRequestInit,
): Promise<Response> {
  const base = (tenant.baseUrl ?? `https://${tenant.domain}`).replace(/\/+$/, "");
  const { caCertificate, proxyUrl } = tenant;
  try {
    // A redirect would carry the secret to an address that nobody entered.
    return await runtime.fetch(base + path, {
      ...init,
      caCertificate,
      proxyUrl,
      redirect: "manual",
      signal: runtime.signal,
    });
  } catch (cause) {
    throw new RotationError(
      "unavailable",
      `auth0-client-secret: the tenant ${tenant.domain} could not be reached.`,
      { cause },
    );
  }
}

async function read<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await response.json().catch(() => null));
  if (parsed.success) return parsed.data;
  throw new RotationError("unavailable", "auth0-client-secret: Auth0 gave an answer that could not be read.");
}
