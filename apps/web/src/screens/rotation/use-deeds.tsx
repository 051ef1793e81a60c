import { useState } from "react";
import { trpc } from "../../app/trpc.ts";
import { confirm } from "../../parts/confirm.ts";
import { wordsOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import { RunLink } from "../../parts/run-link.tsx";
import type { Deciding } from "./decisions.ts";
import { effectOfRetiring, effectOfRotating } from "./effects.ts";
import type { Plan, Rotation, State } from "./rotation.ts";
import { startedSince } from "./started-since.ts";

/** What can be done with a rotation: each deed asks first where it changes something, and answers with its run. */
export function useDeeds(rotation: Rotation, state: State, refresh: () => Promise<void>) {
  const [busy, setBusy] = useState<string | null>(null);
  const [plan, setPlan] = useState<Plan | null>(null);
  const rotationId = rotation.id;
  const one = { rotationId };

  /** One at a time; what is refused is told in the server's words. */
  const deed = async (name: string, act: () => Promise<void>) => {
    setBusy(name);
    try {
      await act();
    } catch (error) {
      tell("bad", wordsOf(error));
    } finally {
      setBusy(null);
      await refresh();
    }
  };

  return {
    busy,
    plan,
    forgetPlan: () => setPlan(null),
    rotate: async () => {
      const { words, breaksPromise } = effectOfRotating(state, Date.now());
      const question = {
        title: `Rotate ${rotation.name} now?`,
        effect: words,
        action: "Rotate now",
        isDangerous: breaksPromise,
      };
      if (!(await confirm(question))) return;
      await deed("rotate", async () => {
        const { runId } = await trpc.rotations.rotate.mutate({ ...one, wait: false, force: breaksPromise });
        tell(
          "good",
          <>
            Rotating: <RunLink id={runId}>open the run</RunLink>
          </>,
        );
      });
    },
    dryRun: () =>
      deed("plan", async () => {
        setPlan(await trpc.rotations.plan.mutate(one));
      }),
    check: () =>
      deed("check", async () => {
        await trpc.rotations.check.mutate(one);
        tell("good", "The published credential logs in at the target.");
      }),
    reconcile: async () => {
      const effect =
        "Looks at the target and repairs what is out of step: the published credential is tried, ours that are unknown there are revoked, and a new one is issued where the published one is dead.";
      if (!(await confirm({ title: `Reconcile ${rotation.name}?`, effect, action: "Reconcile" }))) return;
      await deed("reconcile", async () => {
        const { runId } = await trpc.rotations.reconcile.mutate({ ...one, wait: false });
        tell(
          "good",
          <>
            Reconciling: <RunLink id={runId}>open the run</RunLink>
          </>,
        );
      });
    },
    pause: async () => {
      const effect =
        "No scheduled run begins until the schedule is resumed. The run in hand, timed retiring and runs by hand go on.";
      if (!(await confirm({ title: `Pause ${rotation.name}?`, effect, action: "Pause" }))) return;
      await deed("pause", async () => {
        await trpc.rotations.pause.mutate(one);
        tell("good", "The schedule is off.");
      });
    },
    resume: () =>
      deed("resume", async () => {
        await trpc.rotations.resume.mutate(one);
        tell("good", "The schedule is on again; nothing is caught up.");
      }),
    retire: async () => {
      const effect = effectOfRetiring(state);
      if (
        !effect ||
        !(await confirm({
          title: "Let the superseded one go now?",
          effect,
          action: "Revoke now",
          isDangerous: true,
        }))
      )
        return;
      await deed("retire", async () => {
        const before = await startedSince(rotationId, null);
        await trpc.rotations.retire.mutate(one);
        const runId = await startedSince(rotationId, before, "retire");
        tell(
          "good",
          runId ? (
            <>
              Revoking: <RunLink id={runId}>open the run</RunLink>
            </>
          ) : (
            "It is let go as soon as somebody works on it."
          ),
        );
      });
    },
    release: async ({ decision, action, effect, isDangerous }: Deciding) => {
      if (!(await confirm({ title: `${action}?`, effect, action, isDangerous }))) return;
      await deed("release", async () => {
        await trpc.rotations.release.mutate({ ...one, ...(decision && { decision }) });
        const { currentRunId } = await trpc.rotations.state.query(one);
        tell(
          "good",
          currentRunId ? (
            <>
              Released: <RunLink id={currentRunId}>open the run</RunLink>
            </>
          ) : (
            "Released: it goes on by its schedule."
          ),
        );
      });
    },
  };
}

export type Deeds = ReturnType<typeof useDeeds>;
