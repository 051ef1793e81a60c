import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Page } from "../../parts/page.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { Waiting } from "../../parts/waiting.tsx";
import { Folders } from "./folders.tsx";
import { NewFolder } from "./new-folder.tsx";
import { type Place, placeOf } from "./place.ts";
import { PlacePicker } from "./place-picker.tsx";
import { SecretForm } from "./secret-form.tsx";
import { SecretTable } from "./secret-table.tsx";

/** What rotations publish, and what people write beside it: project, environment, folder, secret. */
export default function SecretsScreen() {
  const [search, change] = useFilters();
  const { data, error, refetch } = useQuery(
    trpc.projects.list.queryOptions(undefined, { staleTime: 60_000 }),
  );
  if (error) return <FailureOf error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const place = placeOf(search, data.projects);
  if (!place)
    return (
      <Page title="Secrets">
        <EmptyState
          title="No project"
          text="You are in no project yet: an admin of one gives you a role in it."
        />
      </Page>
    );
  return (
    <InPlace
      key={`${place.projectId}/${place.environment}${place.path}`}
      place={place}
      picker={<PlacePicker place={place} projects={data.projects} onChange={change} />}
    />
  );
}

interface InPlaceProps {
  readonly place: Place;
  readonly picker: ReactNode;
}

function InPlace({ place, picker }: InPlaceProps) {
  const { may } = useSession();
  const [making, setMaking] = useState<"secret" | "folder" | null>(null);
  const { projectId, environment, path } = place;
  const tree = useQuery(trpc.folders.tree.queryOptions({ projectId, environment, path }));
  const asked = { projectId, environment, secretPath: path, viewSecretValue: false };
  const list = useQuery(trpc.secrets.list.queryOptions(asked));
  const error = tree.error ?? list.error;
  const secrets = list.data?.secrets ?? [];
  const close = () => setMaking(null);
  return (
    <Page
      title="Secrets"
      above={picker}
      actions={
        <>
          {may("create", "folders", projectId) && (
            <Button variant="default" onClick={() => setMaking("folder")}>
              New folder
            </Button>
          )}
          {may("create", "secrets", projectId) && (
            <Button onClick={() => setMaking("secret")}>New secret</Button>
          )}
        </>
      }
    >
      {making === "folder" && <NewFolder place={place} onClose={close} />}
      {making === "secret" && <SecretForm place={place} onClose={close} />}
      {error && (
        <FailureOf
          error={error}
          retry={() => {
            void tree.refetch();
            void list.refetch();
          }}
        />
      )}
      {tree.data && <Folders place={place} folders={tree.data.folders} />}
      {!list.data && !error && <Waiting />}
      {secrets.length > 0 && <SecretTable place={place} secrets={secrets} />}
      {list.data && secrets.length === 0 && (
        <EmptyState
          title="No secrets in this folder"
          text="A rotation publishes its credential here under the names of its mapping. What is not rotated can be written by hand."
        />
      )}
    </Page>
  );
}
