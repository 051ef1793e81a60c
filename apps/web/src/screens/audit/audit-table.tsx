import { Table, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import type { Search } from "../../app/search-text.ts";
import { Link } from "../../parts/link.tsx";
import { RotationLink } from "../../parts/rotation-link.tsx";
import { RunLink } from "../../parts/run-link.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./audit.module.css";
import { type AuditLog, actorWords, detailsOf } from "./audit-query.ts";

export interface AuditTableProps {
  readonly logs: readonly AuditLog[];
  /** Who looks, as the audit has it. */
  readonly me: string;
  readonly onFilter: (change: Search) => void;
}

/** The rows, the newest first; who and what can be clicked to see more of the same. */
export function AuditTable({ logs, me, onFilter }: AuditTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={classes.scroll} aria-label="Audit" tabIndex={0}>
      <Table className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            {["When", "Who", "What", "", "About", "From"].map((column) => (
              <Table.Th key={column}>{column || <span hidden>Message</span>}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {logs.map((log) => (
            <Table.Tr key={log.id}>
              <Table.Td className={classes.still}>
                <When at={log.createdAt} />
              </Table.Td>
              <Table.Td className={classes.still}>
                <Filtering name="actor" value={log.actor} onFilter={onFilter}>
                  {actorWords(log.actor, me)}
                </Filtering>
              </Table.Td>
              <Table.Td className={classes.still}>
                <Filtering name="kind" value={log.kind} onFilter={onFilter}>
                  <code>{log.kind}</code>
                </Filtering>
              </Table.Td>
              <Table.Td>
                {log.message}
                <Details log={log} />
              </Table.Td>
              <Table.Td className={classes.still}>
                <About log={log} />
              </Table.Td>
              <Table.Td
                className={classes.still}
                title={log.requestId ? `Request ${log.requestId}` : undefined}
              >
                {log.address ?? "–"}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

interface FilteringProps {
  readonly name: "actor" | "kind";
  readonly value: string | null;
  readonly onFilter: (change: Search) => void;
  readonly children: ReactNode;
}

function Filtering({ name, value, onFilter, children }: FilteringProps) {
  if (value === null) return <>{children}</>;
  return (
    <UnstyledButton
      className={classes.filtering}
      title={`Show only ${value}`}
      onClick={() => onFilter({ [name]: value })}
    >
      {children}
    </UnstyledButton>
  );
}

function Details({ log }: { readonly log: AuditLog }) {
  const entries = detailsOf(log);
  if (entries.length === 0) return null;
  return (
    <span className={classes.details}>{entries.map(([name, value]) => `${name}: ${value}`).join(", ")}</span>
  );
}

function About({ log: { rotationId, connectionId, runId } }: { readonly log: AuditLog }) {
  return (
    <span className={classes.about}>
      {rotationId && <RotationLink id={rotationId}>Rotation</RotationLink>}
      {runId && <RunLink id={runId} />}
      {connectionId && (
        <Link to="/connections/$id" params={{ id: connectionId }}>
          Connection
        </Link>
      )}
    </span>
  );
}
