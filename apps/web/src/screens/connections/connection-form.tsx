import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { factsOf } from "@turnbolt/client";
import { type ReactNode, useState } from "react";
import type { AppOption } from "../../app/wire.ts";
import { titleOf } from "../../forms/form-layout.ts";
import type { FormSchema } from "../../forms/json-form.ts";
import { SchemaForm } from "../../forms/schema-form.tsx";
import { FailureCard, FailureOf } from "../../parts/failure-card.tsx";
import {
  type ConnectionValues,
  loginForm,
  type Refused,
  refusedOf,
  withMethod,
} from "./connection-values.ts";

export interface ConnectionFormProps {
  readonly id: string;
  readonly app: AppOption;
  /** Instead of the app's own form for the method, as when something is changed. */
  readonly schema?: FormSchema;
  readonly values: ConnectionValues;
  readonly onChange: (values: ConnectionValues) => void;
  readonly onSubmit: (values: ConnectionValues) => void;
  /** What the last try was refused with. */
  readonly error: unknown;
  readonly isPending: boolean;
  readonly submitLabel: string;
  /** Sensitive fields that are set already; then the way to log in is settled, too. */
  readonly kept?: readonly string[];
  readonly children?: ReactNode;
}

/** How we log in at an app: a name, the way, and the fields of that way, as the plugin's schema has them. */
export function ConnectionForm(props: ConnectionFormProps) {
  const { id, app, values, onChange, onSubmit, error, isPending, submitLabel, kept, children } = props;
  const schema = props.schema ?? loginForm(app, values.method);
  const [sent, setSent] = useState<ConnectionValues | null>(null);
  const [isTried, setTried] = useState(false);
  const refused = refusedOf(factsOf(error)?.issues ?? [], schema, sent, values);
  const unnamed = isTried && values.name.trim() === "" ? "This is needed." : null;
  const submit = (credentials: ConnectionValues["credentials"]) => {
    setTried(true);
    if (values.name.trim() === "") return document.getElementById(`${id}-name`)?.focus();
    const whole = { ...values, credentials };
    setSent(whole);
    onSubmit(whole);
  };
  return (
    <Stack gap="md">
      <TextInput
        id={`${id}-name`}
        label="Name"
        description="What people call this connection."
        required
        value={values.name}
        maxLength={64}
        onChange={({ currentTarget }) => onChange({ ...values, name: currentTarget.value })}
        error={unnamed ?? refused.name}
        autoComplete="off"
      />
      {children}
      {app.methods.length > 1 && kept === undefined && (
        <Select
          label="Way to log in"
          required
          allowDeselect={false}
          data={app.methods.map((method) => ({ value: method, label: titleOf(method, {}) }))}
          value={values.method}
          onChange={(method) => onChange(withMethod(values, app, method))}
        />
      )}
      <SchemaForm
        key={values.method}
        id={id}
        schema={schema}
        values={values.credentials}
        onChange={(credentials) => onChange({ ...values, credentials })}
        onSubmit={submit}
        issues={refused.fields}
        kept={kept}
        isDisabled={isPending}
      >
        <Refusal error={error} refused={refused} />
        <Group>
          <Button type="submit" loading={isPending} onClick={() => setTried(true)}>
            {submitLabel}
          </Button>
        </Group>
      </SchemaForm>
    </Stack>
  );
}

/** What is not said beside a field. */
function Refusal({ error, refused }: { readonly error: unknown; readonly refused: Refused }) {
  if (!error) return null;
  const hasIssues = (factsOf(error)?.issues ?? []).length > 0;
  if (!hasIssues)
    return <FailureOf error={error} next="Nothing was saved. Change what is wrong and try again." />;
  if (refused.rest.length === 0) return null;
  return (
    <FailureCard cause={refused.rest.map(({ message }) => message).join(" ")} next="Nothing was saved." />
  );
}
