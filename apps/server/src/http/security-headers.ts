import type { ServerResponse } from "node:http";
import { Hono, type MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { Entered } from "./entrance.ts";

const YEAR_SECONDS = 365 * 24 * 3600;

/** Everything from here and nothing inline, for the dashboard and the reference as for every answer. */
const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", "data:"],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/** What browsers are told about every answer; over https, that there is no other way here. */
export function securityHeaders(publicUrl: string | undefined): MiddlewareHandler<Entered> {
  const told = headersOf(
    secureHeaders({
      contentSecurityPolicy: POLICY,
      strictTransportSecurity: publicUrl?.startsWith("https:") ? `max-age=${YEAR_SECONDS}` : false,
      crossOriginOpenerPolicy: "same-origin",
      crossOriginResourcePolicy: "same-origin",
      referrerPolicy: "no-referrer",
      xFrameOptions: "DENY",
      permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
    }),
  );
  return async ({ env }, next) => {
    for (const [name, value] of await told) env.outgoing.setHeader(name, value);
    await next();
  };
}

/** Lets style elements with this nonce into a page: what the dashboard is drawn with makes some at run time. */
export function letStylesIn(outgoing: Pick<ServerResponse, "getHeader" | "setHeader">, nonce: string): void {
  const policy = String(outgoing.getHeader(POLICY_HEADER));
  outgoing.setHeader(POLICY_HEADER, policy.replace("style-src 'self'", `style-src 'self' 'nonce-${nonce}'`));
}

const POLICY_HEADER = "content-security-policy";

/** The same for every answer, so they are found once. */
async function headersOf(library: MiddlewareHandler): Promise<readonly (readonly [string, string])[]> {
  const app = new Hono().use(library).get("/", (context) => context.body(null));
  return [...(await app.request("/")).headers];
}
