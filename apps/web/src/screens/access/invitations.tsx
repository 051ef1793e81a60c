import { Button, Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import { confirm } from "../../parts/confirm.ts";
import { FailureOf, wordsOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import { Section } from "../../parts/section.tsx";
import type { Once } from "../../parts/shown-once.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./access.module.css";
import type { Invitation } from "./access.ts";
import { deed, readAgain } from "./deed.ts";
import { invitationOnce, invitedAs } from "./invitation-words.ts";
import { ListTable } from "./list-table.tsx";
import { RowMenu } from "./row-menu.tsx";

export interface InvitationsProps {
  /** Those into one project; without it, those into the whole installation. */
  readonly projectId?: string;
  readonly onLink: (once: Once) => void;
}

/** Who was asked in and has not come yet. */
export function Invitations({ projectId, onLink }: InvitationsProps) {
  const list = useInfiniteQuery(
    trpc.invitations.list.infiniteQueryOptions({ limit: 50, ...(projectId && { projectId }) }),
  );
  const found = list.data?.pages.flatMap(({ invitations }) => invitations) ?? [];
  return (
    <Section title="Invited" about="Who has a link and has not come yet. A link works once, for a week.">
      {list.error && <FailureOf error={list.error} retry={() => void list.refetch()} />}
      {list.data && found.length === 0 && <p className={classes.quiet}>No invitation is open.</p>}
      {found.length > 0 && (
        <ListTable label="Invitations" columns={["Address", "Will be", "Invited", "Ends"]}>
          {found.map((invitation) => (
            <Table.Tr key={invitation.id}>
              <Table.Td>{invitation.email}</Table.Td>
              <Table.Td>{invitedAs(invitation)}</Table.Td>
              <Table.Td>
                <When at={invitation.createdAt} />
              </Table.Td>
              <Table.Td>
                <When at={invitation.expiresAt} />
              </Table.Td>
              <Table.Td>
                <RowMenu
                  about={`the invitation of ${invitation.email}`}
                  deeds={
                    invitation.mayChange
                      ? [
                          { label: "New link", act: () => void renew(invitation, onLink) },
                          { label: "Take back", act: () => void takeBack(invitation) },
                        ]
                      : []
                  }
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </ListTable>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          More
        </Button>
      )}
    </Section>
  );
}

async function renew({ id: invitationId, email }: Invitation, onLink: (once: Once) => void): Promise<void> {
  const yes = await confirm({
    title: `Make a new link for ${email}?`,
    effect: "The link that they have ends now; the new one works for a week.",
    action: "Make a new link",
  });
  if (!yes) return;
  try {
    onLink(invitationOnce(await trpc.invitations.renew.mutate({ invitationId })));
  } catch (error) {
    tell("bad", wordsOf(error));
  }
  await readAgain();
}

async function takeBack({ id: invitationId, email }: Invitation): Promise<void> {
  const yes = await confirm({
    title: `Take the invitation of ${email} back?`,
    effect: "Their link ends now: nobody can come in by it any more.",
    action: "Take back",
    isDangerous: true,
  });
  if (!yes) return;
  await deed(
    () => trpc.invitations.revoke.mutate({ invitationId }),
    `The invitation of ${email} is taken back.`,
  );
}
