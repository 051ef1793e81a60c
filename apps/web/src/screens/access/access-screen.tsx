import { Tabs } from "@mantine/core";
import { useSession } from "../../app/session.tsx";
import { Page } from "../../parts/page.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import classes from "./access.module.css";
import { TABS, tabOf, tabsOf } from "./access.ts";
import { MachinesTab } from "./machines-tab.tsx";
import { PeopleTab } from "./people-tab.tsx";
import { ProjectsTab } from "./projects-tab.tsx";
import { RolesTable } from "./roles-table.tsx";

/** Who may do what: people, machines, and what they are in projects. */
export default function AccessScreen() {
  const session = useSession();
  const [{ tab: named }, setFilters] = useFilters();
  const tabs = tabsOf(session);
  const tab = tabOf(named, tabs);
  return (
    <Page
      title="Access"
      about="Who may do what. A change counts from the next request on, and stands in the audit."
    >
      <Tabs
        classNames={{ tab: classes.tab }}
        value={tab}
        keepMounted={false}
        onChange={(next) => setFilters({ tab: next ?? undefined, person: undefined, machine: undefined })}
      >
        <Tabs.List>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {TABS[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} pt="sm">
          {tab === "people" && <PeopleTab />}
          {tab === "machines" && <MachinesTab />}
          {tab === "projects" && <ProjectsTab />}
          {tab === "roles" && <RolesTable />}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
