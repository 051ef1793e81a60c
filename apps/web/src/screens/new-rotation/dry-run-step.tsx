import { Button, List, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { factsOf } from "@turnbolt/client";
import { useEffect } from "react";
import { trpc } from "../../app/trpc.ts";
import { Link } from "../../parts/link.tsx";
import { Section } from "../../parts/section.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { createInput } from "./create-input.ts";
import { effectOf } from "./effect-words.ts";
import { EffectNote } from "./existing-part.tsx";
import { Refusals } from "./refusals.tsx";
import { StepButtons } from "./step-buttons.tsx";
import { useChosen } from "./wizard.ts";

/** Asks the target what would happen; nothing is saved, nothing is changed. */
export function DryRunStep() {
  const { draft, hidden, provider, goTo } = useChosen();
  const preview = useMutation(trpc.rotations.preview.mutationOptions());
  const { mutate } = preview;
  const input = createInput(draft, hidden);
  const run = () => input && mutate(input);
  // Once, when the step opens; then by the button.
  useEffect(() => {
    if (input) mutate(input);
  }, []);
  const isRefused = factsOf(preview.error) !== null;
  return (
    <Section
      title="What would happen?"
      about="The target is asked, and nothing is changed there."
      actions={
        <Button variant="default" size="xs" loading={preview.isPending} onClick={run}>
          Ask again
        </Button>
      }
    >
      <Stack gap="md" aria-live="polite">
        {preview.isPending && <Waiting label="Asking the target" />}
        {preview.error && <Refusals error={preview.error} />}
        {preview.data && <Plan plan={preview.data} />}
        {effectOf(provider, draft.adopts).isHard && (
          <p>
            Somebody uses it already?{" "}
            <Link underline="always" to="/rotations/new/$step" params={{ step: "target" }}>
              Take the present value over
            </Link>{" "}
            instead.
          </p>
        )}
        <StepButtons
          step="dry-run"
          next={
            <Button disabled={isRefused || preview.isPending} onClick={() => goTo("review")}>
              Next: review
            </Button>
          }
        />
      </Stack>
    </Section>
  );
}

interface PlanProps {
  readonly plan: { readonly steps: readonly string[]; readonly warnings: readonly string[] };
}

function Plan({ plan: { steps, warnings } }: PlanProps) {
  return (
    <>
      {warnings.map((warning) => (
        <EffectNote key={warning} isHard>
          {capital(warning)}.
        </EffectNote>
      ))}
      <List type="ordered" spacing="xs" fz="sm">
        {steps.map((step) => (
          <List.Item key={step}>{capital(step)}.</List.Item>
        ))}
      </List>
    </>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
