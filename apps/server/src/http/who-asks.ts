import type { Services } from "@turnbolt/api";
import { createMachineStore, type Database, writeAudit } from "@turnbolt/store";
import type { Logger } from "pino";
import { briefly } from "../briefly.ts";
import { inTurn, type Recogniser } from "./auth.ts";
import { lastUses } from "./last-uses.ts";
import { machineRecogniser } from "./machine-recogniser.ts";
import { rootTokenRecogniser } from "./root-token-recogniser.ts";

export interface WhoAsksParts {
  readonly database: Database;
  readonly services: Services;
  readonly rootToken: string;
  /** Knows people by the cookie of their session. */
  readonly session: Recogniser;
  readonly log: Logger;
}

/** Everybody who is known, and what is written about them beside their requests. */
export function whoAsks({ database, services, rootToken, session, log }: WhoAsksParts): {
  readonly recognise: Recogniser;
  /** Waits until all is written. */
  settled(): Promise<void>;
} {
  const uses = lastUses({
    write: createMachineStore(database).tokens.noteUse,
    onError: (error) => log.warn(briefly(error), "the last use of a token could not be noted"),
  });
  const recognise = inTurn(
    rootTokenRecogniser(rootToken, (entry, author) => writeAudit(database, entry, author)),
    machineRecogniser(services, uses),
    session,
  );
  return { recognise, settled: uses.settled };
}
