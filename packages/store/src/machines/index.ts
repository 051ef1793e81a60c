import type { Database } from "../database.ts";
import { clientSecretStore } from "./client-secrets.ts";
import { identityStore } from "./identities.ts";
import { type FoundClientSecret, type LogIn, logIn } from "./log-in.ts";
import { membershipStore } from "./memberships.ts";
import { tokenStore } from "./tokens.ts";
import { universalAuthStore } from "./universal-auth.ts";

export type MachineStore = ReturnType<typeof createMachineStore>;

/** Machine identities: who they are, how they log in, what they are in projects. */
export const createMachineStore = (database: Database) => ({
  identities: identityStore(database),
  memberships: membershipStore(database),
  universalAuth: universalAuthStore(database),
  clientSecrets: clientSecretStore(database),
  tokens: {
    ...tokenStore(database),
    logIn: (request: LogIn, decide: Parameters<typeof logIn>[2]): Promise<FoundClientSecret | null> =>
      logIn(database, request, decide),
  },
});

export type { ClientSecret, NewClientSecret } from "./client-secrets.ts";
export type { Identity } from "./identities.ts";
export type { FoundClientSecret, LogIn } from "./log-in.ts";
export type { IdentityMembership, NewIdentityMembership } from "./memberships.ts";
export type { AccessToken, FoundToken, TokenLife } from "./tokens.ts";
export type { NewUniversalAuth, UniversalAuth, UniversalAuthChange } from "./universal-auth.ts";
