import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { factsOf } from "@turnbolt/client";
import { useState } from "react";
import { trpc } from "../../app/trpc.ts";
import { formSchema, type Values } from "../../forms/json-form.ts";
import { SchemaForm } from "../../forms/schema-form.tsx";
import { placeIssues } from "../../forms/server-issues.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import { Waiting } from "../../parts/waiting.tsx";
import type { Rotation } from "./rotation.ts";

export interface EditParametersProps {
  readonly rotation: Rotation;
  /** Called when they are saved, and when nothing is to be changed after all. */
  readonly close: () => Promise<void>;
}

/** Changes a plugin's parameters, in the form that its schema makes; those that name other accounts are refused. */
export default function EditParameters({ rotation, close }: EditParametersProps) {
  const { data, error: unread } = useQuery(trpc.providers.get.queryOptions({ type: rotation.type }));
  const [values, setValues] = useState<Values>(rotation.parameters);
  const [error, setError] = useState<unknown>(null);
  const [isPending, setPending] = useState(false);
  if (!data) return unread ? <FailureOf error={unread} /> : <Waiting />;
  const schema = formSchema(data.provider.schemas.parameters);
  const refused = placeIssues(factsOf(error)?.issues ?? [], schema, ["parameters"]);
  const save = async (parameters: Values) => {
    setPending(true);
    try {
      await trpc.rotations.update.mutate({ rotationId: rotation.id, parameters });
      tell("good", "The parameters are saved.");
      await close();
    } catch (refusal) {
      setError(refusal);
      setPending(false);
    }
  };
  return (
    <SchemaForm
      id="parameters"
      schema={schema}
      values={values}
      onChange={setValues}
      onSubmit={(parameters) => void save(parameters)}
      issues={refused.fields}
      isDisabled={isPending}
    >
      {error !== null && refused.fields.length === 0 && <FailureOf error={error} />}
      <Group gap="xs">
        <Button type="submit" size="xs" loading={isPending}>
          Save the parameters
        </Button>
        <Button size="xs" variant="default" onClick={() => void close()}>
          Cancel
        </Button>
      </Group>
    </SchemaForm>
  );
}
