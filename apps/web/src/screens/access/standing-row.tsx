import { Select, Table } from "@mantine/core";
import type { Role } from "@turnbolt/api";
import type { ReactNode } from "react";
import { confirm } from "../../parts/confirm.ts";
import { When } from "../../parts/when.tsx";
import classes from "./access.module.css";
import { deed } from "./deed.ts";
import { ROLE_CHOICES, ROLE_WORDS, ROLES, roleChange } from "./role-words.ts";
import { RowMenu } from "./row-menu.tsx";

export interface StandingRowProps {
  /** The first cell. */
  readonly children: ReactNode;
  readonly who: string;
  readonly project: string;
  readonly role: Role;
  readonly since?: string;
  /** Absent for who may not. */
  readonly change?: (role: Role) => Promise<unknown>;
  readonly remove?: () => Promise<unknown>;
}

/** What one of them is in a project: the role to choose and the way out, for who may. */
export function StandingRow({ children, who, project, role, since, change, remove }: StandingRowProps) {
  const choose = async (text: string | null) => {
    const next = ROLES.find((one) => one === text);
    if (!next || next === role || !change) return;
    const title = `Make ${who} ${withArticle(next)} of ${project}?`;
    const effect = <Effect was={role} next={next} />;
    if (!(await confirm({ title, effect, action: `Make ${withArticle(next)}` }))) return;
    await deed(() => change(next), `${who} is ${withArticle(next)} of ${project} now.`);
  };
  const takeOut = async () => {
    const yes = await confirm({
      title: `Take ${who} out of ${project}?`,
      effect: `From the next request on, ${who} may do nothing in ${project} any more: neither what a ${role} may, nor see it. The role can be given again.`,
      action: "Take out",
      isDangerous: true,
    });
    if (yes && remove) await deed(remove, `${who} is in ${project} no more.`);
  };
  return (
    <Table.Tr>
      <Table.Td>{children}</Table.Td>
      <Table.Td>
        {change ? (
          <Select
            className={classes.role}
            size="xs"
            aria-label={`Role of ${who} in ${project}`}
            allowDeselect={false}
            data={ROLE_CHOICES}
            value={role}
            onChange={(text) => void choose(text)}
          />
        ) : (
          role
        )}
        <span className={classes.under}>{ROLE_WORDS[role]}</span>
      </Table.Td>
      {since !== undefined && (
        <Table.Td>
          <When at={since} />
        </Table.Td>
      )}
      <Table.Td>
        <RowMenu
          about={`${who} in ${project}`}
          deeds={remove ? [{ label: "Take out of the project", act: () => void takeOut() }] : []}
        />
      </Table.Td>
    </Table.Tr>
  );
}

/** What a question before another role names. */
function Effect({ was, next }: { readonly was: Role; readonly next: Role }) {
  const { isMore, words } = roleChange(was, next);
  return (
    <>
      From the next request on, {isMore ? "may also" : "may no longer"}
      <ul className={classes.changes}>
        {words.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </>
  );
}

const withArticle = (role: Role): string => `${/^[ao]/.test(role) ? "an" : "a"} ${role}`;
