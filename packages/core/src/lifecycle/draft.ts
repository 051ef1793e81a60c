import type { Credential } from "../provider.ts";
import type { Chosen } from "./corners.ts";
import type { Engine } from "./engine.ts";
import { openVersion, plus, sealSecret } from "./job.ts";
import { active, type Run, type Version, type Work } from "./model.ts";

/** How long a new credential must live, for targets that want to know: far beyond two due dates. */
const NEEDED_MS = 2 * 365 * 86_400_000;
export const neededUntil = (now: Date): Date => plus(now, NEEDED_MS);

/** A row for a version that starts now. */
export const newVersion = (
  engine: Pick<Engine, "random" | "clock">,
  fields: Pick<Version, "number" | "handle" | "exclusive" | "state" | "runId"> & Partial<Version>,
): Version => ({
  id: engine.random.uuid(),
  sealed: null,
  answer: null,
  neededUntil: null,
  createdAt: engine.clock.now(),
  promotedAt: null,
  retireAt: null,
  endedAt: null,
  ...fields,
});

/** Chooses and seals draft number `attempt` of a run; nothing is written yet. */
export async function chooseDraft(
  engine: Engine,
  provider: Chosen,
  { rotation, ...work }: Work,
  run: Pick<Run, "id" | "label" | "parameters">,
  attempt: number,
): Promise<Version> {
  const current = active({ rotation, ...work });
  const { handle, secret } = chosenBy(provider, {
    parameters: run.parameters,
    run: { id: run.id, label: run.label },
    current: current?.sealed ? await openVersion(engine, rotation, current) : null,
    attempt,
  });
  if (provider.phase === "dual" && handle === current?.handle) {
    throw new Error(`${provider.type}: the plugin chose the handle of the published credential`);
  }
  const number = rotation.lastNumber + 1;
  return newVersion(engine, {
    number,
    handle,
    exclusive: provider.phase === "dual",
    state: "draft",
    runId: run.id,
    sealed: await sealSecret(engine, rotation, number, secret),
    neededUntil: neededUntil(engine.clock.now()),
  });
}

/** The text of what a plugin throws here may carry the value it chose, so only the kind of error goes on. */
export function chosenBy(provider: Chosen, plan: Parameters<Chosen["choose"]>[0]): Credential {
  try {
    return provider.choose(plan);
  } catch (error) {
    throw new Error(
      `${provider.type}: choose failed (${error instanceof Error ? error.name : typeof error})`,
    );
  }
}
