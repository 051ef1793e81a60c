import type { KitClock } from "@turnbolt/testkit";
import { COMMON_HEADERS, type Door, openDoor, unknownNames } from "@turnbolt/testkit/emulator";
import { failed, serveGraph } from "./graph.ts";
import { serveToken } from "./login.ts";
import { Tenant } from "./tenant.ts";

export interface EntraEmulator extends Door {
  readonly tenant: Tenant;
}

/** Entra's token endpoint and Microsoft Graph of one tenant, behind one address as a gateway has them. */
export async function startEntra(clock: KitClock): Promise<EntraEmulator> {
  const tenant = new Tenant(clock);
  const door = await openDoor(clock, (ask) => {
    if (unknownNames(Object.keys(ask.headers), COMMON_HEADERS).length > 0) return failed(400, "BadRequest");
    const login = /^\/(?<tenant>[0-9a-f-]{36})\/oauth2\/v2\.0\/token$/.exec(ask.url.pathname)?.groups?.tenant;
    return login ? serveToken(tenant, ask, login) : serveGraph(tenant, ask);
  });
  return { ...door, tenant };
}
