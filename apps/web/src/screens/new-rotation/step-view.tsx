import { ConnectionStep } from "./connection-step.tsx";
import { DryRunStep } from "./dry-run-step.tsx";
import { MappingStep } from "./mapping-step.tsx";
import { ProviderStep } from "./provider-step.tsx";
import { ReviewStep } from "./review-step.tsx";
import { ScheduleStep } from "./schedule-step.tsx";
import type { Step } from "./steps.ts";
import { TargetStep } from "./target-step.tsx";

const VIEWS: Readonly<Record<Step, () => React.ReactNode>> = {
  provider: ProviderStep,
  connection: ConnectionStep,
  target: TargetStep,
  schedule: ScheduleStep,
  mapping: MappingStep,
  "dry-run": DryRunStep,
  review: ReviewStep,
};

export function StepView({ step }: { readonly step: Step }) {
  const View = VIEWS[step];
  return <View key={step} />;
}
