import { RotationError, type RotationErrorCode, type Runtime } from "@turnbolt/core";
import * as z from "zod";

/** The admin connection of most corners. */
export const tokenConnection = z.object({ url: z.url(), token: z.string().min(1).meta({ sensitive: true }) });
export type TokenConnection = z.output<typeof tokenConnection>;

export const bearer = (token: string): string => `Bearer ${token}`;

/** The connection of corners whose accounts administer each other. */
export const accountConnection = z.object({
  url: z.url(),
  username: z.string().min(1),
  password: z.string().min(1).meta({ sensitive: true }),
});

/** Logs in as an account; who has done that once may go on, whatever becomes of the value. */
export async function openSession(
  { url, username, password }: z.output<typeof accountConnection>,
  runtime: Runtime,
): Promise<{ readonly url: string; readonly authorization: string }> {
  const { session } = await post(runtime, { url }, "log-in", { account: username, password });
  return { url, authorization: bearer(z.string().parse(session)) };
}

export interface Ask {
  readonly url: string;
  readonly authorization?: string;
}

const CODES: Readonly<Record<number, RotationErrorCode>> = {
  400: "invalid",
  401: "unauthorized",
  403: "forbidden",
  404: "not-found",
  409: "full",
  422: "refused",
  429: "rate-limited",
};

/** Sends one request of the in-memory targets; every answer but 200 becomes the error that it means. */
export async function post(
  runtime: Runtime,
  { url, authorization }: Ask,
  verb: string,
  body: Readonly<Record<string, string | undefined>> = {},
): Promise<Record<string, unknown>> {
  const response = await send(runtime, { url, ...(authorization && { authorization }) }, verb, body);
  if (response.status !== 200) throw errorOf(response, verb);
  const value: unknown = await response.json();
  if (typeof value !== "object" || value === null) throw new Error(`/${verb} answered no object`);
  return { ...value };
}

/** Logs in as a credential: 401 is about the credential here, not about the connection. */
export async function logIn(
  runtime: Runtime,
  url: string,
  body: Readonly<Record<string, string>>,
): Promise<void> {
  const response = await send(runtime, { url }, "login", body);
  if (response.status === 200) return;
  if (response.status === 401) throw new RotationError("refused", "the target refuses this login");
  throw errorOf(response, "login");
}

async function send(runtime: Runtime, { url, authorization }: Ask, verb: string, body: object) {
  try {
    return await runtime.fetch(`${url}/${verb}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(authorization && { authorization }) },
      body: JSON.stringify(body),
      signal: runtime.signal,
    });
  } catch (cause) {
    throw new RotationError("unavailable", `no answer to /${verb} of ${url}`, { cause });
  }
}

/** Only the number is told: a text may show the request again, and with it a secret. */
function errorOf({ status }: Response, verb: string): RotationError {
  return new RotationError(CODES[status] ?? "unavailable", `/${verb} was answered with ${status}`);
}
