import type { ApiStore } from "@turnbolt/api";
import { createMachineStore, type Database } from "@turnbolt/store";
import { told } from "./told.ts";

/** Machine identities. */
export function machineStore(database: Database): ApiStore["machines"] {
  const machines = createMachineStore(database);
  return {
    identities: telling(machines.identities),
    universalAuth: telling(machines.universalAuth),
    clientSecrets: telling(machines.clientSecrets),
    tokens: telling(machines.tokens),
    memberships: telling(machines.memberships),
  };
}

type Functions = Readonly<Record<string, (...values: never[]) => Promise<unknown>>>;

/** Each function with its refusals told. */
function telling<T extends Functions>(functions: T): T {
  const entries = Object.entries(functions).map(
    ([name, work]) => [name, (...values: never[]) => told(() => work(...values), FIELDS)] as const,
  );
  return Object.fromEntries(entries) as Functions as T; // the same functions under the same names
}

const FIELDS = { "universal-auth": "identityId", "identity-membership": "identityId" } as const;
