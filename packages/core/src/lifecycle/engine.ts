import type { Cipher, Clock, Host, Ledger, Random } from "../ports.ts";
import type { Registry } from "../registry.ts";
import type { Cron } from "../schedule/index.ts";
import type { Step } from "./model.ts";

/** Every length of time that the lifecycle knows, in milliseconds. */
export interface Limits {
  /** A provider call may take so long. */
  readonly callMs: number;
  /** A lease lasts so long, and is made longer while work goes on. */
  readonly leaseMs: number;
  /** What a lease must have left beyond the deadline of a call. */
  readonly leaseMarginMs: number;
  /** A scheduled run never ends a superseded credential younger than this. */
  readonly minOverlapMs: number;
  /** Every active credential is verified so often. */
  readonly checkEveryMs: number;
  /** How long an unanswered call may still land where the provider does not say. */
  readonly lifeMs: number;
}

export const defaultLimits: Limits = {
  callMs: 30_000,
  leaseMs: 120_000,
  leaseMarginMs: 5_000,
  minOverlapMs: 600_000,
  checkEveryMs: 86_400_000,
  lifeMs: 300_000,
};

/** A step under way. */
export interface LongStep {
  readonly runId: string;
  readonly name: Step["name"];
  readonly attempt: number;
  readonly startedAt: Date;
  /** What the plugin says of its way, where it does. */
  readonly progress?: { readonly done: number; readonly total?: number | undefined };
}

/** Everything the lifecycle works with, so that one seed replays a whole history. */
export interface Engine {
  readonly ledger: Ledger;
  readonly cipher: Cipher;
  readonly clock: Clock;
  readonly random: Random;
  readonly host: Host;
  readonly cron: Cron;
  readonly registry: Registry;
  /** Told of a step that takes longer than a second while it goes on, for those who watch; the disk hears of it when it ends. */
  readonly onLongStep?: (step: LongStep) => void;
  /** Short and permanent; part of every label at a target. `[a-z0-9]`, 6 characters. */
  readonly installation: string;
  readonly limits: Limits;
}
