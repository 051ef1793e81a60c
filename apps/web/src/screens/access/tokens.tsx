import { Button, Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { confirm } from "../../parts/confirm.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Section } from "../../parts/section.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./access.module.css";
import type { Machine, Token } from "./access.ts";
import { deed } from "./deed.ts";
import { ListTable } from "./list-table.tsx";
import { RowMenu } from "./row-menu.tsx";

/** The tokens of a machine that work. */
export function Tokens({ machine }: { readonly machine: Machine }) {
  const mayEdit = useSession().may("edit", "identities", null);
  const identityId = machine.id;
  const list = useInfiniteQuery(trpc.tokens.list.infiniteQueryOptions({ identityId, limit: 20 }));
  const tokens = list.data?.pages.flatMap((page) => page.tokens) ?? [];
  return (
    <Section title="Tokens that work" about="What it got by logging in. Each ends by itself, or now.">
      {list.error && <FailureOf error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Waiting />}
      {list.data && tokens.length === 0 && (
        <p className={classes.quiet}>None: it is not logged in at the moment.</p>
      )}
      {tokens.length > 0 && (
        <ListTable label="Tokens" columns={["Logged in", "Last use", "Ends"]}>
          {tokens.map((token) => (
            <Table.Tr key={token.id}>
              <Table.Td>
                <When at={token.createdAt} />
              </Table.Td>
              <Table.Td>
                <When at={token.lastUsedAt} />
              </Table.Td>
              <Table.Td>
                <When at={token.expiresAt} />
              </Table.Td>
              <Table.Td>
                <RowMenu
                  about={`the token of ${token.createdAt}`}
                  deeds={mayEdit ? [{ label: "Revoke", act: () => void revoke(machine, token) }] : []}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </ListTable>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Older
        </Button>
      )}
    </Section>
  );
}

async function revoke({ id: identityId, name }: Machine, { id: tokenId }: Token): Promise<void> {
  const yes = await confirm({
    title: "Revoke this token?",
    effect: `Whatever uses it is refused from its next request on. ${name} can log in again with its client secret: revoke that one to keep it out.`,
    action: "Revoke the token",
    isDangerous: true,
  });
  if (yes) await deed(() => trpc.tokens.revokeOf.mutate({ identityId, tokenId }), "The token is revoked.");
}
