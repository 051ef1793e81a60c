import type { Search } from "../../app/search-text.ts";
import type { Session } from "../../app/session.tsx";

/** What is set here, and how each part is called. */
export const TABS = {
  account: "My account",
  notifications: "Notifications",
  keys: "Keys",
  seals: "Audit seals",
  about: "About",
} as const;

export type Tab = keyof typeof TABS;

/** The parts that somebody may see: of the others the server would tell them nothing. */
export function tabsFor({ me, may, mayAnywhere }: Session): readonly Tab[] {
  const isShown: Readonly<Record<Tab, boolean>> = {
    account: me.kind === "person",
    notifications: mayAnywhere("read", "notifications"),
    keys: may("read", "instance", null),
    seals: may("read", "audit-logs", null),
    about: true,
  };
  return (Object.keys(TABS) as Tab[]).filter((tab) => isShown[tab]); // its keys are those of `TABS`
}

/** The part that the URL names; the first one where it names none that there is. */
export const tabOf = ({ tab }: Search, tabs: readonly Tab[]): Tab =>
  tabs.find((one) => one === tab) ?? tabs[0] ?? "about";
