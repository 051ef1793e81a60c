import { RotationError, type Runtime, readHttp, retryAfterMs, sendHttp } from "@turnbolt/core";
import * as z from "zod";
import { failure, loginError, NAME } from "./errors.ts";
import { type Connection, placesOf } from "./schema.ts";

const GRAPH = "https://graph.microsoft.com/.default";

/** A token of Microsoft Graph for the connection. */
export async function tokenOf(connection: Connection, runtime: Runtime): Promise<string> {
  const response = await ask(connection, runtime, {
    client_id: connection.clientId,
    ...(await proofOf(connection)),
  });
  if (response.status !== 200) throw await refusal(response, "connection");
  return (await readHttp(response, NAME, z.object({ access_token: z.string().min(1) }))).access_token;
}

/** Logs in as an app; Entra needs no permission of it for a token that may do nothing. */
export async function logIn(
  connection: Connection,
  runtime: Runtime,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): Promise<void> {
  const response = await ask(connection, runtime, { client_id: clientId, client_secret: clientSecret });
  if (response.status !== 200) throw await refusal(response, "credential");
  await response.body?.cancel();
}

function ask(
  connection: Connection,
  runtime: Runtime,
  proof: Readonly<Record<string, string>>,
): Promise<Response> {
  const form = new URLSearchParams({ grant_type: "client_credentials", scope: GRAPH, ...proof });
  const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
  const init = { method: "POST", headers, body: form.toString() };
  return sendHttp(runtime, NAME, tokenUrl(connection), init, connection);
}

const tokenUrl = (connection: Connection): string =>
  `${placesOf(connection).login}/${connection.tenantId}/oauth2/v2.0/token`;

async function proofOf(connection: Connection): Promise<Readonly<Record<string, string>>> {
  if (connection.method === "client-secret") return { client_secret: connection.clientSecret };
  return {
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: await assertionOf(connection),
  };
}

/** A signed statement that we are the app, as Entra documents it: PS256, and the certificate by its SHA-256. */
async function assertionOf(connection: Extract<Connection, { method: "certificate" }>): Promise<string> {
  const { createHash, randomUUID, X509Certificate } = await import("node:crypto");
  const { importPKCS8, SignJWT } = await import("jose");
  try {
    const certificate = new X509Certificate(connection.certificateBody);
    const thumbprint = createHash("sha256").update(certificate.raw).digest("base64url");
    return await new SignJWT()
      .setProtectedHeader({ alg: "PS256", typ: "JWT", "x5t#S256": thumbprint })
      .setAudience(`https://login.microsoftonline.com/${connection.tenantId}/oauth2/v2.0/token`)
      .setIssuer(connection.clientId)
      .setSubject(connection.clientId)
      .setJti(randomUUID())
      .setNotBefore("0s")
      .setExpirationTime("5m")
      .sign(await importPKCS8(connection.privateKey, "PS256"));
  } catch {
    // What the libraries say may quote the key.
    throw failure("unauthorized", "the connection's certificate or key cannot be read; give both as PEM");
  }
}

/** Numbers of Entra that say the secret is wrong or over, and nothing else. */
const WRONG_SECRET = ["7000215", "7000222", "7000216"];

async function refusal(response: Response, as: "connection" | "credential"): Promise<RotationError> {
  const { status, headers } = response;
  if (status === 429) {
    return new RotationError("rate-limited", `${NAME}: Entra's limit for logins is used up.`, {
      retryAfterMs: retryAfterMs(headers),
    });
  }
  const number = await loginError(response);
  const told = number ? `AADSTS${number}` : String(status);
  if (WRONG_SECRET.includes(number)) {
    return as === "connection"
      ? failure("unauthorized", `Entra refuses the connection's secret (${told}); make a new one`)
      : failure("refused", `Entra refuses the client secret (${told})`);
  }
  if (as === "credential") {
    return number === "700016"
      ? failure("not-found", `the tenant has no such app (${told}); was it deleted?`)
      : failure("unavailable", `Entra did not say whether the secret is right (${told})`);
  }
  if (status >= 500 || number === "") return failure("unavailable", `Entra does not answer (${told})`);
  return failure(
    "unauthorized",
    `Entra refuses the connection (${told}); look at its tenant, app and certificate`,
  );
}
