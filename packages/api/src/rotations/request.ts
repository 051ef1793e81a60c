import { type Change, type Run, requestRun, type Work } from "@turnbolt/core";
import type { Actor } from "../permissions/actor.ts";
import { findRotation } from "../read.ts";
import type { RunService } from "../runs/service.ts";
import { type RunView, runView } from "../runs/view.ts";
import type { Parts } from "../services.ts";
import { type RotationView, rotationView } from "./view.ts";

/** A request for a run now. */
export interface Asked {
  readonly id: string;
  readonly wait: boolean;
  readonly force?: boolean;
  readonly requestKey?: string | undefined;
}

export interface RotationRun {
  readonly rotation: RotationView;
  readonly run: RunView;
}

type Decide = (work: Work, now: Date) => Change;

/** The rotation as people see it. */
export async function viewOf(parts: Parts, id: string): Promise<RotationView> {
  const stored = await findRotation(parts, id);
  const { providers } = parts.engine.registry;
  return rotationView(stored, providers.find(({ type }) => type === stored.rotation.type) ?? null);
}

/** A person's command; the work that it may have made is done now. */
export async function command(
  parts: Parts,
  id: string,
  decide: Decide,
  actor: Actor,
  requestKey?: string,
): Promise<Work> {
  await findRotation(parts, id);
  const options = { author: actor, ...(requestKey && { requestKey }) };
  const work = await parts.store.rotations.command(id, decide, options);
  parts.wake([id]);
  return work;
}

/** Asks for a run, and waits for its end when that is wanted. */
export async function requestedRun(
  parts: Parts,
  runs: RunService,
  asked: Asked & { readonly kind: "rotate" | "reconcile"; readonly actor: Actor },
  signal: AbortSignal | undefined,
): Promise<RotationRun> {
  const started = await begin(parts, asked);
  const last = asked.wait ? await runs.untilEnd(started, signal) : started;
  return { rotation: await viewOf(parts, asked.id), run: runView(last) };
}

/** A request that is made again, by a client that got no answer, is the same run. */
async function begin(
  parts: Parts,
  { id, kind, actor, force = false, requestKey }: Parameters<typeof requestedRun>[2],
): Promise<Run> {
  const known = requestKey && (await parts.store.runs.findByRequest(id, requestKey));
  if (known) return known;
  const decide = requestRun(parts.engine, { kind, requestedBy: actor.id, force });
  const { run } = await command(parts, id, decide, actor, requestKey);
  if (!run) throw new Error("a run was asked for and is not there");
  return run;
}
