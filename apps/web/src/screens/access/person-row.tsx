import { Table } from "@mantine/core";
import { Ban } from "lucide-react";
import type { Search } from "../../app/search-text.ts";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { Link } from "../../parts/link.tsx";
import type { Once } from "../../parts/shown-once.tsx";
import { Status } from "../../parts/status.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./access.module.css";
import type { Person } from "./access.ts";
import { passwordOnce } from "./invitation-words.ts";
import { personDeeds } from "./person-deeds.ts";
import { RowMenu } from "./row-menu.tsx";

export interface PersonRowProps {
  readonly person: Person;
  /** A link was made that is shown once. */
  readonly onLink: (once: Once) => void;
}

/** A person in the list; the name leads to what they are in which project. */
export function PersonRow({ person, onLink }: PersonRowProps) {
  const { me, may } = useSession();
  const { id, name, email, isAdmin, hasPassword, disabledAt, createdAt } = person;
  const isMe = me.id === `user:${id}`;
  const deeds = may("edit", "instance", null)
    ? personDeeds(person, isMe, async () => {
        onLink(passwordOnce(email, await trpc.people.resetPassword.mutate({ personId: id })));
      })
    : [];
  return (
    <Table.Tr>
      <Table.Td>
        <Link to="/access" search={(before: Search) => ({ ...before, person: id })}>
          {name}
        </Link>
        <span className={classes.under}>
          {email}
          {isMe && " (you)"}
        </span>
      </Table.Td>
      <Table.Td>
        {disabledAt ? (
          <Status tone="idle" label="Shut out" icon={Ban} />
        ) : isAdmin ? (
          "admin of the installation"
        ) : (
          "nothing"
        )}
      </Table.Td>
      <Table.Td>{hasPassword ? "a password" : "the identity provider"}</Table.Td>
      <Table.Td>
        <When at={createdAt} />
      </Table.Td>
      <Table.Td>
        <RowMenu about={name} deeds={deeds} />
      </Table.Td>
    </Table.Tr>
  );
}
