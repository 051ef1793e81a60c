import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { type Step, stepAfter, stepBefore, stepTitles } from "./steps.ts";
import { useWizard } from "./wizard.ts";

export interface StepButtonsProps {
  readonly step: Step;
  /** Absent: the button submits the form that it stands in. */
  readonly onNext?: (() => void) | undefined;
  /** In place of the button that leads on. */
  readonly next?: ReactNode;
}

/** Back, and on to the next step by its name. */
export function StepButtons({ step, onNext, next }: StepButtonsProps) {
  const { goTo } = useWizard();
  return (
    <Group justify="space-between" mt="md">
      <Button variant="default" disabled={step === "provider"} onClick={() => goTo(stepBefore(step))}>
        Back
      </Button>
      {next ?? (
        <Button type={onNext ? "button" : "submit"} onClick={onNext}>
          Next: {stepTitles[stepAfter(step)].toLowerCase()}
        </Button>
      )}
    </Group>
  );
}
