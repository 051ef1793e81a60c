import { Button, Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { confirm } from "../../parts/confirm.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { useNow } from "../../parts/now.ts";
import { Section } from "../../parts/section.tsx";
import { type Once, ShownOnce } from "../../parts/shown-once.tsx";
import { Status } from "../../parts/status.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./access.module.css";
import type { ClientSecret, Machine } from "./access.ts";
import { deed } from "./deed.ts";
import { ListTable } from "./list-table.tsx";
import { secretState, usesWords } from "./machine-words.ts";
import { NewClientSecret } from "./new-client-secret.tsx";
import { RowMenu } from "./row-menu.tsx";

/** What a machine logs in with. */
export function ClientSecrets({ machine }: { readonly machine: Machine }) {
  const mayEdit = useSession().may("edit", "identities", null);
  const [isMaking, setMaking] = useState(false);
  const [once, setOnce] = useState<Once | null>(null);
  const list = useInfiniteQuery(
    trpc.clientSecrets.list.infiniteQueryOptions({ identityId: machine.id, limit: 50 }),
  );
  const secrets = list.data?.pages.flatMap(({ clientSecretData }) => clientSecretData) ?? [];
  return (
    <Section
      title="Client secrets"
      about="To change one without a gap: make the second, change the program over, revoke the first."
      actions={
        mayEdit && !isMaking ? (
          <Button size="xs" onClick={() => setMaking(true)}>
            New client secret
          </Button>
        ) : undefined
      }
    >
      {isMaking && <NewClientSecret machine={machine} onMade={setOnce} onClose={() => setMaking(false)} />}
      {list.error && <FailureOf error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Waiting />}
      {list.data && secrets.length === 0 && !isMaking && (
        <p className={classes.quiet}>
          None yet: without one it cannot log in. A client secret is shown once, when it is made.
        </p>
      )}
      {secrets.length > 0 && (
        <ListTable
          label="Client secrets"
          columns={["Begins with", "State", "Last login", "Uses", "Ends", "Made"]}
        >
          {secrets.map((secret) => (
            <SecretRow key={secret.id} machine={machine} secret={secret} mayRevoke={mayEdit} />
          ))}
        </ListTable>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Older
        </Button>
      )}
      {once && <ShownOnce once={once} onClose={() => setOnce(null)} />}
    </Section>
  );
}

interface SecretRowProps {
  readonly machine: Machine;
  readonly secret: ClientSecret;
  readonly mayRevoke: boolean;
}

function SecretRow({ machine, secret, mayRevoke }: SecretRowProps) {
  const { tone, label } = secretState(secret, useNow());
  const { clientSecretPrefix, description, lastUsedAt, expiresAt, createdAt } = secret;
  return (
    <Table.Tr>
      <Table.Td>
        <code>{clientSecretPrefix}…</code>
        {description && <span className={classes.under}>{description}</span>}
      </Table.Td>
      <Table.Td>
        <Status tone={tone} label={label} />
      </Table.Td>
      <Table.Td>
        <When at={lastUsedAt} />
      </Table.Td>
      <Table.Td>{usesWords(secret.clientSecretNumUses, secret.clientSecretNumUsesLimit)}</Table.Td>
      <Table.Td>
        <When at={expiresAt} none="not by itself" />
      </Table.Td>
      <Table.Td>
        <When at={createdAt} />
      </Table.Td>
      <Table.Td>
        <RowMenu
          about={`the client secret ${clientSecretPrefix}`}
          deeds={
            mayRevoke && !secret.isClientSecretRevoked
              ? [{ label: "Revoke", act: () => void revoke(machine, secret) }]
              : []
          }
        />
      </Table.Td>
    </Table.Tr>
  );
}

async function revoke({ id: identityId, name }: Machine, secret: ClientSecret): Promise<void> {
  const { id: clientSecretId, clientSecretPrefix, description } = secret;
  const yes = await confirm({
    title: `Revoke ${clientSecretPrefix}…${description && ` (${description})`}?`,
    effect: `Nobody logs in with it any more, and every token that it logged in ends at once: whatever runs as ${name} with it is refused from its next request on. It cannot be taken back.`,
    action: "Revoke the client secret",
    isDangerous: true,
  });
  if (!yes) return;
  await deed(
    () => trpc.clientSecrets.revoke.mutate({ identityId, clientSecretId }),
    `${clientSecretPrefix}… is revoked, with its tokens.`,
  );
}
