import { useState } from "react";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Section } from "../../parts/section.tsx";
import type { Run } from "./run.ts";
import { StepList, StepLog } from "./step-list.tsx";
import { stepsOf } from "./steps.ts";
import { useTicking } from "./use-ticking.ts";
import { WaterfallFigure } from "./waterfall-figure.tsx";

/** The steps of a run: as a waterfall, as a list, and what the chosen one said. */
export function RunSteps({ run }: { readonly run: Run }) {
  const [chosen, select] = useState<number | null>(null);
  const steps = stepsOf(run);
  const now = useTicking(!run.ended && run.currentStep !== null);
  // Until somebody chooses, the newest one is looked at: it is where something happens, or went wrong.
  const selected = chosen ?? (steps.length > 0 ? steps.length - 1 : null);
  const step = selected === null ? undefined : steps[selected];
  if (steps.length === 0)
    return (
      <EmptyState
        title="No step yet"
        text={
          run.ended
            ? "It ended before anything was asked of the target."
            : "Steps appear here as they happen."
        }
      />
    );
  return (
    <>
      <Section title="Steps" about="Arrow keys go from step to step.">
        <WaterfallFigure steps={steps} selected={selected} select={select} now={now} />
        <StepList steps={steps} selected={selected} select={select} />
      </Section>
      {step && (
        <Section title={`Log of ${step.name}${step.attempt > 1 ? `, try ${step.attempt}` : ""}`}>
          <StepLog step={step} />
        </Section>
      )}
    </>
  );
}
