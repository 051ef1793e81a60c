import { Code, Table } from "@mantine/core";
import { EmptyState } from "../../parts/empty-state.tsx";
import { RunLink } from "../../parts/run-link.tsx";
import { Status, type Tone } from "../../parts/status.tsx";
import { When } from "../../parts/when.tsx";
import type { Credential } from "./rotation.ts";

const TONES: Readonly<Record<string, Tone>> = {
  draft: "busy",
  active: "good",
  superseded: "warn",
  revoking: "busy",
  rejected: "bad",
};

/** Every credential that a rotation has or had, the newest first; never a value. */
export function VersionsTable({ credentials }: { readonly credentials: readonly Credential[] }) {
  if (credentials.length === 0)
    return <EmptyState title="No versions yet" text="The first run issues the first one." />;
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table aria-label="Credential versions">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version</Table.Th>
            <Table.Th>Handle</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Issued</Table.Th>
            <Table.Th>Published</Table.Th>
            <Table.Th>Ends</Table.Th>
            <Table.Th>Made by</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {credentials.map((one) => (
            <Table.Tr key={one.version}>
              <Table.Td>v{one.version}</Table.Td>
              <Table.Td>
                <Code>{one.handle}</Code>
              </Table.Td>
              <Table.Td>
                <Status tone={TONES[one.state] ?? "idle"} label={one.state} />
              </Table.Td>
              <Table.Td>
                <When at={one.createdAt} />
              </Table.Td>
              <Table.Td>
                <When at={one.promotedAt} />
              </Table.Td>
              <Table.Td>
                <Ends of={one} />
              </Table.Td>
              <Table.Td>
                <RunLink id={one.runId} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Ends({ of: { state, endedAt, revokeAt } }: { readonly of: Credential }) {
  if (endedAt) return <When at={endedAt} />;
  if (revokeAt) return <When at={revokeAt} />;
  return <>{state === "superseded" ? "with the next run" : "–"}</>;
}
