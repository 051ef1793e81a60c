import type { RotationProvider } from "@turnbolt/core";
import type { StartTarget } from "../target.ts";
import { type AccountRules, startAccounts } from "./accounts.ts";
import { type CredentialRules, startCredentials } from "./credentials.ts";
import { dualFixedChosen, dualFixedChosenOwnAccount } from "./dual-fixed.ts";
import {
  dualFreshChosenKnownHandle,
  dualFreshChosenTargetHandle,
  dualFreshGrantedLabelled,
  dualFreshGrantedUnlabelled,
} from "./dual-fresh.ts";
import {
  LOCKOUT,
  singleChosen,
  singleChosenOwnAccount,
  singleGranted,
  singleGrantedReadBack,
} from "./single.ts";

/** An example of one corner of the contract: a provider, and a target in memory that is made for it. */
export interface Corner {
  /** The type of its provider. */
  readonly name: string;
  readonly provider: RotationProvider;
  readonly startTarget: StartTarget;
}

/** One example for each corner of the contract. */
export const corners: readonly Corner[] = [
  onAccounts(singleChosen, { perSubject: 1 }),
  onAccounts(singleChosenOwnAccount, {
    perSubject: 1,
    own: true,
    history: 3,
    lockout: LOCKOUT,
  }),
  onAccounts(singleGranted, { perSubject: 1 }),
  onAccounts(singleGrantedReadBack, { perSubject: 1 }),
  onAccounts(dualFixedChosen, { perSubject: 2 }),
  onAccounts(dualFixedChosenOwnAccount, { perSubject: 2, own: true }),
  onCredentials(dualFreshChosenKnownHandle, { makes: "nothing" }),
  onCredentials(dualFreshChosenTargetHandle, {
    makes: "handle",
    fingerprints: true,
    capacity: 2,
    keepsLast: true,
  }),
  onCredentials(dualFreshGrantedLabelled, { makes: "both", labels: true }),
  onCredentials(dualFreshGrantedUnlabelled, { makes: "both", capacity: 2 }),
];

/** The corner with this name. */
export function corner(name: string): Corner {
  const found = corners.find((corner) => corner.name === name);
  if (!found) throw new Error(`no corner is called ${name}: ${corners.map(({ name }) => name).join(", ")}`);
  return found;
}

function onAccounts(provider: RotationProvider, rules: Omit<AccountRules, "url">): Corner {
  const url = `http://${provider.type}.test`;
  return {
    name: provider.type,
    provider,
    startTarget: (clock) => startAccounts({ ...rules, url }, clock),
  };
}

function onCredentials(provider: RotationProvider, rules: Omit<CredentialRules, "url">): Corner {
  const url = `http://${provider.type}.test`;
  return {
    name: provider.type,
    provider,
    startTarget: (clock) => startCredentials({ ...rules, url }, clock),
  };
}
