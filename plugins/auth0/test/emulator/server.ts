import type { KitClock } from "@turnbolt/testkit";
import {
  type Answer,
  type Ask,
  COMMON_HEADERS,
  type Door,
  openDoor,
  unknownNames,
} from "@turnbolt/testkit/emulator";
import { type Bucket, bucket } from "./bucket.ts";
import { apiError, serveManagement } from "./management.ts";
import { TenantStore } from "./tenant.ts";
import { serveToken } from "./token-endpoint.ts";

export interface Auth0Emulator extends Door {
  readonly tenant: TenantStore;
  /** Requests per second of the kit's clock, and so many at once; no limit unless a test sets one. */
  limitTo(perSecond: number, burst?: number): void;
}

/** One Auth0 tenant: the Authentication API's token endpoint and the Management API's clients. */
export async function startAuth0(clock: KitClock): Promise<Auth0Emulator> {
  const tenant = new TenantStore("example.eu.auth0.com", clock);
  let limit: Bucket | undefined;
  const door = await openDoor(clock, (ask) => {
    const counted = limit?.take();
    const answer = counted?.fits === false ? tooMany(ask) : serve(tenant, ask);
    return counted ? { ...answer, headers: { ...answer.headers, ...counted.headers } } : answer;
  });
  const limitTo = (perSecond: number, burst = perSecond) => {
    limit = bucket(clock, { perSecond, burst });
  };
  return { ...door, tenant, limitTo };
}

function serve(tenant: TenantStore, ask: Ask): Answer {
  const unknown = unknownNames(Object.keys(ask.headers), COMMON_HEADERS);
  if (unknown.length > 0) return apiError(400, "Bad Request", `Unknown header: ${unknown[0]}`);
  if (ask.url.pathname === "/oauth/token") return serveToken(tenant, ask);
  if (ask.url.pathname.startsWith("/api/v2/")) return serveManagement(tenant, ask);
  return apiError(404, "Not Found", "Not Found");
}

const tooMany = (ask: Ask): Answer =>
  ask.url.pathname === "/oauth/token"
    ? {
        status: 429,
        body: { error: "too_many_requests", error_description: "Global limit has been reached" },
      }
    : apiError(429, "Too Many Requests", "Global limit has been reached", "too_many_requests");
