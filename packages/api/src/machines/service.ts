import type { Parts } from "../services.ts";
import { clientSecretService } from "./client-secret-service.ts";
import { identityService } from "./identity-service.ts";
import { loginService } from "./login-service.ts";
import { membershipService } from "./membership-service.ts";
import { tokenService } from "./token-service.ts";
import { universalAuthService } from "./universal-auth-service.ts";

export type MachineService = ReturnType<typeof machineService>;

/** Machines that ask: who they are, how they log in, what they are in projects. */
export const machineService = (parts: Parts) => ({
  identities: identityService(parts),
  universalAuth: universalAuthService(parts),
  clientSecrets: clientSecretService(parts),
  login: loginService(parts),
  tokens: tokenService(parts),
  memberships: membershipService(parts),
});
