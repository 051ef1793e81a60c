import { Stack, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import type { AppOption, Connection, ConnectionState } from "../../app/wire.ts";
import { changedFields, changeForm, filled } from "../../forms/defaults.ts";
import { tell } from "../../parts/notice.ts";
import { Section } from "../../parts/section.tsx";
import { ConnectionForm } from "./connection-form.tsx";
import { type ConnectionValues, loginForm } from "./connection-values.ts";
import classes from "./connections.module.css";

export interface EditConnectionProps {
  readonly connection: Connection;
  readonly state: ConnectionState;
  readonly app: AppOption;
}

/** Changes a login; it is tried before it is saved. What is sensitive is kept where it is left empty. */
export function EditConnection({ connection, state, app }: EditConnectionProps) {
  const { may } = useSession();
  const queries = useQueryClient();
  const { id, method } = connection;
  const whole = useMemo(() => loginForm(app, method), [app, method]);
  const schema = useMemo(() => changeForm(whole, state.sensitive), [whole, state.sensitive]);
  const [description, setDescription] = useState(connection.description ?? "");
  const [values, setValues] = useState<ConnectionValues>({
    name: connection.name,
    method,
    credentials: connection.credentials,
  });
  const update = useMutation(
    trpc.connections.update.mutationOptions({
      onSuccess: async ({ appConnection: { name } }) => {
        tell("good", `${name} works, and is saved.`);
        await queries.invalidateQueries({ queryKey: ["connections"] });
      },
    }),
  );
  if (!may("edit", "app-connections", connection.projectId)) return null;
  const save = ({ name, credentials }: ConnectionValues) => {
    const changed = changedFields(whole, connection.credentials, filled(credentials));
    update.mutate({
      connectionId: id,
      name: name.trim(),
      description: description.trim() === "" ? null : description.trim(),
      ...(Object.keys(changed).length > 0 && { credentials: changed }),
    });
  };
  return (
    <Section
      title="Change it"
      about="A new login is tried at the target before it is saved. When anything of where it goes changes, its sensitive fields are needed again."
    >
      <Stack className={classes.form}>
        <ConnectionForm
          id="edit-connection"
          app={app}
          schema={schema}
          values={values}
          onChange={setValues}
          onSubmit={save}
          error={update.error}
          isPending={update.isPending}
          submitLabel="Test and save"
          kept={state.sensitive}
        >
          <Textarea
            label="Description"
            autosize
            maxRows={4}
            maxLength={256}
            value={description}
            onChange={({ currentTarget }) => setDescription(currentTarget.value)}
          />
        </ConnectionForm>
      </Stack>
    </Section>
  );
}
