import { Table } from "@mantine/core";
import { Check, Minus } from "lucide-react";
import { Section } from "../../parts/section.tsx";
import classes from "./access.module.css";
import { ListTable } from "./list-table.tsx";
import { PERMISSIONS, ROLE_WORDS, ROLES, roleMay } from "./role-words.ts";

/** What each role may, in plain words. */
export function RolesTable() {
  return (
    <div className={classes.stack}>
      <Section
        title="In a project"
        about="A role is held in a project, by a person or a machine. Each may do what the one before it may."
      >
        <dl className={classes.facts}>
          {ROLES.map((role) => (
            <div key={role}>
              <dt>{role}</dt>
              <dd>{ROLE_WORDS[role]}</dd>
            </div>
          ))}
        </dl>
        <ListTable label="What roles may" columns={["What", ...ROLES]} hasActions={false}>
          {PERMISSIONS.map((permission) => (
            <Table.Tr key={permission.words}>
              <Table.Td>{permission.words}</Table.Td>
              {ROLES.map((role) => (
                <Table.Td key={role}>
                  {roleMay(role, permission) ? (
                    <Check size={16} role="img" aria-label="may" />
                  ) : (
                    <Minus size={16} role="img" aria-label="may not" className={classes.quiet} />
                  )}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </ListTable>
      </Section>
      <Section title="Beyond projects">
        <p>
          People, machine identities and their client secrets, connections of the whole installation and keys
          belong to no project: admins of the installation look after them. They may do everything in every
          project, too. So may the root token, which is for the first minutes and for automation.
        </p>
      </Section>
    </div>
  );
}
