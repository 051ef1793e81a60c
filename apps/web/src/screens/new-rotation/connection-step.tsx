import { Button, Radio, Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import type { Connection } from "../../app/wire.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Section } from "../../parts/section.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { NewLoginPart } from "./new-login-part.tsx";
import classes from "./new-rotation.module.css";
import { StepButtons } from "./step-buttons.tsx";
import { useChosen } from "./wizard.ts";

/** Through which login at the target: one that is there, or a new one, which is tried before it is saved. */
export function ConnectionStep() {
  const { draft, change, apps, projects, provider } = useChosen();
  const { may } = useSession();
  const allowed = projects.filter(({ id }) => may("create", "secret-rotations", id));
  const [only] = allowed;
  const projectId = allowed.find(({ id }) => id === draft.projectId)?.id ?? null;
  useEffect(() => {
    if (projectId === null && only) change({ projectId: only.id, connectionId: null, environment: null });
  }, [projectId, only, change]);
  if (!only)
    return (
      <EmptyState
        title="There is no project"
        text="Secrets live in projects. Make one under Secrets first."
      />
    );
  return (
    <Section
      title="How does Turnbolt log in there?"
      about={`A connection to ${apps.find(({ app }) => app === provider.app)?.name ?? provider.app}.`}
    >
      <Stack gap="md" className={classes.form}>
        {allowed.length > 1 && (
          <Select
            label="Project"
            description="Where the new secrets will live."
            required
            allowDeselect={false}
            data={allowed.map(({ id, name }) => ({ value: id, label: name }))}
            value={projectId}
            onChange={(value) =>
              change({ projectId: value, connectionId: null, environment: null, secretPath: "/" })
            }
          />
        )}
        {projectId !== null && <Choice projectId={projectId} />}
      </Stack>
    </Section>
  );
}

const NEW = "new";

function Choice({ projectId }: { readonly projectId: string }) {
  const { draft, change, provider, goTo } = useChosen();
  const { may } = useSession();
  const { data, error, refetch } = useQuery(
    trpc.connections.available.queryOptions({ app: provider.app, projectId }),
  );
  if (error) return <FailureOf error={error} next="Your draft is kept." retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const connections = data.appConnections;
  const mayCreate = may("create", "app-connections", projectId);
  const isNew = draft.newConnection !== null || (connections.length === 0 && mayCreate);
  const chosen = connections.find(({ id }) => id === draft.connectionId);
  const choose = (value: string) =>
    value === NEW
      ? change({ connectionId: null, newConnection: { name: "", method: null, credentials: {} } })
      : change({ connectionId: value, newConnection: null });
  return (
    <>
      {connections.length > 0 && (
        <Connections
          connections={connections}
          value={isNew ? NEW : (chosen?.id ?? null)}
          mayCreate={mayCreate}
          onChange={choose}
        />
      )}
      {connections.length === 0 && !mayCreate && (
        <p>
          There is no connection to {provider.app} yet, and you may not make one: an admin of the project can.
        </p>
      )}
      {isNew && mayCreate && <NewLoginPart key={provider.type} projectId={projectId} />}
      {!isNew && (
        <StepButtons
          step="connection"
          next={
            <Button disabled={!chosen} onClick={() => goTo("target")}>
              Next: target
            </Button>
          }
        />
      )}
    </>
  );
}

interface ConnectionsProps {
  readonly connections: readonly Connection[];
  readonly value: string | null;
  readonly mayCreate: boolean;
  readonly onChange: (value: string) => void;
}

function Connections({ connections, value, mayCreate, onChange }: ConnectionsProps) {
  return (
    <Radio.Group label="Connection" required value={value} onChange={onChange}>
      <Stack gap="xs" mt="xs">
        {connections.map(({ id, name, description, projectId }) => (
          <Radio
            key={id}
            value={id}
            label={name}
            description={description ?? (projectId === null ? "Of the whole installation" : undefined)}
          />
        ))}
        {mayCreate && <Radio value={NEW} label="A new one" />}
      </Stack>
    </Radio.Group>
  );
}
