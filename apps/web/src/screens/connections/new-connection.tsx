import { Button, Select, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import type { AppOption, Project } from "../../app/wire.ts";
import { filled } from "../../forms/defaults.ts";
import { Link } from "../../parts/link.tsx";
import { tell } from "../../parts/notice.ts";
import { Section } from "../../parts/section.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { ConnectionForm } from "./connection-form.tsx";
import { type ConnectionValues, startingConnection } from "./connection-values.ts";
import classes from "./connections.module.css";

export interface NewConnectionProps {
  readonly apps: readonly AppOption[];
  readonly projects: readonly Project[];
  readonly onClose: () => void;
}

/** Makes a connection to any installed app; it is tried at the target before it is saved. */
export function NewConnection({ apps, projects, onClose }: NewConnectionProps) {
  const [{ app: chosen }, setFilters] = useFilters();
  const app = apps.find((one) => one.app === chosen);
  return (
    <Section
      title="New connection"
      actions={
        <Button variant="default" size="xs" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      <Stack className={classes.form} gap="md">
        <Select
          label="App"
          description="Where to log in."
          required
          searchable
          data={apps.map(({ app, name }) => ({ value: app, label: name }))}
          value={chosen ?? null}
          onChange={(value) => setFilters({ app: value ?? undefined })}
        />
        {app && <NewLogin key={app.app} app={app} projects={projects} onDone={onClose} />}
      </Stack>
    </Section>
  );
}

interface NewLoginProps {
  readonly app: AppOption;
  readonly projects: readonly Project[];
  readonly onDone: () => void;
}

const EVERYWHERE = "everywhere";

function NewLogin({ app, projects, onDone }: NewLoginProps) {
  const { may } = useSession();
  const queries = useQueryClient();
  const allowed = projects.filter(({ id }) => may("create", "app-connections", id));
  const owners = [
    ...allowed.map(({ id, name }) => ({ value: id, label: `Project ${name}` })),
    ...(may("create", "app-connections", null)
      ? [{ value: EVERYWHERE, label: "The whole installation" }]
      : []),
  ];
  const [owner, setOwner] = useState(owners[0]?.value ?? null);
  const [values, setValues] = useState(() => startingConnection(app));
  const create = useMutation(
    trpc.connections.create.mutationOptions({
      onSuccess: async ({ appConnection: { id, name } }) => {
        tell(
          "good",
          <>
            It works, and is saved:{" "}
            <Link to="/connections/$id" params={{ id }}>
              {name}
            </Link>
          </>,
        );
        await queries.invalidateQueries({ queryKey: trpc.connections.list.queryKey() });
        await queries.invalidateQueries({ queryKey: ["connections"] });
        onDone();
      },
    }),
  );
  return (
    <ConnectionForm
      id="new-connection"
      app={app}
      values={values}
      onChange={setValues}
      onSubmit={(sent) =>
        create.mutate(createConnectionInput(app, sent, owner === EVERYWHERE ? null : owner))
      }
      error={create.error}
      isPending={create.isPending}
      submitLabel="Test and save"
    >
      <Select
        label="Belongs to"
        description="Whose rotations may use it."
        required
        allowDeselect={false}
        data={owners}
        value={owner}
        onChange={setOwner}
      />
    </ConnectionForm>
  );
}

/** What is sent to make a connection. */
export const createConnectionInput = (
  { app }: AppOption,
  { name, method, credentials }: ConnectionValues,
  projectId: string | null,
) => ({
  app,
  name: name.trim(),
  ...(method !== null && { method }),
  credentials: filled(credentials),
  projectId,
});
