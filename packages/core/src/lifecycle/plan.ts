import type { RotationProvider } from "../provider.ts";
import { hasEnded } from "./change.ts";
import { type CheckResult, checkRotation } from "./check.ts";
import { isFresh } from "./corners.ts";
import type { Engine } from "./engine.ts";
import { openConnection } from "./job.ts";
import { active, inState, type Work } from "./model.ts";

/** What a run would do, and what a person should know before. */
export interface Plan {
  readonly steps: readonly string[];
  readonly warnings: readonly string[];
}

/** Says what a rotation run would do now; reads only. Throws a `RotationError` when the target cannot be asked. */
export async function planRun(engine: Engine, work: Work): Promise<Plan> {
  const provider = engine.registry.provider(work.rotation.type);
  const connection = await openConnection(engine, work.connection);
  const check = await checkRotation(engine, provider, connection, work.rotation.parameters);
  return planOf(engine, provider, work, check);
}

/** The same of what was asked already; `adopted`: the handle of the credential that a new rotation takes over as it is. */
export function planOf(
  engine: Engine,
  provider: RotationProvider,
  work: Work,
  check: CheckResult,
  adopted: string | null = null,
): Plan {
  const warnings = [
    ...warningsOf(provider, work, check, adopted),
    ...overlapWarning(engine, work),
    ...untoldWarning(work),
  ];
  return { steps: stepsOf(provider, work), warnings };
}

function stepsOf(provider: RotationProvider, work: Work): readonly string[] {
  const current = active(work);
  const [superseded] = inState(work, "superseded");
  const frees = superseded && isFresh(provider) && provider.capacity !== undefined;
  const { minimumMs = 0, deadlineMs = 10_000 } = provider.propagation ?? {};
  return [
    ...(frees
      ? [
          `verify ${current?.handle ?? "the published credential"}, then revoke ${superseded.handle} to make room`,
        ]
      : []),
    provider.origin === "chosen"
      ? `choose a value, write it down sealed, and issue it${inPlaceOf(provider, work)}`
      : "ask the target for one more credential, and keep its answer sealed",
    `verify it by logging in with it (after ${minimumMs / 1000} s at the earliest, given up after ${deadlineMs / 1000} s)`,
    "promote it: every mapped secret gets the new version",
    ...(current ? [afterwards(provider, work, current.handle)] : []),
  ];
}

/** What a run overwrites at the target, by what the provider declares. */
function inPlaceOf(provider: RotationProvider, work: Work): string {
  if (provider.phase === "single") return " in place of the value that is live";
  if (isFresh(provider)) return "";
  const [superseded] = inState(work, "superseded");
  if (superseded) return ` in place of what ${superseded.handle} has`;
  return active(work)
    ? " in place of what the pair's other account has"
    : " in place of what account 1 of the pair has";
}

function afterwards(provider: RotationProvider, { rotation }: Work, handle: string): string {
  if (provider.phase === "single")
    return `${handle}: the old value stops working the moment the new one is issued`;
  if (rotation.overlapMs === null) return `${handle} goes on working until the run after this one`;
  return `${handle} goes on working for ${rotation.overlapMs / 3_600_000} h and is then revoked`;
}

/**
 * What the check and the state of the rotation give reason to say; without `work`, of a rotation that is being
 * created. `adopted`: the handle of the credential that it takes over as it is.
 */
export function warningsOf(
  provider: RotationProvider,
  work: Work | null,
  check: CheckResult,
  adopted: string | null = null,
): readonly string[] {
  const missing = check.permissions.filter(({ held }) => !held).map(({ permission }) => permission);
  const { run, rotation } = work ?? {};
  return [
    ...(missing.length > 0 ? [`the connection lacks: ${missing.join(", ")}`] : []),
    ...(check.loginProves ? [] : ["the target accepts any password here, so a login proves nothing"]),
    ...firstRunWarning(provider, work, adopted),
    ...roomWarning(provider, work, check, adopted),
    ...(run && !hasEnded(run) ? [`a ${run.kind} is under way: run ${run.id}`] : []),
    ...(rotation?.attention ? [`the rotation waits for a person: ${rotation.attention.message}`] : []),
    ...(rotation?.heldAt ? ["the connection is broken"] : []),
  ];
}

/** Handles that are there already have a value, which somebody may be using; nothing but the first run is a surprise. */
function firstRunWarning(
  provider: RotationProvider,
  work: Work | null,
  adopted: string | null,
): readonly string[] {
  const adopts = work?.run ? work.run.adopts : adopted !== null;
  if (isFresh(provider) || adopts || (work && active(work))) return [];
  const what =
    provider.phase === "single" ? "the value that is live now" : "the value of account 1 of the pair";
  return [
    `the first run replaces ${what}: whoever uses it is locked out until they read the new one; \`current\` adopts a value as it is`,
  ];
}

/** The schedule waits for `minOverlap`; a person is not held back, but told. */
function overlapWarning({ clock, limits }: Engine, work: Work): readonly string[] {
  const [superseded] = inState(work, "superseded");
  const since = active(work)?.promotedAt;
  if (!superseded || !since) return [];
  const left = since.getTime() + limits.minOverlapMs - clock.now().getTime();
  if (left <= 0) return [];
  return [
    `a run by hand ends ${superseded.handle} less than ${limits.minOverlapMs / 60_000} min after it was superseded (${Math.ceil(left / 60_000)} min are left): who has not read ${active(work)?.handle ?? "the new one"} yet is locked out`,
  ];
}

/** Nor does a person wait until everybody has been told. */
function untoldWarning(work: Work): readonly string[] {
  const [superseded] = inState(work, "superseded");
  if (!work.untold || !superseded) return [];
  return [
    `a run by hand ends ${superseded.handle}, and somebody who asked to be told of ${active(work)?.handle ?? "the new one"} has not been told yet`,
  ];
}

/** Two of ours must fit beside the strangers, or one of those has to go. */
function roomWarning(
  provider: RotationProvider,
  work: Work | null,
  { held }: CheckResult,
  adopted: string | null,
): readonly string[] {
  if (!isFresh(provider) || provider.capacity === undefined) return [];
  const ours = new Set([adopted, ...(work?.versions ?? []).map(({ handle }) => handle)]);
  const strangers = held.filter(({ handle }) => !ours.has(handle)).map(({ handle }) => handle);
  if (strangers.length + 2 <= provider.capacity) return [];
  return [
    `the target holds at most ${provider.capacity}, and ${strangers.join(", ")} is not ours: it has to go before the second run`,
  ];
}
