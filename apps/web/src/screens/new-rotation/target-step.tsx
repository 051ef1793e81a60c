import { Stack } from "@mantine/core";
import { useCallback, useState } from "react";
import { client } from "../../app/trpc.ts";
import { filled, startingValues, withoutSensitive } from "../../forms/defaults.ts";
import type { LoadChoices } from "../../forms/form-context.ts";
import { issuesOf } from "../../forms/form-issues.ts";
import { formSchema, type Issue, type Values } from "../../forms/json-form.ts";
import { SchemaForm } from "../../forms/schema-form.tsx";
import { wordsOf } from "../../parts/failure-card.tsx";
import { Section } from "../../parts/section.tsx";
import { ExistingPart } from "./existing-part.tsx";
import { suggestedName } from "./names.ts";
import classes from "./new-rotation.module.css";
import { StepButtons } from "./step-buttons.tsx";
import { useChosen } from "./wizard.ts";

const CHOICES_AT_ONCE = 50;

/** What exactly is rotated there, chosen from what the target itself offers. */
export function TargetStep() {
  const { draft, hidden, change, hide, provider, goTo } = useChosen();
  const { connectionId, type } = draft;
  const schema = formSchema(provider.schemas.parameters);
  const values = hidden.parameters ?? draft.parameters ?? startingValues(schema);
  const [currentIssues, setCurrentIssues] = useState<readonly Issue[]>([]);
  const loadChoices = useCallback<LoadChoices>(
    async (parameter, { search, cursor }) => {
      const asked = {
        connectionId: connectionId ?? "",
        type: type ?? "",
        parameter,
        limit: CHOICES_AT_ONCE,
        ...(search !== "" && { search }),
        ...(cursor !== null && { cursor }),
      };
      return await client.connections.options.query(asked).catch((error: unknown) => {
        throw new Error(wordsOf(error), { cause: error });
      });
    },
    [connectionId, type],
  );
  const keep = (parameters: Values) => {
    change({ parameters: withoutSensitive(schema, parameters) });
    hide({ parameters });
  };
  const goOn = (parameters: Values) => {
    keep(parameters);
    const wrong = draft.adopts
      ? issuesOf(formSchema(provider.schemas.secret), filled(hidden.current ?? {}))
      : [];
    setCurrentIssues(wrong);
    if (wrong.length > 0) return;
    if (draft.name === "")
      change({ name: suggestedName(provider.type, withoutSensitive(schema, parameters)) });
    goTo("schedule");
  };
  return (
    <Section title="What is rotated there?">
      <Stack gap="md" className={classes.form}>
        <SchemaForm
          id="parameters"
          schema={schema}
          values={values}
          onChange={keep}
          onSubmit={goOn}
          choices={provider.options}
          loadChoices={loadChoices}
        >
          <ExistingPart issues={currentIssues} />
          <StepButtons step="target" />
        </SchemaForm>
      </Stack>
    </Section>
  );
}
