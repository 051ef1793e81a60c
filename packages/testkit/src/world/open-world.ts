import { type NewRotation, type RotationProvider, requestRun } from "@turnbolt/core";
import type { StartTarget, Subject, Target } from "../target.ts";
import { FAULTS, type Fault } from "./faults.ts";
import { plainValues } from "./plain-cipher.ts";
import { World } from "./world.ts";

const START = Date.UTC(2026, 0, 1, 12);

/** A world with one rotation in it, whose faults are called one by one. */
export interface OpenWorld {
  readonly world: World;
  readonly target: Target;
  readonly subject: Subject;
  readonly clock: { time: number };
  /** The next so many calls of this name go wrong in this way; for good when `times` is left out. */
  strike(call: string, fault: Fault, times?: number): void;
  /** Asks for a rotation and lets so much time pass. */
  rotate(ms: number): Promise<void>;
  /** Does the published credential log in at the target? */
  published(): Promise<boolean>;
  /** Everything that runs, events and the call for attention say. */
  told(): string;
  stop(): Promise<void>;
}

/** Makes a rotation and publishes its first credential, while nothing goes wrong. */
export async function openWorld(options: {
  readonly provider: RotationProvider;
  readonly startTarget: StartTarget;
  readonly fields?: (subject: Subject) => Partial<NewRotation>;
}): Promise<OpenWorld> {
  const clock = { time: START };
  const target = await options.startTarget({ now: () => clock.time });
  const subject = await target.subject();
  const planned = new Map<string, { readonly fault: Fault; times: number }>();
  const chooser = {
    choose(call: string, choices: number): number {
      const plan = planned.get(call);
      if (!plan || plan.times-- <= 0) return 0;
      const kinds: readonly (readonly Fault[])[] = Object.values(FAULTS);
      const kind = kinds.find(({ length }) => length === choices) ?? [];
      return Math.max(0, kind.indexOf(plan.fault));
    },
  };
  const world = new World({ provider: options.provider, target, subject, clock, chooser });
  await world.create(options.fields?.(subject));
  await world.run(clock.time + 60_000);
  return {
    ...{ world, target, subject, clock },
    strike: (call, fault, times = Number.POSITIVE_INFINITY) => void planned.set(call, { fault, times }),
    rotate: async (ms) => {
      await world.command(requestRun(world.parts(), { kind: "rotate", requestedBy: null, force: true }));
      await world.run(clock.time + ms);
    },
    published: async () => {
      const active = world.row().work.versions.find(({ state }) => state === "active");
      return active?.sealed ? await subject.accepts(plainValues(active.sealed)) : false;
    },
    told: () => {
      const { runs, events, work } = world.row();
      return JSON.stringify([[...runs.values()], events, work.rotation.attention]);
    },
    stop: () => target.stop(),
  };
}
