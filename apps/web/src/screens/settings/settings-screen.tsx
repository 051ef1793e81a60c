import { Tabs } from "@mantine/core";
import { type ComponentType, type LazyExoticComponent, lazy, Suspense } from "react";
import { useSession } from "../../app/session.tsx";
import { Page } from "../../parts/page.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { Waiting } from "../../parts/waiting.tsx";
import { TABS, type Tab, tabOf, tabsFor } from "./settings-tabs.ts";

const PANELS: Readonly<Record<Tab, LazyExoticComponent<ComponentType>>> = {
  account: lazy(() => import("./account-panel.tsx")),
  notifications: lazy(() => import("./notifications-panel.tsx")),
  keys: lazy(() => import("./keys-panel.tsx")),
  seals: lazy(() => import("./seals-panel.tsx")),
  about: lazy(() => import("./about-panel.tsx")),
};

/** What is set for oneself and for the installation; which part is looked at stands in the URL. */
export default function SettingsScreen() {
  const [search, filter] = useFilters();
  const tabs = tabsFor(useSession());
  const tab = tabOf(search, tabs);
  const Panel = PANELS[tab];
  // What one part has in the URL means nothing in another.
  const go = (next: string | null) =>
    filter({ tab: next ?? undefined, channel: undefined, make: undefined, state: undefined });
  return (
    <Page title="Settings">
      <Tabs value={tab} onChange={go} keepMounted={false}>
        <Tabs.List>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {TABS[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} pt="md">
          <Suspense fallback={<Waiting />}>
            <Panel />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
