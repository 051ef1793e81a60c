import type { RotationProvider } from "@turnbolt/core";
import type { StartTarget } from "../target.ts";
import { type AccountRules, startAccounts } from "./accounts.ts";
import { type CredentialRules, startCredentials } from "./credentials.ts";
import { type Declared, factsOf, withFacts } from "./declared.ts";
import { dualFixedChosen, dualFixedChosenOwnAccount } from "./dual-fixed.ts";
import {
  dualFreshChosenKnownHandle,
  dualFreshChosenTargetHandle,
  dualFreshGrantedLabelled,
  dualFreshGrantedUnlabelled,
} from "./dual-fresh.ts";
import { singleChosen, singleChosenOwnAccount, singleGranted, singleGrantedReadBack } from "./single.ts";

/** An example of one corner of the contract: a provider, and a target in memory that is made for it. */
export interface Corner {
  /** The type of its provider. */
  readonly name: string;
  readonly provider: RotationProvider;
  readonly startTarget: StartTarget;
  /** The same corner at a target for which other facts are true. */
  declaring(facts: Declared): Pick<Corner, "provider" | "startTarget">;
}

/** One example for each corner of the contract. */
export const corners: readonly Corner[] = [
  onAccounts(singleChosen, { perSubject: 1 }),
  onAccounts(singleChosenOwnAccount, { perSubject: 1, own: true, history: 3 }),
  onAccounts(singleGranted, { perSubject: 1 }),
  onAccounts(singleGrantedReadBack, { perSubject: 1 }),
  onAccounts(dualFixedChosen, { perSubject: 2 }),
  onAccounts(dualFixedChosenOwnAccount, { perSubject: 2, own: true }),
  onCredentials(dualFreshChosenKnownHandle, { makes: "nothing" }),
  onCredentials(dualFreshChosenTargetHandle, { makes: "handle", fingerprints: true }),
  onCredentials(dualFreshGrantedLabelled, { makes: "both", labels: true }),
  onCredentials(dualFreshGrantedUnlabelled, { makes: "both" }),
];

/** The corner with this name. */
export function corner(name: string): Corner {
  const found = corners.find((corner) => corner.name === name);
  if (!found) throw new Error(`no corner is called ${name}: ${corners.map(({ name }) => name).join(", ")}`);
  return found;
}

/** The corners that a provider may be in, by what it declares and by the members that it has. */
export function cornersOf(provider: RotationProvider): readonly Corner[] {
  return corners.filter(
    (corner) =>
      kindOf(corner.provider) === kindOf(provider) &&
      (provider.asConnection !== undefined || corner.provider.asConnection === undefined),
  );
}

const kindOf = (provider: RotationProvider): string => {
  const {
    phase,
    origin,
    handles = "one",
    labelled,
    readBack,
  } = { labelled: null, readBack: null, ...provider };
  return [phase, origin, handles, labelled, typeof readBack === "function"].join();
};

function onAccounts(provider: RotationProvider, rules: Omit<AccountRules, "url" | "lockout">): Corner {
  return cornerAt(provider, ({ lockout }, url) => {
    const all = { ...rules, url, ...(lockout && { lockout }) };
    return (clock) => startAccounts(all, clock);
  });
}

function onCredentials(
  provider: RotationProvider,
  rules: Omit<CredentialRules, "url" | "capacity" | "keepsLast">,
): Corner {
  return cornerAt(provider, ({ capacity, keepsLast }, url) => {
    const all = { ...rules, url, ...(capacity && { capacity }), ...(keepsLast && { keepsLast }) };
    return (clock) => startCredentials(all, clock);
  });
}

/** What is declared is what is true at the target. */
function cornerAt(provider: RotationProvider, start: (facts: Declared, url: string) => StartTarget): Corner {
  const { type: name } = provider;
  const declaring = (facts: Declared) => ({
    provider: withFacts(provider, facts),
    startTarget: start(facts, `http://${name}.test`),
  });
  return { name, ...declaring(factsOf(provider)), declaring };
}
