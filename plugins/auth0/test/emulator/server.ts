import type { KitClock } from "@turnbolt/testkit";
import {
  type Answer,
  type Ask,
  COMMON_HEADERS,
  type Door,
  openDoor,
  unknownNames,
} from "@turnbolt/testkit/emulator";
import { apiError, serveManagement } from "./management.ts";
import { TenantStore } from "./tenant.ts";
import { serveToken } from "./token-endpoint.ts";

export interface Auth0Emulator extends Door {
  readonly tenant: TenantStore;
  /** Requests per second of the kit's clock; no limit unless a test sets one. */
  rateLimit: number;
}

/** One Auth0 tenant: the Authentication API's token endpoint and the Management API's clients. */
export async function startAuth0(clock: KitClock): Promise<Auth0Emulator> {
  const tenant = new TenantStore("example.eu.auth0.com", clock);
  const limit = { perSecond: Number.POSITIVE_INFINITY, second: 0, used: 0 };
  const door = await openDoor(clock, (ask) => {
    const second = Math.floor(clock.now() / 1000);
    if (second !== limit.second) Object.assign(limit, { second, used: 0 });
    limit.used += 1;
    const left = limit.perSecond - limit.used;
    const answer = left < 0 ? tooMany(ask) : serve(tenant, ask);
    if (limit.perSecond === Number.POSITIVE_INFINITY) return answer;
    return { ...answer, headers: { ...answer.headers, ...limitHeaders(limit.perSecond, left, second) } };
  });
  return {
    ...door,
    tenant,
    get rateLimit() {
      return limit.perSecond;
    },
    set rateLimit(perSecond: number) {
      limit.perSecond = perSecond;
    },
  };
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

const limitHeaders = (limit: number, left: number, second: number): Record<string, string> => ({
  "x-ratelimit-limit": String(limit),
  "x-ratelimit-remaining": String(Math.max(0, left)),
  "x-ratelimit-reset": String(second + 1),
});
