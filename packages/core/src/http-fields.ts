import * as z from "zod";
import { RotationError } from "./errors.ts";
import type { HostRequestInit, Runtime } from "./runtime.ts";
import { sensitive } from "./sensitive.ts";

/**
 * The fields that every connection to an HTTP API has beside its own: another address, a private authority, a proxy.
 *
 * @example
 * export const connection = z.object({ apiToken: sensitive(), ...httpFields("Example") });
 */
export const httpFields = (vendor: string) => ({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      title: "Base URL",
      description: `Where ${vendor} is reached instead of its usual address, for gateways and servers of one's own.`,
      examples: ["https://gateway.example.com"],
    }),
  caCertificate: z
    .string()
    .includes("-----BEGIN CERTIFICATE-----")
    .optional()
    .meta({
      title: "CA certificate",
      description: "A private certificate authority to trust beside the public ones, PEM.",
      examples: ["-----BEGIN CERTIFICATE-----\n…"],
    }),
  proxyUrl: sensitive(z.string().regex(/^https?:\/\//, "an http or https URL"))
    .optional()
    .meta({
      title: "Proxy",
      description: `An HTTP proxy between this server and ${vendor}; may carry a user name and password.`,
      examples: ["http://proxy.example.com:3128"],
    }),
});

/** How an API is reached. */
export interface HttpReach {
  readonly caCertificate?: string | undefined;
  readonly proxyUrl?: string | undefined;
}

/**
 * One request of a plugin called `name`. A redirect is not followed: it would carry the secret to an address that
 * nobody entered. Throws `unavailable` when there is no answer.
 */
export async function sendHttp(
  runtime: Pick<Runtime, "fetch" | "signal">,
  name: string,
  url: string,
  init: HostRequestInit,
  { caCertificate, proxyUrl }: HttpReach,
): Promise<Response> {
  try {
    const how = { caCertificate, proxyUrl, redirect: "manual", signal: runtime.signal } as const;
    return await runtime.fetch(url, { ...init, ...how });
  } catch (cause) {
    throw new RotationError("unavailable", `${name}: ${new URL(url).host} could not be reached.`, { cause });
  }
}

/** Its body in the form expected, or `unavailable`: half an answer proves nothing. */
export async function readHttp<T>(response: Response, name: string, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await response.json().catch(() => null));
  if (parsed.success) return parsed.data;
  throw new RotationError("unavailable", `${name}: an answer came that could not be read.`);
}

/** How long a `Retry-After` asks to wait: in seconds, or until a date, which is read against the answer's own. */
export function retryAfterMs(headers: Headers): number | undefined {
  const after = headers.get("retry-after") ?? "";
  if (/^\d+$/.test(after)) return Math.min(Number(after) * 1000, LONGEST_MS);
  const wait = Date.parse(after) - Date.parse(headers.get("date") ?? "");
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_MS);
}

/** Who says longer has made a mistake, and is asked again then. */
const LONGEST_MS = 86_400_000;
