import type { Credential } from "@turnbolt/core";
import {
  FAULTS,
  type FaultKind,
  ledgerFailure,
  loginRefused,
  mayNot,
  noAnswer,
  policyRefusal,
  tooMany,
} from "./faults.ts";
import { missingIntent } from "./intent.ts";
import type { Row } from "./memory-ledger.ts";
import { die, turn, type Worker } from "./scheduler.ts";
import { assertRoom, whileUnderWay } from "./side-by-side.ts";
import type { World } from "./world.ts";

/** How long one call takes in the world. */
const CALL_MS = 20;

/** One call of the engine to the ledger or to the target. */
export interface WorldCall<T> {
  readonly worker: Worker;
  readonly name: string;
  readonly kind: FaultKind;
  /** By the world's clock; later it does not leave. */
  readonly deadline: number;
  /** Of the run that it belongs to, or of the rotation where there is none. */
  readonly runId?: string | undefined;
  /** What it revokes at the target. */
  readonly handle?: string | undefined;
  /** The value that it issues, where that is ours. */
  readonly draft?: Credential | undefined;
  readonly perform: () => Promise<T>;
}

/** One call of the engine: the place where things go wrong. */
export const strike = <T>(world: World, call: WorldCall<T>): Promise<T> =>
  whileUnderWay(world, call, () => meet(world, call));

async function meet<T>(world: World, call: WorldCall<T>): Promise<T> {
  const { worker, name, kind, deadline, perform } = call;
  await turn(worker);
  world.options.clock.time += CALL_MS;
  if (world.options.clock.time > deadline) {
    world.history.push(`${world.stamp()} ${worker.name} ${name}: too late to leave`);
    throw noAnswer();
  }
  if (kind !== "writes") assertMayCall(world, call);
  const faults = FAULTS[kind];
  const fault = world.healed ? "ok" : (faults[world.options.chooser.choose(name, faults.length)] ?? "ok");
  world.calls++;
  world.history.push(`${world.stamp()} ${worker.name} ${name}${fault === "ok" ? "" : `: ${fault}`}`);
  return await suffer(world, worker, fault, deadline, perform);
}

/** No call in a transaction or under an old fence, and no change without an intent on disk. */
function assertMayCall(world: World, call: WorldCall<unknown>): void {
  const { worker, name, kind } = call;
  const row = rowOf(world, call.runId);
  assertRoom(world, row);
  if (world.ledger.inTransaction()) world.violations.push(`3: ${name} inside a transaction`);
  if (row.removed) return;
  if (row.owner !== worker.name) world.violations.push(`5: ${worker.name} starts ${name} under a lost lease`);
  if (kind === "reads") return;
  const problem = missingIntent(row, call);
  if (problem) world.violations.push(`2: ${problem}`);
  const { rotation, versions } = row.work;
  if (rotation.mustVerify && versions.some(({ state }) => state === "active"))
    world.violations.push(`2: ${name} on an older database, before anything was verified`);
}

function rowOf(world: World, runId: string | undefined): Row {
  const rows = [...world.ledger.rows.values()];
  const isOf = ({ runs, work }: Row) => runs.has(runId ?? "") || work.rotation.id === runId;
  return rows.find(isOf) ?? world.row();
}

async function suffer<T>(
  world: World,
  worker: Worker,
  fault: string,
  deadline: number,
  perform: () => Promise<T>,
): Promise<T> {
  switch (fault) {
    case "crash-before":
      return await die(worker);
    case "crash-after":
      await perform().catch(() => undefined);
      return await die(worker);
    case "lost":
      await perform().catch(() => undefined);
      throw noAnswer();
    case "commit-unknown":
      await perform();
      throw ledgerFailure();
    case "no-commit":
      throw ledgerFailure();
    case "unavailable":
      throw noAnswer();
    case "rate-limited":
      throw tooMany();
    case "forbidden":
      throw mayNot();
    case "unauthorized":
      throw loginRefused();
    case "refused":
      throw policyRefusal();
    case "late":
      landLater(world, worker, deadline, perform);
      throw noAnswer();
    case "lost-and-again":
      await perform().catch(() => undefined);
      landLater(world, worker, deadline, perform);
      throw noAnswer();
    default:
      return await perform();
  }
}

/** It lands by itself, at the latest when the target has forgotten it. */
function landLater<T>(world: World, worker: Worker, deadline: number, perform: () => Promise<T>): void {
  const life = world.lifeMs();
  const end = Math.min(deadline, world.options.clock.time + world.limits.callMs) + life;
  const at = world.options.clock.time + Math.floor((end - world.options.clock.time - 1) * world.random());
  world.late.push({
    worker,
    at,
    perform: async () => {
      world.history.push(`${world.stamp()} a late call lands`);
      world.landings.push(world.options.clock.time);
      await perform().catch(() => undefined);
    },
  });
}
