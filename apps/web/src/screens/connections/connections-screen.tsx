import { Button, Table } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import type { AppOption, Connection, Project } from "../../app/wire.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Page } from "../../parts/page.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { Waiting } from "../../parts/waiting.tsx";
import { ConnectionRow } from "./connection-row.tsx";
import classes from "./connections.module.css";
import { NewConnection } from "./new-connection.tsx";

/** Stored access to targets, and how each is doing. */
export default function ConnectionsScreen() {
  const { mayAnywhere } = useSession();
  const [{ make }, setFilters] = useFilters();
  const apps = useQuery(trpc.connections.apps.queryOptions(undefined, { staleTime: 300_000 }));
  const projects = useQuery(trpc.projects.list.queryOptions(undefined));
  const list = useInfiniteQuery(trpc.connections.list.infiniteQueryOptions({ limit: 50 }));
  const found = list.data?.pages.flatMap(({ appConnections }) => appConnections) ?? [];
  const mayCreate = mayAnywhere("create", "app-connections");
  const error = list.error ?? apps.error;
  return (
    <Page
      title="Connections"
      about="How Turnbolt logs in where it rotates. Rotations go through them."
      actions={
        mayCreate && make === undefined ? (
          <Button onClick={() => setFilters({ make: "yes" })}>New connection</Button>
        ) : null
      }
    >
      {mayCreate && make !== undefined && apps.data && (
        <NewConnection
          apps={apps.data.appConnectionOptions}
          projects={projects.data?.projects ?? []}
          onClose={() => setFilters({ make: undefined })}
        />
      )}
      {error && <FailureOf error={error} retry={() => void list.refetch()} />}
      {list.isPending && <Waiting />}
      {list.data && found.length === 0 && make === undefined && (
        <EmptyState
          title="No connections yet"
          text="A connection is a login at a target, such as a database or an identity provider, that may change credentials there. It is tried before it is saved."
          action={
            mayCreate && <Button onClick={() => setFilters({ make: "yes" })}>Make the first one</Button>
          }
        />
      )}
      {found.length > 0 && (
        <ConnectionTable
          connections={found}
          apps={apps.data?.appConnectionOptions ?? []}
          projects={projects.data?.projects ?? []}
        />
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          More
        </Button>
      )}
    </Page>
  );
}

interface TableProps {
  readonly connections: readonly Connection[];
  readonly apps: readonly AppOption[];
  readonly projects: readonly Project[];
}

function ConnectionTable({ connections, apps, projects }: TableProps) {
  const appNames = new Map(apps.map(({ app, name }) => [app, name]));
  const projectNames = new Map(projects.map(({ id, name }) => [id, name]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={classes.scroll} aria-label="Connections" tabIndex={0}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map((column) => (
              <Table.Th key={column}>{column}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {connections.map((connection) => (
            <ConnectionRow
              key={connection.id}
              connection={connection}
              appName={appNames.get(connection.app) ?? `${connection.app} (not installed)`}
              projectName={
                connection.projectId === null
                  ? "Whole installation"
                  : (projectNames.get(connection.projectId) ?? "…")
              }
            />
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

const COLUMNS = ["Name", "App", "Belongs to", "State", "Permissions", "Rotations", "Last use"];
