import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import { Link } from "../../parts/link.tsx";
import { useNow } from "../../parts/now.ts";
import { Status } from "../../parts/status.tsx";
import { When } from "../../parts/when.tsx";
import type { Machine } from "./access.ts";
import { summaryOf } from "./machine-words.ts";

/** A machine in the list; its client secrets are read when its row is there. */
export function MachineRow({ machine: { id, name, authMethods, createdAt } }: { readonly machine: Machine }) {
  const now = useNow();
  const logsIn = authMethods.length > 0;
  const { data } = useQuery({
    ...trpc.clientSecrets.list.queryOptions({ identityId: id, limit: 50 }, { staleTime: 30_000 }),
    enabled: logsIn,
  });
  const summary = logsIn ? data && summaryOf(data.clientSecretData, now) : summaryOf([], now);
  return (
    <Table.Tr>
      <Table.Td>
        <Link to="/access" search={{ tab: "machines", machine: id }}>
          {name}
        </Link>
      </Table.Td>
      <Table.Td>{summary ? <Working count={summary.working} /> : "…"}</Table.Td>
      <Table.Td>{summary ? <When at={summary.lastUsedAt} /> : "…"}</Table.Td>
      <Table.Td>{summary ? <When at={summary.endsAt} none="none" /> : "…"}</Table.Td>
      <Table.Td>
        <When at={createdAt} />
      </Table.Td>
    </Table.Tr>
  );
}

const Working = ({ count }: { readonly count: number }) =>
  count === 0 ? (
    <Status tone="idle" label="Cannot log in" />
  ) : (
    <Status tone="good" label={count === 1 ? "1 works" : `${count} work`} />
  );
