import type { KitClock } from "@turnbolt/testkit";
import {
  type Answer,
  type Ask,
  COMMON_HEADERS,
  type Door,
  openDoor,
  unknownNames,
} from "@turnbolt/testkit/emulator";
import { serveApps } from "./apps.ts";
import { badRequest, notFound, tooMany } from "./errors.ts";
import { serveIntrospect } from "./introspect.ts";
import { OrgStore } from "./org.ts";

export interface OktaEmulator extends Door {
  readonly org: OrgStore;
  readonly settings: {
    /** Requests per minute of the kit's clock; no limit unless a test sets one. */
    perMinute: number;
    /** Does the list give back `client_secret`, or the hash alone? */
    showsValues: boolean;
  };
}

/** One Okta org: its apps, their client secrets, and introspection. */
export async function startOkta(clock: KitClock): Promise<OktaEmulator> {
  const org = new OrgStore(clock);
  const settings = { perMinute: Number.POSITIVE_INFINITY, showsValues: true };
  let window = { minute: 0, used: 0 };
  const door = await openDoor(clock, (ask) => {
    const minute = Math.floor(clock.now() / 60_000);
    window = { minute, used: minute === window.minute ? window.used + 1 : 1 };
    const left = settings.perMinute - window.used;
    const answer = left < 0 ? tooMany() : serve(org, ask, settings.showsValues);
    if (settings.perMinute === Number.POSITIVE_INFINITY) return answer;
    return { ...answer, headers: { ...answer.headers, ...limitHeaders(settings.perMinute, left, minute) } };
  });
  return { ...door, org, settings };
}

function serve(org: OrgStore, ask: Ask, showsValues: boolean): Answer {
  const unknown = unknownNames(Object.keys(ask.headers), COMMON_HEADERS);
  if (unknown.length > 0) return badRequest(`unknown header ${unknown[0]}`);
  if (ask.url.pathname === "/oauth2/v1/introspect") return serveIntrospect(org, ask);
  if (/^\/api\/v1\/apps(\/|$)/.test(ask.url.pathname)) return serveApps(org, ask, showsValues);
  return notFound(ask.url.pathname, "Resource");
}

const limitHeaders = (limit: number, left: number, minute: number): Record<string, string> => ({
  "x-rate-limit-limit": String(limit),
  "x-rate-limit-remaining": String(Math.max(0, left)),
  "x-rate-limit-reset": String((minute + 1) * 60),
});
