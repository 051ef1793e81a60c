import { Button, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { trpc } from "../../app/trpc.ts";
import { formSchema } from "../../forms/json-form.ts";
import { tell } from "../../parts/notice.ts";
import { RunLink } from "../../parts/run-link.tsx";
import { Section } from "../../parts/section.tsx";
import { asCode } from "./as-code.ts";
import { CodeBlock } from "./code-block.tsx";
import { type CreateInput, createInput, shownInput } from "./create-input.ts";
import { effectOf } from "./effect-words.ts";
import { EffectNote } from "./existing-part.tsx";
import { mappingOf } from "./names.ts";
import classes from "./new-rotation.module.css";
import { Refusals } from "./refusals.tsx";
import { scheduleOf, scheduleWords } from "./schedule.ts";
import { StepButtons } from "./step-buttons.tsx";
import { useChosen } from "./wizard.ts";

/** Everything once more, as facts and as code; then it is made. */
export function ReviewStep() {
  const { draft, hidden, provider } = useChosen();
  const input = createInput(draft, hidden);
  const effect = effectOf(provider, draft.adopts);
  if (!input) return null;
  const schemas = {
    parameters: formSchema(provider.schemas.parameters),
    secret: formSchema(provider.schemas.secret),
  };
  return (
    <Section title="Is this right?">
      <Stack gap="md">
        <Summary />
        <CodeBlock codes={asCode(shownInput(input, schemas), location.origin)} />
        <EffectNote isHard={effect.isHard}>{effect.first}</EffectNote>
        {effect.advice && draft.isAutoRotationEnabled && (
          <EffectNote isHard>
            {effect.later} {effect.advice}
          </EffectNote>
        )}
        <Create input={input} />
      </Stack>
    </Section>
  );
}

function Create({ input }: { readonly input: CreateInput }) {
  const { draft, clear } = useChosen();
  const isMade = useRef(false);
  // Not before the way is left: without a draft it would lead back to its beginning.
  useEffect(
    () => () => {
      if (isMade.current) clear();
    },
    [clear],
  );
  const navigate = useNavigate();
  const queries = useQueryClient();
  const create = useMutation(
    trpc.rotations.create.mutationOptions({
      onSuccess: async ({ runId, secretRotation: { name } }) => {
        isMade.current = true;
        tell(
          "good",
          <>
            {name} was made: <RunLink id={runId}>its first run</RunLink>
          </>,
        );
        await navigate({ to: "/runs/$id", params: { id: runId } });
        await queries.invalidateQueries({ queryKey: ["rotations"] });
      },
    }),
  );
  // Asked again after an answer that was lost, it is the same request.
  const make = () => create.mutate({ ...input, wait: false, requestKey: draft.requestKey });
  return (
    <>
      {create.error && <Refusals error={create.error} />}
      <StepButtons
        step="review"
        next={
          <Button loading={create.isPending} onClick={make}>
            Create rotation
          </Button>
        }
      />
    </>
  );
}

function Summary() {
  const { draft, provider, projects } = useChosen();
  const schedule = scheduleOf(draft.schedule);
  const project = projects.find(({ id }) => id === draft.projectId)?.name;
  const place = `${project} / ${draft.environment} ${draft.secretPath}`;
  const overlap = draft.overlapHours === null ? "until the next rotation" : `${draft.overlapHours} h`;
  return (
    <dl className={classes.facts}>
      <dt>Name</dt>
      <dd>{draft.name}</dd>
      <dt>Rotates</dt>
      <dd>{provider.title}</dd>
      <dt>When</dt>
      <dd>
        {draft.isAutoRotationEnabled
          ? schedule
            ? scheduleWords(schedule)
            : ""
          : "by hand; the schedule is off"}
      </dd>
      {provider.phase === "dual" && (
        <>
          <dt>The one before works on</dt>
          <dd>{overlap}</dd>
        </>
      )}
      <dt>Secrets</dt>
      <dd>
        {Object.values(mappingOf(draft, provider.secretsMapping)).join(", ")} in {place}
      </dd>
    </dl>
  );
}
