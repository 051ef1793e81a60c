import { contract } from "./contract.ts";
import { crash } from "./crash.ts";
import { facts } from "./facts.ts";
import { idempotence } from "./idempotence.ts";
import { lag } from "./lag.ts";
import { options } from "./options.ts";
import { secrecy } from "./secrecy.ts";
import type { Suite } from "./stage.ts";
import { strangers } from "./strangers.ts";

/** Every suite of the kit, the quick ones first. */
export const allSuites: readonly Suite[] = [
  contract,
  idempotence,
  options,
  facts,
  secrecy,
  lag,
  strangers,
  crash,
];
