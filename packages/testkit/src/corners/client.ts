import { RotationError, type RotationErrorCode, type Runtime } from "@turnbolt/core";
import * as z from "zod";

/** The admin connection of most corners. */
export const tokenConnection = z.object({ url: z.url(), token: z.string().min(1).meta({ sensitive: true }) });
export type TokenConnection = z.output<typeof tokenConnection>;

export const bearer = (token: string): string => `Bearer ${token}`;
export const basic = (user: string, password: string): string => `Basic ${btoa(`${user}:${password}`)}`;

export interface Ask {
  readonly url: string;
  readonly authorization?: string;
}

const CODES: Readonly<Record<number, RotationErrorCode>> = {
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
  if (response.status !== 200) throw await errorOf(response, verb);
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
  throw await errorOf(response, "login");
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

async function errorOf(response: Response, verb: string): Promise<RotationError> {
  const text = await response.text();
  const code = CODES[response.status] ?? (response.status === 400 ? "invalid" : "unavailable");
  return new RotationError(code, `/${verb} answered ${response.status}: ${text}`);
}
