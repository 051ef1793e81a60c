import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import type { Connection } from "../../app/wire.ts";
import { Link } from "../../parts/link.tsx";
import { Status } from "../../parts/status.tsx";
import { When } from "../../parts/when.tsx";
import { PermissionCount } from "./permissions.tsx";

export interface ConnectionRowProps {
  readonly connection: Connection;
  readonly appName: string;
  /** The project that it belongs to. */
  readonly projectName: string;
}

/** A connection in the list; how it is doing is read when its row is there. */
export function ConnectionRow({ connection, appName, projectName }: ConnectionRowProps) {
  const { id, name } = connection;
  const { data: state } = useQuery(
    trpc.connections.state.queryOptions({ connectionId: id }, { staleTime: 30_000 }),
  );
  return (
    <Table.Tr>
      <Table.Td>
        <Link to="/connections/$id" params={{ id }}>
          {name}
        </Link>
      </Table.Td>
      <Table.Td>{appName}</Table.Td>
      <Table.Td>{projectName}</Table.Td>
      <Table.Td>{state ? <Works state={state.state} /> : "…"}</Table.Td>
      <Table.Td>{state ? <PermissionCount permissions={state.permissions} /> : "…"}</Table.Td>
      <Table.Td>{state ? countWords(state.dependants) : "…"}</Table.Td>
      <Table.Td>{state ? <When at={state.lastUsedAt} /> : "…"}</Table.Td>
    </Table.Tr>
  );
}

export const Works = ({ state }: { readonly state: "works" | "broken" }) => (
  <Status tone={state === "works" ? "good" : "bad"} label={state === "works" ? "Works" : "Broken"} />
);

export const countWords = ({ count, isMore }: { readonly count: number; readonly isMore: boolean }): string =>
  `${count}${isMore ? "+" : ""}`;
